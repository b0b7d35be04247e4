"""What absences warn of: as a plain model says, under any attendance and any correction; who owes it, who answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import play
from tests.attendance.days import absent, school_days, take, warned
from yorisoi.attendance.answering import (
    Answer,
    NotNow,
    answer_warning,
    confirm_lowered,
    take_up,
)
from yorisoi.attendance.closures import set_days
from yorisoi.attendance.models import AbsenceWarning, Mark, WarningStep
from yorisoi.attendance.queries import warnings_for
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.policy.absence import ABSENCES, APART, Count
from yorisoi.policy.school_days import CLOSED
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db
SAID = Answer("電話した。", "「おなかがいたい」", "phone", "「朝つらそうです」", "note")
KINDS = ("present", "illness", "unknown", "bullying", "late", "mourning", "room")


def owed(pupil: Any) -> list[tuple[str, str]]:
    """Return (duty, post) of what is open for a child."""
    rows = Duty.objects.filter(OPEN, pupil=pupil, subject_id__isnull=False)
    return sorted(rows.values_list("name", "acting_post"))


def plain(kinds: list[str], rule: Any) -> tuple[dict[int, int], set[int], bool]:
    """How many rows reach each amount, which sums are reached, whether the second ground is: in the plainest way."""
    signs = "".join("x" if kind in ABSENCES else "." for kind in kinds if kind not in APART)
    rows = [len(part) for part in signs.split(".") if part]
    total = signs.count("x")
    suspected = "bullying" in kinds
    serious = total >= 30 or (suspected and (total >= 15 or any(row >= 7 for row in rows)))
    return (
        {n: sum(row >= n for row in rows) for n in rule.in_a_row},
        {n for n in rule.in_year if total >= n},
        serious,
    )


@pytest.mark.requirement("S2")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 35), st.sampled_from(KINDS)), min_size=1, max_size=14),
    st.integers(0, 34),
    st.sampled_from(("illness", "bullying")),
)
def test_warnings_are_what_a_plain_model_says(
    people: Any, corrections: list[tuple[int, str]], away: int, kind: str
) -> None:
    from yorisoi.policy.edition import edition

    rule = edition(people.school.edition).absence
    with transaction.atomic():
        days = school_days(people.school, 36)
        kinds = ["present"] * 36
        ever_serious = False

        def write(at: int, what: str) -> None:
            nonlocal ever_serious
            take(people, days[at], {people.victim.pk: what})
            kinds[at] = what
            known = [one for day, one in zip(days, kinds, strict=True) if day in taken]
            rows, sums, serious = plain(known, rule)
            ever_serious = ever_serious or serious
            open_ = AbsenceWarning.objects.filter(pupil=people.victim).exclude(
                pk__in=[row.pk for row in warnings_for(people.principal) if row.is_over]
            )
            assert {n: open_.filter(count=Count.ROW, amount=n).count() for n in rows} == rows
            assert set(open_.filter(count=Count.YEAR).values_list("amount", flat=True)) == sums
            assert open_.filter(count=Count.SERIOUS).exists() is ever_serious  # never taken back by a correction
            standing = open_.exclude(count=Count.SERIOUS).count()
            asked = Duty.objects.filter(OPEN, name="absence_ask", pupil=people.victim).count()
            assert asked == standing  # one duty for each that stands, none for what has ended

        taken: set[Any] = set()
        for at in range(away):
            taken.add(days[at])
            if at == away - 1 or at % 5 == 0:
                write(at, kind)
            else:
                take(people, days[at], {people.victim.pk: kind})
                kinds[at] = kind
                known = [one for day, one in zip(days, kinds, strict=True) if day in taken]
                ever_serious = ever_serious or plain(known, rule)[2]
        for at, what in corrections:
            taken.add(days[at])
            write(at, what)
        transaction.set_rollback(True)


@pytest.mark.requirement("S2")
def test_three_in_a_row_is_owed_by_both_and_told(people: Any) -> None:
    absent(people, people.victim, 2)
    assert owed(people.victim) == []
    take(people, school_days(people.school, 3)[0], {people.victim.pk: "illness"})
    assert warned(people.victim) == [("row", 3, "raised")]
    assert owed(people.victim) == [("absence_ask", "homeroom"), ("absence_look", "guidance_head")]
    told = Notice.objects.filter(kind="absence_warning").values_list("staff_id", flat=True)
    assert set(told) == {people.homeroom.pk, people.guidance_head.pk}
    assert {duty.cite for duty in Duty.objects.filter(OPEN)} == {"absence.warning"}


def test_an_answer_does_what_one_owes_and_sets_the_next_date(people: Any) -> None:
    absent(people, people.victim, 3)
    row = AbsenceWarning.objects.get()
    next_on = today() + timedelta(days=4)
    answer = Answer("訪問した。", "「ねむい」", "not_reached", "", "interview", next_on)
    first = answer_warning(warning=row, by=people.homeroom, answer=answer, token="a" * 24)
    again = answer_warning(warning=row, by=people.homeroom, answer=answer, token="a" * 24)
    assert first.pk == again.pk
    assert owed(people.victim) == [
        ("absence_again", "guidance_head"), ("absence_look", "guidance_head"), ("hold_interview", "homeroom"),
    ]  # fmt: skip
    assert Duty.objects.get(name="absence_again").staff == people.homeroom
    answer_warning(warning=row, by=people.guidance_head, answer=SAID, token="b" * 24)
    assert owed(people.victim) == [("hold_interview", "homeroom")]
    assert WarningStep.objects.filter(kind="answered").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        WarningStep.objects.filter(pk=first.pk).update(outcome="note")
    assert "訪問".encode() not in bytes(WarningStep.objects.get(pk=first.pk).words)


@pytest.mark.requirement("S2", "R1")
def test_an_answer_that_becomes_a_report_starts_the_same_day_clock(people: Any) -> None:
    absent(people, people.victim, 3)
    row = AbsenceWarning.objects.get()
    answer = Answer("友だちに「来るな」と言われたと話した。", "", "phone", "", "report")
    step = answer_warning(warning=row, by=people.homeroom, answer=answer, token="c" * 24)
    report = Report.objects.get()
    assert step.report == report
    assert (report.source, report.channel) == ("staff", "attendance")
    assert Duty.objects.filter(OPEN, report=report, name="leave_memo", clock="memo").exists()
    answer_warning(warning=row, by=people.homeroom, answer=answer, token="c" * 24)
    assert Report.objects.count() == 1


def test_a_correction_ends_a_warning_by_addition(people: Any) -> None:
    days = absent(people, people.victim, 3)
    take(people, days[1], {people.victim.pk: "late"})
    assert warned(people.victim) == [("row", 3, "ended")]
    assert owed(people.victim) == []
    assert list(WarningStep.objects.order_by("at", "id").values_list("kind", flat=True)) == ["raised", "ended"]
    row = AbsenceWarning.objects.get()
    with pytest.raises(NotNow):
        answer_warning(warning=row, by=people.homeroom, answer=SAID, token="d" * 24)
    take(people, days[1], {people.victim.pk: "illness"})
    assert warned(people.victim) == [("row", 3, "again")]
    assert owed(people.victim) == [("absence_ask", "homeroom"), ("absence_look", "guidance_head")]


def test_a_day_that_turns_out_to_be_none_is_not_counted(people: Any) -> None:
    days = absent(people, people.victim, 3)
    set_days(school=people.school, by=people.principal, kind=CLOSED, first=days[0], last=days[0], name="大雪")
    assert warned(people.victim) == [("row", 3, "ended")]


@pytest.mark.requirement("S1", "S2")
def test_the_second_ground_cannot_be_waved_away(people: Any) -> None:
    days = absent(people, people.victim, 7, "bullying")
    assert ("serious", 7, "raised") in warned(people.victim)
    row = AbsenceWarning.objects.get(count=Count.SERIOUS)
    assert row.cite == "absence.sooner"
    serious = Duty.objects.filter(OPEN, subject_id=row.pk)
    assert set(serious.values_list("acting_post", "cite")) == {
        ("principal", "serious.absence"), ("vice_principal", "serious.absence"),
    }  # fmt: skip
    for by in (people.principal, people.guidance_head):  # no answer ends it
        with pytest.raises(NotNow):
            answer_warning(warning=row, by=by, answer=SAID, token="e" * 24)
    with pytest.raises(PermissionDenied):
        take_up(warning=row, by=people.guidance_head, words="…", next_on=today(), token="f" * 24)
    with pytest.raises(PermissionDenied):
        take_up(warning=row, by=people.homeroom, words="…", next_on=today(), token="f" * 24)
    with pytest.raises(NotNow):  # nor the word that it was a mistake, while the days are there
        confirm_lowered(warning=row, by=people.principal, words="まちがい")
    take_up(warning=row, by=people.principal, words="市教委に相談", next_on=today() + timedelta(days=5), token="g" * 24)
    open_ = Duty.objects.filter(OPEN, subject_id=row.pk)
    assert sorted(open_.values_list("name", flat=True)) == ["absence_serious_on", "absence_serious_on_too"]
    # a correction stands beside it, and a manager confirms it; nobody else
    take(people, days[3], {people.victim.pk: "late"})
    assert ("serious", 7, "lowered") in warned(people.victim)
    assert open_.count() == 2
    with pytest.raises(PermissionDenied):
        confirm_lowered(warning=row, by=people.guidance_head, words="…")
    confirm_lowered(warning=row, by=people.vice_principal, words="保護者に確かめた")
    assert not open_.exists()
    take(people, days[3], {people.victim.pk: "illness"})
    assert ("serious", 7, "again") in warned(people.victim)
    assert open_.count() == 2


@pytest.mark.requirement("S2")
def test_thirty_days_open_the_question_without_any_suspicion(people: Any) -> None:
    absent(people, people.witness, 29)
    assert not AbsenceWarning.objects.filter(count=Count.SERIOUS).exists()
    day = school_days(people.school, 30)[0]
    take(people, day, {people.witness.pk: "illness"})
    assert AbsenceWarning.objects.get(count=Count.SERIOUS).cite == "serious.absence"
    assert {n for count, n, _state in warned(people.witness) if count == "year"} == {7, 15, 25, 30}
    assert Mark.objects.count() == 30


def test_sooner_for_a_child_in_a_case(people: Any) -> None:
    play.responding(people)
    absent(people, people.victim, 2)
    assert warned(people.victim) == [("row", 2, "raised")]
    row = AbsenceWarning.objects.get()
    assert row.case_id is not None
    absent(people, people.witness, 1)
    assert people.nurse not in [one.staff for one in Duty.objects.filter(subject_id=row.pk)]
    assert warnings_for(people.homeroom).filter(pk=row.pk).exists()
    for name in ("nurse", "academic_head"):  # who may not read the case learns nothing from the early count
        person = getattr(people, name)
        from yorisoi.cases.queries import cases_for

        assert warnings_for(person).filter(pk=row.pk).exists() is cases_for(person).exists(), name
