"""What people do with an activity, and what the database and the policy refuse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.prevention.conftest import TODAY, YEAR, of
from yorisoi.duties.away import set_away
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition, names
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.prevention.actions import Told, give, rename, take_move
from yorisoi.prevention.making import New, add_activity, begin_plan
from yorisoi.prevention.models import Activity, Link, Plan
from yorisoi.prevention.naming import NamesAChild
from yorisoi.prevention.queries import mine, sheet
from yorisoi.prevention.recording import add_evidence, link, record_done, reflect
from yorisoi.prevention.reviewing import hold_review, propose
from yorisoi.prevention.turning import follow_plan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def owed(row: Activity) -> list[Duty]:
    return list(Duty.objects.filter(OPEN, subject_id=row.pk))


@pytest.mark.requirement("P1", "P4")
def test_a_plan_begins_with_what_the_edition_plans(people: Any, plan: Plan) -> None:
    assert plan.activities.count() == 36
    assert {(row.kind, row.ref) for row in Link.objects.filter(activity=of(plan, "survey_2"))} == {
        ("surveys.round", "2026:2"),
        ("care.interview", "2026:stage2"),
    }
    again = begin_plan(school=people.school, year=YEAR, by=people.principal)
    assert again == plan
    with pytest.raises(PermissionDenied):
        begin_plan(school=people.school, year=YEAR + 1, by=people.homeroom)
    assert Event.objects.filter(event="plan.begun").count() == 1


@pytest.mark.requirement("P1")
@pytest.mark.parametrize("rules", names())
def test_the_plan_of_every_edition_is_begun_followed_and_done(people: Any, rules: str) -> None:
    people.school.edition = rules
    people.school.save(update_fields=["edition"])
    with clock.at(datetime(2026, 4, 1, 9, tzinfo=TOKYO)):
        plan = begin_plan(school=people.school, year=YEAR, by=people.guidance_head)
    planned = edition(rules).plan
    assert {row.code for row in plan.activities.all()} == {one.code for one in planned.activities}
    assert follow_plan(plan) > 0
    first, last = planned.dates(planned.activities[0], YEAR)
    row = of(plan, planned.activities[0].code)
    assert first <= row.begins <= row.ends <= last
    told = Told(done_on=min(TODAY, last))
    record_done(activity=row, by=people.guidance_head, told=told, token="t", words="した", participants=30)
    assert (of(plan, row.code).state, owed(row)) == ("done", [])


def test_what_has_begun_is_owed_and_what_is_done_no_more(people: Any, plan: Plan) -> None:
    follow_plan(plan)
    before = Duty.objects.filter(OPEN).count()
    assert follow_plan(plan) == 0  # safe to run twice
    row = of(plan, "survey_4")
    (duty,) = owed(row)
    assert duty.text("words") == row.title
    assert duties_of(people.guidance_head).filter(pk=duty.pk).exists()
    assert not owed(of(plan, "farewell"))  # its time has not begun
    record_done(
        activity=row, by=people.guidance_head, told=Told(done_on=TODAY), token="t", words="よく答えた", participants=310
    )
    assert not owed(row)
    assert Duty.objects.filter(OPEN).count() == before - 1
    row.refresh_from_db()
    assert (row.state, row.done_on) == ("done", TODAY)
    found = row.evidence.get()
    assert (found.participants, found.text("words")) == (310, "よく答えた")
    # the same press again is the same step
    record_done(activity=row, by=people.guidance_head, told=Told(done_on=TODAY), token="t", words="よく答えた")
    assert row.steps.count() == 2
    assert row.evidence.count() == 1


def test_a_plan_begun_late_owes_nothing_that_was_over(people: Any) -> None:
    plan = begin_plan(school=people.school, year=YEAR, by=people.guidance_head)
    follow_plan(plan)
    assert not owed(of(plan, "welcome"))
    assert owed(of(plan, "survey_4"))


def test_moved_and_dropped_want_a_reason_and_say_it(people: Any, plan: Plan) -> None:
    row = of(plan, "assembly")
    with pytest.raises(NotYet):
        take_move(activity=row, move="move", by=people.academic_head, told=Told(begins=TODAY, ends=TODAY))
    told = Told("体育館の工事", TODAY, TODAY + 20 * DAY)
    step = take_move(activity=row, move="move", by=people.academic_head, told=told)
    assert step.text("reason") == "体育館の工事"
    (duty,) = owed(row)  # its new time has begun
    assert duty.due_at.astimezone(TOKYO).date() == TODAY + 20 * DAY
    with pytest.raises(PermissionDenied):
        take_move(activity=row, move="drop", by=people.homeroom, told=Told("いらない"))
    take_move(activity=row, move="drop", by=people.principal, told=Told("感染症で中止"))
    assert not owed(row)
    with pytest.raises(NoSuchMove):
        take_move(activity=row, move="done", by=people.principal, told=Told(done_on=TODAY))
    take_move(activity=row, move="again", by=people.principal, told=Told("できることになった"))
    assert owed(row)
    assert [each.kind for each in row.steps.all()] == ["made", "move", "drop", "again"]


def test_an_owner_records_and_others_do_not(people: Any, plan: Plan) -> None:
    row = of(plan, "good_4")  # of every 担任
    told = Told(done_on=TODAY)
    for stranger in (people.nurse, people.counsellor, people.expert, people.administrator):
        with pytest.raises(PermissionDenied):
            take_move(activity=row, move="done", by=stranger, told=told)
        with pytest.raises(PermissionDenied):
            add_evidence(activity=row, by=stranger, token="x", words="見た")
        with pytest.raises(PermissionDenied):
            reflect(activity=row, by=stranger, words="見た", next_year="keep", token="x")
    assert row in mine(people.homeroom, YEAR)
    give(activity=row, by=people.principal, post="nurse", staff=people.nurse)
    assert row not in mine(people.homeroom, YEAR)
    take_move(activity=row, move="done", by=people.nurse, told=told)
    with pytest.raises(PermissionDenied):
        give(activity=row, by=people.nurse, post="homeroom", staff=None)


def test_whoever_stands_in_has_the_activities_too(people: Any, plan: Plan) -> None:
    row = of(plan, "good_4")
    assert row not in mine(people.teacher, YEAR)
    set_away(staff=people.homeroom, substitute=people.teacher, since=TODAY, until=TODAY, by=people.homeroom)
    people.teacher.__dict__.pop("_stood_in_for", None)
    assert row in mine(people.teacher, YEAR)
    reflect(activity=row, by=people.teacher, words="よく見ていた", next_year="keep", token="s")
    own = of(plan, "checklist")
    give(activity=own, by=people.principal, post="homeroom", staff=people.homeroom)
    take_move(activity=own, move="done", by=people.teacher, told=Told(done_on=TODAY))


def test_another_schools_people_do_nothing(people: Any, plan: Plan, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, "principal")
    row = of(plan, "good_4")
    for act in (
        lambda: take_move(activity=row, move="done", by=stranger, told=Told(done_on=TODAY)),
        lambda: give(activity=row, by=stranger, post="nurse", staff=None),
        lambda: give(activity=row, by=people.principal, post="nurse", staff=stranger),
        lambda: rename(activity=row, by=stranger, title="x", note=""),
        lambda: begin_plan(school=people.school, year=YEAR + 1, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_no_childs_name_stands_in_a_title(people: Any, plan: Plan) -> None:
    child = people.victim
    row = of(plan, "good_4")
    for title in (f"{child.family_name}{child.given_name}さんの会", f"{child.family_name} {child.given_name}の会"):
        with pytest.raises(NamesAChild):
            rename(activity=row, by=people.principal, title=title, note="")
        new = New(4, "moral", title, "", TODAY, TODAY, "homeroom")
        with pytest.raises(NamesAChild):
            add_activity(plan=plan, by=people.principal, new=new)
    rename(activity=row, by=people.principal, title="良いところ見つけの週", note="")
    row.refresh_from_db()
    assert row.title == "良いところ見つけの週"


def test_an_activity_of_the_schools_own(people: Any, plan: Plan) -> None:
    new = New(4, "children", "児童会のいじめゼロ会議", "", TODAY, TODAY + DAY, "guidance_head")
    row = add_activity(plan=plan, by=people.academic_head, new=new)
    assert add_activity(plan=plan, by=people.academic_head, new=new) == row
    assert owed(row)
    for wrong in (
        New(9, "children", "x", "", TODAY, TODAY, "nurse"),
        New(4, "nonsense", "x", "", TODAY, TODAY, "nurse"),
        New(4, "children", "x", "", date(2027, 4, 1), date(2027, 4, 2), "nurse"),
        New(4, "children", "x", "", TODAY, TODAY - DAY, "nurse"),
    ):
        with pytest.raises(ValueError, match=r"place|days"):
            add_activity(plan=plan, by=people.academic_head, new=wrong)


@pytest.mark.requirement("P4")
def test_a_new_year_starts_from_the_last(people: Any, plan: Plan) -> None:
    moved = of(plan, "assembly")
    take_move(
        activity=moved, move="move", by=people.principal, told=Told("工事", date(2026, 12, 12), date(2026, 12, 20))
    )
    own = New(2, "children", "たてわり清掃", "", date(2026, 6, 1), date(2026, 6, 30), "nurse", people.nurse)
    add_activity(plan=plan, by=people.principal, new=own)
    reflect(activity=of(plan, "greeting"), by=people.guidance_head, words="続けたい", next_year="keep", token="r")
    left = of(plan, "rules")
    take = {row.pk for row in plan.activities.all()} - {left.pk}
    with clock.at(datetime(2027, 4, 1, 9, tzinfo=TOKYO)):
        new = begin_plan(school=people.school, year=YEAR + 1, by=people.principal, after=plan, take=take)
    assert new.activities.count() == plan.activities.count() - 1
    assert not new.activities.filter(code="rules").exists()
    row = of(new, "assembly")
    assert (row.state, row.begins, row.ends) == ("planned", date(2027, 11, 20), date(2027, 12, 10))
    assert of(new, "greeting").before == of(plan, "greeting")
    assert new.activities.get(title="たてわり清掃").owner == people.nurse
    assert Link.objects.filter(activity=of(new, "survey_2"), ref="2027:2").exists()


def test_the_sheet_takes_the_same_queries_for_any_number(
    people: Any, plan: Plan, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sheet(people.guidance_head, plan)
    with CaptureQueriesContext(connection) as first:
        assert len(sheet(people.guidance_head, plan)) == 36
    for n in range(10):
        new = New(4, "children", f"取組 {n}", "", TODAY, TODAY, "nurse")
        row = add_activity(plan=plan, by=people.principal, new=new)
        add_evidence(activity=row, by=people.principal, token=f"{n}", participants=n)
    with CaptureQueriesContext(connection) as second:
        assert len(sheet(people.guidance_head, plan)) == 46
    assert len(second) == len(first)


@pytest.mark.requirement("P4")
def test_one_homeroom_teacher_speaks_for_their_class_not_for_the_school(people: Any, plan: Plan) -> None:
    row = of(plan, "good_4")  # of every 担任
    add_evidence(activity=row, by=people.homeroom, token="e", words="三組で行った")
    reflect(activity=row, by=people.homeroom, words="続けたい", next_year="keep", token="r")
    for act in (
        lambda: take_move(activity=row, move="done", by=people.homeroom, told=Told(done_on=TODAY)),
        lambda: take_move(
            activity=row, move="move", by=people.homeroom, told=Told("都合", begins=TODAY, ends=TODAY + DAY)
        ),
        lambda: link(activity=row, by=people.homeroom, kind="care.checklistrun", ref=f"{YEAR}:4"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    follow_plan(plan)
    (duty,) = owed(row)  # nobody owes what they cannot do
    assert duties_of(people.guidance_head).filter(pk=duty.pk).exists()
    assert not duties_of(people.homeroom).filter(pk=duty.pk).exists()
    take_move(activity=row, move="done", by=people.guidance_head, told=Told(done_on=TODAY))
    assert not owed(row)


def test_no_childs_name_stands_in_what_all_staff_read(people: Any, plan: Plan) -> None:
    row, name = of(plan, "newsletter"), people.victim.name
    said = f"{name}さんが楽しそうだった"
    for act, field in (
        (lambda: add_evidence(activity=row, by=people.principal, token="a", words=said), "words"),
        (lambda: reflect(activity=row, by=people.principal, words=said, next_year="keep", token="a"), "words"),
        (lambda: take_move(activity=row, move="drop", by=people.principal, told=Told(said)), "reason"),
        (lambda: rename(activity=row, by=people.principal, title="だより", note=said), "note"),
        (lambda: propose(plan=plan, by=people.nurse, words=said, token="a"), "words"),
        (lambda: hold_review(plan=plan, by=people.principal, held_on=TODAY, words=said, token="a"), "words"),
    ):
        with pytest.raises(NamesAChild) as named:
            act()
        assert named.value.fields == (field,)
    assert not row.evidence.exists()
    row.refresh_from_db()
    assert row.state == "planned"
