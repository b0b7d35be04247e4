"""The policy in the demo: the helplines checked in April, one still to be looked at, next year's edition in draft."""

from __future__ import annotations

from datetime import date, datetime, time

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.editions.actions import begin_draft, save_part
from yorisoi.editions.parts import part_of
from yorisoi.editions.settling import check_helplines, owe_check
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition, whole
from yorisoi.policy.edition_text import seen
from yorisoi.schools.calendar import school_year


def policy(diary: Diary, days: Days, cast: Cast) -> None:
    """Put it down."""
    year = school_year(days.today)
    april = datetime.combine(date(year, 4, 10), time(16, 0), TOKYO)
    if april < days.now:
        diary.put(april, lambda: owe_check(school=cast.school), about="helplines owed")
    diary.put(days.at(9, "16:40"), lambda: _check(cast), about="helplines")
    diary.put(days.at(2, "17:05"), lambda: _draft(cast, year + 1), about="next edition")


def _check(cast: Cast) -> None:
    lines = edition(cast.school.edition).helplines
    check_helplines(school=cast.school, by=cast.staff["vp"], answers={line.phone: True for line in lines[:-2]})


def _draft(cast: Cast, year: int) -> None:
    """Next year's edition: a committee every month, and the three months that the document does not have yet."""
    by, base = cast.staff["vp"], cast.school.edition
    draft = begin_draft(school=cast.school, by=by, base=base, token=f"demo-{year}")
    data = whole(base)
    bodies = {**data["bodies"], "committee": {**data["bodies"]["committee"], "regular": "monthly"}}
    basics = {**part_of(data, "basics"), "version": f"{year}年度版（案）"}
    for part, typed in (
        ("basics", basics),
        ("bodies", bodies),
        ("follow_up", {**data["follow_up"], "policy_months": 3}),
    ):
        draft = save_part(draft=draft, by=by, part=part, typed=typed, before=seen(part_of(data, part)))
