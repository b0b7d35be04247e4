"""Reading the part of an edition that is the year's plan ([plan]); a mistake is answered with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.plan_types import Item, Pillar, Planned, PlanRules, Span
from yorisoi.policy.roles import Post

_DAY = re.compile(r"(\d{2})-(\d{2})")
_LINK = re.compile(r"[a-z_]+\.[a-z_]+:[A-Za-z0-9_-]{1,20}")
A_YEAR = 2001  # to hold the order of days against: a year without 29 February
POSTS = tuple(Post)


def plan_rules(row: Reader, clauses: Collection[str]) -> PlanRules:
    """Return the plan. Raises BadEdition."""
    made = PlanRules(
        stages=tuple(_span(each, number) for number, each in enumerate(row.rows("stages"), 1)),
        terms=tuple(_span(each, number) for number, each in enumerate(row.rows("terms"), 1)),
        pillars=tuple(_pillar(each, clauses) for each in row.rows("pillars")),
        activities=tuple(_planned(each) for each in row.rows("activities")),
        evaluation=tuple(_item(each) for each in row.rows("evaluation")),
        review=_place(row, "review"),
    )
    row.finish()
    for key in ("stages", "terms", "pillars", "activities", "evaluation"):
        if not getattr(made, key):
            raise row.bad(key, "ひとつ以上書いてください。")
    for key in ("stages", "terms"):
        _in_order(row, key, getattr(made, key))
    for key in ("pillars", "activities", "evaluation"):
        codes = [one.code for one in getattr(made, key)]
        if len(set(codes)) != len(codes):
            raise row.bad(key, "同じ code が二度書かれています。")
    pillars = {one.code for one in made.pillars}
    for one in made.activities:
        if made.stage(one.stage) is None:
            raise row.bad("activities", f"「{one.code}」のステージ {one.stage} がありません。")
        if one.pillar not in pillars:
            raise row.bad("activities", f"「{one.code}」の柱「{one.pillar}」がありません。")
        first, last = made.dates(one, A_YEAR)
        if last < first:
            raise row.bad("activities", f"「{one.code}」の終わりは、始まりより後にしてください。")
    return made


def _in_order(row: Reader, key: str, spans: tuple[Span, ...]) -> None:
    ended: date | None = None
    for one in spans:
        first, last = one.span(A_YEAR)
        if last < first or (ended is not None and first <= ended):
            raise row.bad(key, "一年度の中で、早い順に、重ならないように書いてください。")
        ended = last


def _place(row: Reader, key: str) -> tuple[int, int]:
    found = _DAY.fullmatch(row.text(key))
    try:
        day = date(2000, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise row.bad(key, "月日は「06-01」の形で書いてください。")
    return day.month, day.day


def _span(row: Reader, number: int) -> Span:
    made = Span(number, _place(row, "begins"), _place(row, "ends"), row.text("label"), row.text("label_en", ""))
    row.finish()
    return made


def _pillar(row: Reader, clauses: Collection[str]) -> Pillar:
    made = Pillar(row.text("code"), row.text("cite"), row.text("label"), row.text("label_en", ""))
    row.finish()
    if made.cite not in clauses:
        raise row.bad("cite", f"条項「{made.cite}」がありません。")
    return made


def _planned(row: Reader) -> Planned:
    made = Planned(
        code=row.text("code"),
        stage=row.whole("stage", least=1, most=20),
        pillar=row.text("pillar"),
        owner=row.text("owner", allowed=POSTS),
        label_ja=row.text("label"),
        label_en=row.text("label_en", ""),
        note_ja=row.text("note", ""),
        note_en=row.text("note_en", ""),
        begins=_place(row, "begins") if "begins" in row.data else None,
        ends=_place(row, "ends") if "ends" in row.data else None,
        links=row.texts("links", default=[]),
    )
    row.asked |= {"begins", "ends"}
    row.finish()
    if not re.fullmatch(r"[a-z0-9_]{1,40}", made.code):
        raise row.bad("code", "code は英小文字・数字・下線で、40字までで書いてください。")
    for link in made.links:
        if not _LINK.fullmatch(link):
            raise row.bad("links", f"「{link}」は「surveys.round:2」の形で書いてください。")
    return made


def _item(row: Reader) -> Item:
    made = Item(
        row.text("code"), row.text("label"), row.text("help"), row.text("label_en", ""), row.text("help_en", "")
    )
    row.finish()
    return made
