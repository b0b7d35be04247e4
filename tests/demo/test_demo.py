"""The demo of an ordinary Wednesday: built once for this file, taken back at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests.demo.reading import check_west, end_of
from yorisoi.cases.models import BoardCopy, Case, CaseStep, Entry
from yorisoi.cases.queries import cases_for
from yorisoi.cli.demo import demo_logins, make_demo
from yorisoi.cli.journal import verify
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.prevention.links import links_of, look_up
from yorisoi.prevention.models import Activity
from yorisoi.reports.models import Exclusion, Report
from yorisoi.reports.queries import reports_for
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Guardian, PostHolding, Pupil, School, SchoolClass, Staff
from yorisoi.surveys.models import Round
from yorisoi.training.drill_models import DrillRun

DAY = date(2026, 6, 17)


@pytest.fixture(scope="module")
def _lived(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        make_demo(today=DAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def west(_lived: None, db: None) -> Iterator[School]:
    """The demo school, at the moment at which its life stands still."""
    with clock.at(end_of(DAY)):
        yield School.objects.get(slug="nishi")


def holder(school: School | None, post: str) -> Staff:
    """Return the first holder of a post."""
    row = PostHolding.objects.filter(staff__school=school, post=post, until=None).order_by("pk").first()
    assert row is not None
    return row.staff


def test_the_school_is_as_large_as_a_school(west: School) -> None:
    pupils = Pupil.objects.filter(school=west, left_on=None)
    assert pupils.count() == 300
    assert SchoolClass.objects.filter(school=west, year=2026).count() == 12
    assert SchoolClass.objects.filter(school=west, year=2025).count() == 12
    assert not pupils.exclude(enrolments__school_class__year=2026).exists()
    assert not pupils.filter(guardians=None).exists()
    names = "".join(p.name for p in pupils)
    assert all(sign in names for sign in "髙﨑德𠮷")
    assert pupils.filter(family_name__regex=r"^[ァ-ヶー ]+$").count() >= 4
    assert (
        max(Counter(Guardian.objects.filter(pupil__in=pupils).values_list("name", "phone")).values()) >= 2
    )  # siblings
    held = PostHolding.objects.filter(staff__school=west, until=None)
    assert set(held.values_list("post", flat=True)) == set(Post) - {Post.BOARD_OFFICER}
    assert held.filter(post=Post.HOMEROOM).count() == 12
    assert {row.grade for row in held.filter(post=Post.GRADE_HEAD)} == set(range(1, 7))
    assert Staff.objects.filter(school=west).count() + 1 == 30
    assert holder(None, Post.BOARD_OFFICER).school is None
    assert not any(person.user.has_usable_password() for person in Staff.objects.exclude(user=None) if person.user)


def test_every_state_and_every_sum(west: School) -> None:
    check_west(end_of(DAY))
    reports = Report.objects.filter(school=west)
    assert {r.source for r in reports} == {"child", "guardian", "community", "staff", "other"}
    assert len({r.channel for r in reports}) >= 7
    assert reports.filter(anonymous=True, source="child").exists()
    assert reports.exclude(urgent_at=None).count() == 1
    assert set(Exclusion.objects.values_list("why", flat=True)) == {"named", "mentioned", "withheld"}
    assert Exclusion.objects.exclude(lifted_at=None).count() == 1


def test_nothing_lies_between_the_lines(west: School) -> None:
    entries = Entry.objects.filter(case__school=west)
    assert not [e for e in entries.select_related("case__key") if not e.data("body").get("words")]
    assert not [t for e in entries for t in e.data("body").values() if "{" in t]
    assert entries.exclude(corrects=None).exists()
    assert [e for e in entries if (e.recorded_at - e.occurred_at).days >= 1 and e.kind == "observation"]
    assert entries.filter(kind="agency", code="police").exists()
    assert entries.filter(kind="board_phone").exists()
    assert entries.filter(kind="record_sheet").exists()
    assert BoardCopy.objects.filter(school=west).count() >= 15
    assert Duty.objects.exclude(late_at=None).count() >= 4
    assert CaseStep.objects.filter(case__school=west, move="reopen").count() == 1
    both = Counter(Case.objects.filter(involvements__role="victim").values_list("pk", flat=True))
    assert max(both.values()) == 2
    victims = set(Pupil.objects.filter(involvements__role="victim"))
    assert victims & set(Pupil.objects.filter(involvements__role="perpetrator"))
    held = Meeting.objects.filter(school=west).exclude(opened_at=None)
    assert held.filter(finalised_at=None).count() == 1
    assert not [m for m in held.exclude(finalised_at=None) if not m.text("minutes")]
    assert Meeting.objects.filter(school=west, opened_at=None).count() >= 4


def test_everybody_finds_something_to_do(west: School) -> None:
    for post in set(Post) - {Post.ADMINISTRATOR, Post.BOARD_OFFICER}:
        person = holder(west, post)
        waiting = meetings_for(person).filter(finalised_at=None)
        assert duties_of(person).exists() or waiting.exists(), post
    now = end_of(DAY)
    due = Duty.objects.filter(OPEN, school=west)
    assert 3 <= due.filter(due_at__lt=now).count() <= 20
    assert due.filter(due_at__gte=now, due_at__date=DAY).count() >= 5
    assert due.filter(due_at__date__gt=DAY).count() >= 5
    assert [name for _post, name, _user in demo_logins()][:2] == ["久保寺 美帆", "日比野 慎一"]


def test_whoever_is_named_or_not_wanted_is_shut_out(west: School) -> None:
    shut = Exclusion.objects.filter(report__school=west, lifted_at=None, staff__post_holdings__post=Post.HOMEROOM)
    rows = shut.exclude(report__case_link=None).select_related("staff", "report__case_link__case").distinct()
    assert len(rows) == 2
    for row in rows:
        assert row.report.case_link.case not in cases_for(row.staff)
        assert not duties_of(row.staff).filter(case=row.report.case_link.case).exists()
        assert not meetings_for(row.staff).filter(items__case=row.report.case_link.case).exists()


def test_the_two_schools_know_nothing_of_each_other(west: School) -> None:
    east = School.objects.get(slug="higashi")
    principal = holder(east, Post.PRINCIPAL)
    assert cases_for(principal).exists()
    assert set(reports_for(principal).values_list("school", flat=True)) == {east.pk}
    assert not cases_for(holder(west, Post.PRINCIPAL)).filter(school=east).exists()
    assert BoardCopy.objects.filter(school=east).exists()


def test_rounds_lie_in_the_stage_that_they_are_of_and_the_plan_agrees(west: School) -> None:
    rules = edition(west.edition).plan
    for one in Round.objects.filter(school=west, stage__gt=0):
        stage = rules.stage(one.stage)
        assert stage is not None
        assert stage.holds(day_of(one.opens_at), one.year), one.title
    rows = list(Activity.objects.filter(school=west))
    shown = look_up(west, links_of(rows))
    early = [(row.title, each.done_on) for row in rows for each in shown.get(row.pk, []) if each.done_on]
    by_pk = {row.pk: row for row in rows}
    for pk, links in shown.items():
        assert all(each.done_on is None or each.done_on >= by_pk[pk].begins for each in links), early
    drill = DrillRun.objects.get(school=west, drill="anonymous")
    assert drill.ended_how == "finished"  # so much was played that it is a training


def test_the_journal_is_sound(west: School) -> None:
    assert verify().sound


def test_a_second_time_nothing_happens(west: School) -> None:
    before = Report.objects.count()
    make_demo(today=DAY)
    assert Report.objects.count() == before
