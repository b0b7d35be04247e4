"""What is done elsewhere turns an activity done: nobody types it twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.prevention.conftest import TODAY, YEAR, of
from yorisoi.care.models_interviews import Interview
from yorisoi.care.models_interviews import Sheet as Talk
from yorisoi.care.models_more import ChecklistRun, ChecklistVersion
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.keys import make_data_key
from yorisoi.meetings.actions import convene
from yorisoi.meetings.models import Meeting
from yorisoi.policy.deadlines import TOKYO
from yorisoi.prevention import links
from yorisoi.prevention.links import Linked, done_by_links, kinds, links_of, look_up, may_open, register
from yorisoi.prevention.models import Plan
from yorisoi.prevention.queries import sheet
from yorisoi.prevention.recording import link, unlink
from yorisoi.prevention.turning import follow_plan
from yorisoi.schools.models import SchoolClass
from yorisoi.surveys.models import CLOSED, Round

pytestmark = pytest.mark.django_db
CHECKLIST, SURVEY = "care.checklistrun", "surveys.round"


def a_round(people: Any, stage: int, *, closed: datetime | None) -> Round:
    return Round.objects.create(
        school=people.school, key=make_data_key(people.school.pk), year=YEAR, stage=stage, title="元気アンケート",
        mode="named", opens_at=clock.now() - timedelta(days=9), closes_at=clock.now(),
        state=CLOSED if closed else "planned", closed_at=closed, made_at=clock.now(), made_by=people.guidance_head,
    )  # fmt: skip


def all_classes_looked_over(people: Any, on: datetime, classes: Any = None) -> None:
    form = ChecklistVersion.objects.get_or_create(
        hash="h", defaults={"name": "n", "version": 1, "content": "{}", "at": on}
    )[0]
    for n, one in enumerate(classes or SchoolClass.objects.filter(school=people.school)):
        ChecklistRun.objects.create(
            school=people.school, school_class=one, version=form, at=on, by=people.homeroom,
            token_hash=f"{one.pk}-{n}-{on}".encode()[:32],
        )  # fmt: skip


@pytest.mark.requirement("P6")
def test_the_checklist_turns_done_when_every_class_was_looked_over(people: Any, plan: Plan) -> None:
    row = of(plan, "checklist")
    follow_plan(plan)
    classes = list(SchoolClass.objects.filter(school=people.school))
    day = datetime(2026, 10, 5, 16, tzinfo=TOKYO)
    all_classes_looked_over(people, day, classes[1:])
    follow_plan(plan)
    row.refresh_from_db()
    assert row.state == "planned"
    all_classes_looked_over(people, day + timedelta(days=2), classes[:1])
    # the page says so at once, the row by the next tick
    (shown,) = (one for one in sheet(people.homeroom, plan) if one.row.pk == row.pk)
    assert (shown.state, shown.done_on, shown.late) == ("done", date(2026, 10, 7), False)
    assert follow_plan(plan) == 1
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("done", date(2026, 10, 7))
    assert row.steps.last().by is None
    assert not Duty.objects.filter(OPEN, subject_id=row.pk).exists()
    # another school's classes and another stage's reviews count for nothing
    assert of(plan, "survey_4").state == "planned"


@pytest.mark.requirement("S1")
def test_questionnaire_and_interviews_together(people: Any, plan: Plan) -> None:
    row = of(plan, "survey_2")
    closed = datetime(2026, 6, 20, 12, tzinfo=TOKYO)
    a_round(people, 2, closed=closed)
    interview = Interview.objects.create(
        key=make_data_key(people.school.pk), school=people.school, year=YEAR, pupil=people.victim,
        adult=people.homeroom, origin_kind="round", round="stage2", planned_at=closed, planned_by=people.homeroom,
    )  # fmt: skip
    assert follow_plan(plan)
    row.refresh_from_db()
    assert row.state == "planned"  # an interview is still to be held
    Talk.objects.create(
        interview=interview, held_at=closed, at=closed, by=people.homeroom, bullying="no", school_going="no",
        outcome="nothing",
    )  # fmt: skip
    follow_plan(plan)
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("done", date(2026, 7, 20))


def test_one_round_by_itself(people: Any, plan: Plan) -> None:
    row = of(plan, "newsletter")
    one = a_round(people, 0, closed=None)
    link(activity=row, by=people.vice_principal, kind=SURVEY, ref=str(one.pk))
    assert link(activity=row, by=people.vice_principal, kind=SURVEY, ref=str(one.pk)) == row.links.get()
    row.refresh_from_db()
    assert row.state == "planned"
    (shown,) = look_up(people.school, links_of([row]))[row.pk]
    assert shown.url == f"/surveys/{one.pk}/" or str(one.pk) in shown.url
    unlink(link=row.links.get(), by=people.vice_principal)
    done = a_round(people, 0, closed=clock.now())
    link(activity=row, by=people.vice_principal, kind=SURVEY, ref=str(done.pk))
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("done", TODAY)


def test_a_meeting_of_all_staff_and_no_other(people: Any, plan: Plan) -> None:
    row = of(plan, "look_back_4")
    held = convene(school=people.school, body="staff_meeting", by=people.guidance_head, at=clock.now())
    committee = convene(school=people.school, body="committee", by=people.guidance_head, at=clock.now())
    with pytest.raises(PermissionDenied):
        link(activity=row, by=people.guidance_head, kind="meetings.meeting", ref=str(committee.pk))
    link(activity=row, by=people.guidance_head, kind="meetings.meeting", ref=str(held.pk))
    Meeting.objects.filter(pk=held.pk).update(
        opened_at=clock.now(), finalised_at=clock.now(), finalised_by=people.guidance_head
    )
    follow_plan(plan)
    row.refresh_from_db()
    assert row.state == "done"


def test_nothing_foreign_is_linked(people: Any, plan: Plan, other_school: Any, make_staff: Any) -> None:
    row = of(plan, "good_4")
    stranger = make_staff(other_school, "principal")
    theirs = Round.objects.create(
        school=other_school, key=make_data_key(other_school.pk), year=YEAR, title="x", mode="named",
        opens_at=clock.now() - timedelta(days=2), closes_at=clock.now(), state=CLOSED, closed_at=clock.now(),
        made_at=clock.now(), made_by=stranger,
    )  # fmt: skip
    for kind, ref in ((SURVEY, str(theirs.pk)), (SURVEY, "nonsense"), ("schools.pupil", "1"), (SURVEY, "1999:2")):
        with pytest.raises(PermissionDenied):
            link(activity=row, by=people.principal, kind=kind, ref=ref)
    with pytest.raises(PermissionDenied):
        link(activity=row, by=people.nurse, kind=CHECKLIST, ref=f"{YEAR}:4")
    # and a row that names another school's thing finds nothing
    row.links.create(kind=SURVEY, ref=str(theirs.pk), label="x", at=clock.now(), by=people.principal)
    (shown,) = look_up(people.school, links_of([row]))[row.pk]
    assert not shown.there
    assert shown.done_on is None


def test_other_chapters_register_theirs(people: Any, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_LINKED", dict(kinds()))
    register(
        "schools.schoolclass",
        Linked(
            "学級", lambda one: f"/plan/?{one.pk}", lambda one: date(2026, 5, one.grade), lambda _s, _y: [("x", "y")]
        ),
    )
    row = of(plan, "good_4")
    first, last = people.class31, people.class61
    for one in (first, last):
        row.links.create(kind="schools.schoolclass", ref=str(one.pk), label="x", at=clock.now(), by=people.principal)
    shown = look_up(people.school, links_of([row]))[row.pk]
    assert done_by_links(shown) == date(2026, 5, 6)
    row.links.create(kind="schools.schoolclass", ref="no number", label="x", at=clock.now(), by=people.principal)
    assert done_by_links(look_up(people.school, links_of([row]))[row.pk]) is None
    assert done_by_links([]) is None


def test_a_link_is_no_way_into_what_one_may_not_open(people: Any) -> None:
    assert may_open(people.guidance_head, "/plan/")
    assert not may_open(people.counsellor, "/roster/")
    assert not may_open(people.principal, "/no/such/page/")
