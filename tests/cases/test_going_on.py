"""What is planned, asked and put right goes on where the matter goes on: into another case, to another person."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.cases.test_joining import merged, two
from yorisoi.cases.handover import hand_over
from yorisoi.cases.hearings import (
    Place,
    begin_hearing,
    cancel_hearing,
    current_rows,
    plan_hearing,
    record_hearing,
)
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.cases.present_hearings import plan_page
from yorisoi.cases.records import Line
from yorisoi.cases.statements import mark, open_marks, statements_of
from yorisoi.journal import clock
from yorisoi.policy.roles import Body
from yorisoi.reports.custody import correct_reporter

pytestmark = pytest.mark.django_db


def place(people: Any, **how: Any) -> Place:
    start: dict[str, Any] = {"side": "victim", "pupil": people.victim, "room": "相談室"}
    start |= {"starts_at": clock.now() + timedelta(days=1), "main": people.nurse, "second": people.counsellor}
    return Place(**{**start, **how})


@pytest.mark.requirement("O3")
def test_the_hearings_planned_in_a_case_that_was_merged_are_held_in_the_one_that_goes_on(
    people: Any, client_for: Any
) -> None:
    stays, gone = two(people)
    first = plan_hearing(case=gone, by=people.guidance_head, place=place(people))
    later = clock.now() + timedelta(days=3)
    second = plan_hearing(case=gone, by=people.guidance_head, place=place(people, room="図工室", starts_at=later))
    merged(people, gone, stays)
    assert [row.pk for row in current_rows(stays)] == [first.pk, second.pk]
    client = client_for(people.guidance_head)
    page = text(client.get(reverse("cases:hearings", args=[stays.pk])))
    assert "図工室" in page
    assert plan_page(stays, people.guidance_head).elsewhere == []
    change = reverse("cases:hearing_change", args=[stays.pk, second.pk])
    assert change in page
    assert "図工室" in text(client.get(change))
    moved = plan_hearing(case=stays, by=people.guidance_head, place=place(people, room="理科室"), replaces=second)
    assert (moved.case_id, moved.replaces_id) == (stays.pk, second.pk)
    cancel_hearing(row=moved, by=people.guidance_head, reason="来られない", case=stays)
    begin_hearing(row=first, by=people.nurse, case=stays)
    line = Line(
        kind="hearing",
        code="victim",
        flag="heard",
        pupil=people.victim,
        occurred_at=clock.now(),
        body={"words": "こわかった"},
    )
    entry = record_hearing(case=stays, by=people.nurse, row=HearingRow.objects.get(pk=first.pk), line=line)
    assert entry.case_id == stays.pk
    assert [room.state for day in plan_page(stays, people.guidance_head).days for room in day.rooms] == ["done"]
    other = play.opened(people)
    with pytest.raises(HearingRow.DoesNotExist):
        begin_hearing(row=first, by=people.nurse, case=other)


@pytest.mark.requirement("R10")
def test_what_one_was_to_ask_again_is_asked_by_who_takes_over(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    plan_hearing(case=case, by=people.guidance_head, place=place(people))
    line = Line(
        kind="hearing",
        code="victim",
        flag="heard",
        pupil=people.victim,
        occurred_at=clock.now(),
        body={"words": "三日前から"},
    )
    record_hearing(case=case, by=people.nurse, line=line)
    said = [row.pk for row in statements_of(case)]
    old = mark(
        case=case, by=people.guidance_head, kind="ask_again", statements=said, why="いつからか", asker=people.nurse
    )
    again = plan_hearing(
        case=case, by=people.guidance_head,
        place=place(people, because=old, starts_at=clock.now() + timedelta(days=2)),
    )  # fmt: skip
    hand_over(person=people.nurse, to=people.teacher, by=people.nurse, sheets={case.pk: "続きをお願いします"})
    assert open_marks(case) == 1
    new = case.statementmarks.get(kind="ask_again", settled_by__isnull=True)
    assert (new.asker, new.text("why")) == (people.teacher, "いつからか")
    assert [one.statement_id for one in new.marked.all()] == said
    old.refresh_from_db()
    assert old.asker == people.nurse  # what was written stays
    assert HearingRow.objects.get(replaces=again).because == new
    page = text(client_for(people.teacher).get(reverse("cases:statements", args=[case.pk])))
    assert f"もう一度聞く人: {people.teacher.name}" in page


@pytest.mark.requirement("D3")
def test_the_room_names_who_told_as_it_was_put_right(people: Any, client_for: Any) -> None:
    row = play.report(people, source="child", narrative="かげで言われている")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[row])
    client = client_for(people.guidance_head)
    room = reverse("cases:room", args=[held.pk])
    assert "（子どもから）" in text(client.get(room))
    put_right = partial(correct_reporter, report=row, by=people.guidance_head, said={})
    put_right(reason="電話は保護者からだった", source="guardian")
    page = text(client.get(room))
    assert "（保護者から）" in page
    assert "（子どもから）" not in page
    put_right(reason="やはり本人だった", source="child")
    assert "（子どもから）" in text(client.get(room))
