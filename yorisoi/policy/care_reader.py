"""Reading the part of an edition that is about finding out early ([care]); a mistake is answered with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time

from yorisoi.policy.care_types import CareRules, Room, Round, Slot
from yorisoi.policy.edition_reader import Reader

_DAY = re.compile(r"(\d{2})-(\d{2})")


def care_rules(row: Reader, clauses: Collection[str]) -> CareRules:
    """Return the rules of early finding. Raises BadEdition."""
    made = CareRules(
        concerns=row.whole("concerns", least=2, most=20),
        within_days=row.whole("within_days", least=1, most=366),
        cite=row.text("cite"),
        repeats=row.whole("repeats", least=2, most=50),
        repeat_days=row.whole("repeat_days", least=1, most=366),
        repeat_cite=row.text("repeat_cite"),
        slots=tuple(_slot(each) for each in row.rows("slots")),
        rooms=tuple(_room(each) for each in row.rows("rooms")),
        rounds=tuple(_round(each) for each in row.rows("rounds")),
    )
    row.finish()
    for key in ("cite", "repeat_cite"):
        if getattr(made, key) not in clauses:
            raise row.bad(key, f"条項「{getattr(made, key)}」がありません。")
    for key in ("slots", "rooms", "rounds"):
        codes = [one.code for one in getattr(made, key)]
        if len(set(codes)) != len(codes):
            raise row.bad(key, "同じ code が二度書かれています。")
    for one, after in zip(made.slots, made.slots[1:], strict=False):
        if after.begins < one.ends:
            raise row.bad("slots", f"「{after.code}」は「{one.code}」と重なっています（早い順に書いてください）。")
    return made


def _time(row: Reader, key: str) -> time:
    try:
        return time.fromisoformat(row.text(key))
    except ValueError:
        raise row.bad(key, "時刻は「10:25」の形で書いてください。") from None


def _slot(row: Reader) -> Slot:
    begins, ends = _time(row, "begins"), _time(row, "ends")
    made = Slot(row.text("code"), begins, ends, row.text("label"), row.text("label_en", ""))
    row.finish()
    if ends <= begins:
        raise row.bad("ends", "終わりは始まりより後にしてください。")
    return made


def _room(row: Reader) -> Room:
    made = Room(row.text("code"), row.text("label"), row.text("label_en", ""))
    row.finish()
    return made


def _place(row: Reader, key: str) -> tuple[int, int]:
    found = _DAY.fullmatch(row.text(key))
    try:
        day = date(2001, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise row.bad(key, "月日は「06-01」の形で書いてください。")
    return day.month, day.day


def _round(row: Reader) -> Round:
    made = Round(
        row.text("code"), _place(row, "begins"), _place(row, "ends"), row.text("label"), row.text("label_en", "")
    )
    row.finish()
    if made.span(2001)[0] > made.span(2001)[1]:
        raise row.bad("ends", "終わりは、同じ年度の始まりより後にしてください。")
    return made
