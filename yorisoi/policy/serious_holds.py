"""When holds may be lifted: after the end of the investigation and the years of keeping, told to the family, by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.deadlines import add_months
from yorisoi.policy.flow import Need

CITE = "serious.preserve"


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What is known when somebody asks that holds be lifted. closed_on: when the incident came to its end, if it has.

    years: how long the edition keeps its records after that. told: what the family was told, and on which day.
    """

    today: date
    closed_on: date | None = None
    years: int = 5
    held: int = 0
    reason: bool = False
    told: bool = False
    told_on: date | None = None


def kept_until(closed_on: date, years: int) -> date:
    """Return the day from which holds may be lifted."""
    return add_months(closed_on, 12 * years)


CLOSED = Need(
    "closed",
    _("終結していません。調査と再発防止が終わるまで、保全は解けません。"),
    CITE,
    lambda f: f.closed_on is not None,
)
KEPT = Need(
    "kept",
    _("保存の期間（調査の終わりから5年を目安）が過ぎていません。"),
    CITE,
    lambda f: f.closed_on is not None and kept_until(f.closed_on, f.years) <= f.today,
)
HELD = Need("held", _("保全しているものはありません。"), CITE, lambda f: f.held > 0)
TOLD = Need(
    "told",
    _("対象の児童・保護者に説明した日と、説明したこと・言われたことを書いてください。"),
    CITE,
    lambda f: f.told and f.told_on is not None and f.told_on <= f.today,
)
REASON = Need("reason", _("保全を解く理由を書いてください。"), CITE, lambda f: f.reason)
FIRST = (CLOSED, KEPT, HELD)  # before anybody may ask at all
ASKING = (*FIRST, TOLD, REASON)
SECOND_PERSON = Need(
    "second_person", _("申し出た人のほかの人が確かめます（市教委、または校長・教頭のもうひとり）。"), CITE, bool
)
ANSWER_REASON = Need("answer_reason", _("確かめたこと・理由を書いてください。"), CITE, bool)


def unmet(facts: HoldFacts, needs: tuple[Need, ...] = ASKING) -> list[Need]:
    """Return what is still wanted."""
    return [need for need in needs if not need.met(facts)]
