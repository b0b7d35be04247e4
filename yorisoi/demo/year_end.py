"""What the demo school has prepared of the next year: classes, some 担任; a package for another school."""

from __future__ import annotations

from yorisoi.cases.models import Involvement
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.documents.passing import decide_package
from yorisoi.documents.passing_text import SHORT, Said
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.roles import Role
from yorisoi.policy.year_duties import LAST_GRADE
from yorisoi.schools.models import Enrolment
from yorisoi.yearend import planning
from yorisoi.yearend.queries import ahead, coming_year

PLANNED = 6  # classes of which the 担任 is planned; the others stand in red


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down that the vice principal prepares the year's end on the last school day."""
    diary.put(days.at(1, "16:35"), lambda: _prepare(cast), about="year's end")


def _prepare(cast: Cast) -> None:
    by, year = cast.staff["vp"], coming_year(cast.school)
    planning.move_all(school=cast.school, year=year, by=by)
    seen = ahead(cast.school, year)
    teachers = [one.staff for one in seen.ending if one.school_class is not None]
    for into, staff in zip(seen.new[:PLANNED], reversed(teachers), strict=False):
        planning.plan_homeroom(school=cast.school, year=year, school_class=into.school_class, staff=staff, by=by)
    _package(cast)


def _package(cast: Cast) -> None:
    """A child of the last grade goes to the junior high school: what goes along is decided, its masks wait."""
    oldest = Enrolment.objects.filter(school_class__grade=LAST_GRADE, school_class__year=cast.roster.year)
    rows = Involvement.objects.filter(
        case__school=cast.school, role=Role.VICTIM, until__isnull=True, pupil__in=oldest.values("pupil")
    ).exclude(case__state__in=CASE_FLOW.resting)
    row = rows.select_related("pupil").order_by("case__opened_at", "case_id").first()
    if row is None:
        return
    said = Said(
        to="見本市立中学校",
        ground="office",
        consent="told",
        consent_note="面談で母に伝えた。",
        watching="座席と係を離す。休み時間は学年の先生が声をかける。",
    )
    decide_package(pupil=row.pupil, by=cast.staff["vp"], said=said, chosen={row.case_id: SHORT})
