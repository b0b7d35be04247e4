"""The demo's figures: the survey's questions answered for most children, a few still open; months that were submitted."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from yorisoi.cases.models import Case, Involvement
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.figures.answering import answer_for_child, answer_for_incident, answer_for_school
from yorisoi.figures.queries import suggested, suggested_before, suggested_for_school, victims_of
from yorisoi.figures.submitting import submit_month
from yorisoi.incidents.models import Incident
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.national import mask_of
from yorisoi.schools.calendar import school_year

FOUND = (5, 1, 6, 5, 7, 5, 6, 8)
TOLD = (("1",), ("1", "6"), ("6",), ("9",), ("1", "7"), ("3",))
MEASURES = ("1", "2", "3", "4", "5", "6", "7", "11", "12")
EVERY = 6  # every sixth child is still to be answered for


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put it down: the months as they end, the answers of these days."""
    first = days.today.replace(day=1)
    for _month in range(3):
        sent, first = first, (first - timedelta(days=1)).replace(day=1)
        at = min(datetime.combine(sent, time(16, 20), TOKYO), days.at(1, "16:20"))
        month = first

        def submit(month: object = month) -> None:
            submit_month(school=cast.school, month=month, by=cast.staff["vp"], token=f"demo-{month}")  # type: ignore[arg-type]

        diary.put(at, submit, about=f"month {month:%Y-%m}")
    diary.put(days.at(1, "16:00"), lambda: _answers(cast), about="survey answers")


def _answers(cast: Cast) -> None:
    cases = Case.objects.filter(school=cast.school, recognised_at__isnull=False, merged_into=None)
    place = 0
    for case in cases.order_by("recognised_at", "year", "number"):
        for child in victims_of(case):
            place += 1
            if place % EVERY:
                _answer(case, child, cast, place)
    for year in {school_year(clock.now().date()), school_year(clock.now().date()) - 1}:
        said = suggested_for_school(cast.school, year)
        answer_for_school(
            school=cast.school, year=year, by=cast.staff["vp"], measures=mask_of(MEASURES),
            surveyed=said["surveyed"] or mask_of(("2", "4", "7")), token=f"demo-{year}",
        )  # fmt: skip
    incident = Incident.objects.filter(school=cast.school).order_by("opened_at", "pk").first()
    if incident is not None:
        answer_for_incident(
            incident=incident, by=cast.staff["vp"], harms=mask_of(("3",)), before=suggested_before(incident) or 2,
            token="demo",  # noqa: S106 (no password)
        )  # fmt: skip


def _answer(case: Case, child: Involvement, cast: Cast, place: int) -> None:
    said = suggested(case, child)
    said["found"] = said["found"] or FOUND[place % len(FOUND)]
    said["consulted"] = mask_of(TOLD[place % len(TOLD)])
    said["to_victim"] = said["to_victim"] or 0
    said["to_perpetrator"] = said["to_perpetrator"] or 0
    said["police"] = said["police"] or 0
    answer_for_child(case=case, involvement=child, by=cast.staff["sg"], said=said, token=f"demo-{place}")
