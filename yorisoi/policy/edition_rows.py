"""Reading the smaller rows of an edition: forms, sources, helplines. A mistake is answered with its line."""

from __future__ import annotations

import re

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.edition_types import (
    CONDITIONS,
    Channel,
    Definition,
    Discovery,
    FollowUp,
    Form,
    Helpline,
    Retention,
    Source,
)


def read_form(row: Reader) -> Form:
    """Return a form of bullying. Raises BadEdition."""
    made = Form(
        row.text("code"),
        row.whole("national", least=1, most=9),
        row.text("label"),
        row.text("label_child"),
        row.text("label_en", ""),
    )
    row.finish()
    return made


def read_source(row: Reader) -> Source:
    """Return a source of reports. Raises BadEdition."""
    made = Source(row.text("code"), row.text("label"), row.whole("discovery", 0, most=12), row.text("label_en", ""))
    row.finish()
    return made


def read_channel(row: Reader) -> Channel:
    """Return a way by which a report came. Raises BadEdition."""
    made = Channel(row.text("code"), row.text("label"), row.text("label_en", ""))
    row.finish()
    return made


def read_discovery(row: Reader) -> Discovery:
    """Return a way of discovery. Raises BadEdition."""
    made = Discovery(
        row.whole("code", least=1, most=12), row.text("label"), row.flag("by_school"), row.text("label_en", "")
    )
    row.finish()
    return made


def read_helpline(row: Reader) -> Helpline:
    """Return a helpline, also one without a number: the lint speaks of it, pages leave it out. Raises BadEdition."""
    made = Helpline(
        row.text("name"),
        row.text("matters"),
        row.text("phone", ""),
        row.flag("national", False),
        row.text("hours", ""),
        row.text("checked", ""),
        row.text("name_en", ""),
        row.text("matters_en", ""),
        row.text("hours_en", ""),
    )
    row.finish()
    if made.phone and not re.fullmatch(r"[0-9][0-9-]{3,}[0-9]", made.phone):
        raise row.bad("phone", f"電話番号「{made.phone}」は半角の数字とハイフンで書いてください。")
    if made.checked and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", made.checked):
        raise row.bad("checked", "確かめた日は 2026-04-01 の形で書いてください。")
    return made


def read_follow_up(row: Reader) -> FollowUp:
    """Return after how long what is looked at again. Raises BadEdition."""
    made = FollowUp(
        default_months=row.whole("default_months", least=1, most=60),
        minimum_months=row.whole("minimum_months", least=1, most=60),
        policy_months=row.whole("policy_months", 0, most=60),
        follow_up_days=row.whole("follow_up_days", least=1, most=366),
        review_days=row.whole("review_days", least=1, most=366),
    )
    row.finish()
    return made


def read_retention(row: Reader) -> Retention:
    """Return how long records are kept. Raises BadEdition."""
    made = Retention(
        row.whole("years_after_leaving", most=100), row.whole("serious_years", most=100), row.flag("in_policy", False)
    )
    row.finish()
    return made


def read_definition(row: Reader) -> Definition:
    """Return what the document makes of the definition. Raises BadEdition."""
    made = Definition(
        row.texts("conditions", allowed=CONDITIONS, default=[]),
        row.texts("restated", default=[]),
        row.texts("restated_without_distress", default=[]),
    )
    row.finish()
    return made
