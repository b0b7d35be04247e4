"""Being away: what one owes is also another's, so that no clock runs to nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import play
from tests.asking import text
from yorisoi.cases.queries import cases_for
from yorisoi.duties.actions import tell
from yorisoi.duties.away import CannotBeAway, come_back, may_stand_in, set_away, stood_in_for, substitutes_today
from yorisoi.duties.models import Absence, Duty, Notice
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.reports.acting import acting_as
from yorisoi.reports.shutting_out import shut_out
from yorisoi.reports.standing_in import pass_on_unreachable
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff

AWAY = "/away/"


def fresh(person: Staff) -> Staff:
    """The same person as the next request sees them."""
    return Staff.objects.get(pk=person.pk)


def away(people: Any, who: str, other: str, *, days: int = 3, since: int = 0) -> Absence:
    """Somebody is away, another stands in."""
    person = fresh(getattr(people, who))
    first = today() + timedelta(days=since)
    return set_away(
        staff=person,
        substitute=fresh(getattr(people, other)),
        since=first,
        until=first + timedelta(days=days),
        by=person,
    )


@pytest.mark.requirement("R2", "R10")
def test_duties_notices_and_the_case_reach_whoever_stands_in(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    named = Duty.objects.get(case=case, name="hear", staff=people.nurse)
    assert named not in duties_of(fresh(people.teacher))
    assert case not in cases_for(fresh(people.teacher))
    absence = away(people, "nurse", "teacher")
    assert named in duties_of(fresh(people.teacher))
    assert named in duties_of(fresh(people.nurse))
    assert case in cases_for(fresh(people.teacher))
    tell([people.nurse], kind="case_moved", school=people.school, at=clock.now(), case=case)
    assert Notice.objects.filter(staff=people.teacher, kind="case_moved", case=case).exists()
    play.write(case, fresh(people.teacher), "hearing", code="around", flag="heard", body={"words": "「見た」"})
    named.refresh_from_db()
    assert named.done_by == people.teacher
    come_back(absence=absence, by=people.nurse)
    assert case not in cases_for(fresh(people.teacher)) or case.members.filter(staff=people.teacher).exists()
    assert stood_in_for(fresh(people.teacher)) == []


def test_a_homeroom_teachers_class_comes_along_and_only_for_those_days(people: Any) -> None:
    case = play.opened(people)
    away(people, "homeroom", "teacher", since=2, days=1)
    for days, there in ((0, False), (2, True), (3, True), (4, False)):
        with play.move_on(days):
            assert (case in cases_for(fresh(people.teacher))) is there


@pytest.mark.requirement("O1", "R2")
def test_whoever_is_shut_out_is_no_way_in_and_no_dead_end(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    named = Duty.objects.get(case=case, name="hear", staff=people.nurse)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.teacher)
    away(people, "nurse", "teacher")
    away(people, "homeroom", "teacher")
    teacher = fresh(people.teacher)
    assert not duties_of(teacher).filter(case=case).exists()
    assert case not in cases_for(teacher)
    pass_on_unreachable(people.school)
    named.refresh_from_db()
    owner = {row.acting_post for row in Duty.objects.filter(case=case, done_at__isnull=True, dropped_at__isnull=True)}
    assert named.staff is None
    assert Post.HOMEROOM not in owner  # neither the one who is away nor the one who may not know


def test_standing_in_gives_no_right_that_one_has_not_got(people: Any) -> None:
    for who, other, may in (
        ("principal", "vice_principal", True),
        ("principal", "teacher", False),
        ("guidance_head", "vice_principal", True),
        ("guidance_head", "homeroom", False),
        ("homeroom", "teacher", True),
        ("homeroom", "expert", False),
        ("teacher", "administrator", False),
        ("counsellor", "nurse", True),
    ):
        assert may_stand_in(getattr(people, who), getattr(people, other)) is may, (who, other)
    with pytest.raises(CannotBeAway):
        away(people, "principal", "teacher")
    away(people, "principal", "vice_principal")
    assert acting_as(fresh(people.vice_principal), Post.PRINCIPAL, frozenset())
    assert acting_as(fresh(people.principal), Post.PRINCIPAL, frozenset())


def test_who_may_say_that_somebody_is_away(people: Any, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, Post.PRINCIPAL, name="東校長")
    days = {"since": today(), "until": today()}
    for by in (people.grade_head, stranger):
        with pytest.raises(PermissionDenied):
            set_away(staff=people.homeroom, substitute=people.teacher, by=by, **days)
    with pytest.raises(CannotBeAway):
        set_away(staff=people.homeroom, substitute=stranger, by=people.homeroom, **days)
    set_away(staff=people.homeroom, substitute=people.teacher, by=people.vice_principal, **days)
    away(people, "teacher", "nurse")
    with pytest.raises(CannotBeAway):  # the substitute is away as well
        away(people, "counsellor", "teacher")


@pytest.mark.parametrize(("since", "until"), [(0, -1), (-3, -1), (2, 1), (0, 800)])
def test_days_that_cannot_be(people: Any, since: int, until: int) -> None:
    first, last = (today() + timedelta(days=n) for n in (since, until))
    with pytest.raises(CannotBeAway):
        set_away(staff=people.homeroom, substitute=people.teacher, since=first, until=last, by=people.homeroom)


def test_history_is_kept(people: Any) -> None:
    row = away(people, "homeroom", "teacher")
    for change in ({"until": date(2030, 1, 1)}, {"substitute": people.nurse}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=row.pk).delete()
    newer = away(people, "homeroom", "nurse")
    row.refresh_from_db()
    assert row.ended_at is not None
    assert substitutes_today(people.school) == {people.homeroom.pk: people.nurse.pk}
    come_back(absence=newer, by=people.homeroom)
    come_back(absence=newer, by=people.homeroom)
    assert substitutes_today(people.school) == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=7))
def test_nobody_stands_in_for_themselves_and_no_row_runs_in_a_circle(
    people: Any, wanted: list[tuple[int, int]]
) -> None:
    who = [people.homeroom, people.teacher, people.nurse, people.grade_head, people.academic_head]
    with transaction.atomic():
        for one, other in wanted:
            try:
                set_away(staff=who[one], substitute=who[other], since=today(), until=today(), by=people.principal)
            except CannotBeAway:
                continue
        last = substitutes_today(people.school)
        gone = set(Absence.objects.filter(ended_at__isnull=True).values_list("staff_id", flat=True))
        assert set(last) == gone
        assert not set(last.values()) & gone
        for person in who:
            assert {other.pk for other in stood_in_for(fresh(person))} == {
                one for one, end in last.items() if end == person.pk
            } or person.pk in gone
        transaction.set_rollback(True)


# -- the page


def test_the_page_is_for_oneself_and_managers_choose_anybody(people: Any, client_for: Any) -> None:
    me = client_for(people.homeroom)
    page = text(me.get(AWAY))
    assert "わたしの不在を記録する" in page
    assert people.administrator.name not in page.split("<main")[1]  # no post of theirs stands in
    sent = {
        "since": today().isoformat(),
        "until": (today() + timedelta(days=2)).isoformat(),
        "substitute": str(people.teacher.uid),
    }
    assert me.post(AWAY, sent).status_code == 302
    assert "教諭田" in text(me.get(AWAY))
    assert "代わりは" in text(me.get("/duties/"))
    assert "代わりをしています" in text(client_for(people.teacher).get("/duties/"))
    other = client_for(people.nurse)
    assert "不在の予定はありません" in text(other.get(AWAY))
    row = Absence.objects.get()
    assert other.post(f"{AWAY}{row.pk}/back/").status_code == 404
    assert client_for(people.principal).post(f"{AWAY}{row.pk}/back/").status_code == 302
    for_another = {**sent, "who": str(people.nurse.uid)}
    assert client_for(people.principal).post(AWAY, for_another).status_code == 302
    assert Absence.objects.filter(staff=people.nurse).exists()
    assert client_for(people.homeroom).post(AWAY, for_another).status_code == 302
    assert Absence.objects.filter(staff=people.homeroom, ended_at__isnull=True).exists()  # it was taken as one's own


def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(people: Any, client_for: Any) -> None:
    me = client_for(people.homeroom)
    late = (today() - timedelta(days=2)).isoformat()
    page = text(me.post(AWAY, {"since": late, "until": late, "substitute": str(people.teacher.uid)}), 422)
    assert "終わりの日が過ぎています" in page
    assert late in page
    for uid in ("", "x", str(people.principal.uid), str(people.expert.uid)):
        text(me.post(AWAY, {"since": late, "until": late, "substitute": uid}), 422)
    for who in ("x", str(people.teacher.uid)):
        assert text(client_for(people.principal).get(f"{AWAY}?who={who}"))


def test_who_may_not_come(people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
    stranger = make_staff(other_school, Post.PRINCIPAL, name="東校長")
    row = away(people, "homeroom", "teacher")
    assert client_for(stranger).post(f"{AWAY}{row.pk}/back/").status_code == 404
    assert client_for(stranger).get(f"{AWAY}?who={people.homeroom.uid}").status_code == 404
    assert client_for(people.administrator).get(AWAY).status_code == 403
    assert Client().get(AWAY).status_code == 302
    assert client_for(people.homeroom).get(f"{AWAY}{row.pk}/back/").status_code == 405
