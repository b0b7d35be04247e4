"""The record search finds serious incidents, concerns and interviews: for those who may read them, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.incidents import ways
from yorisoi.care.actions import Note, note_concern
from yorisoi.cases.finding import search
from yorisoi.cases.finding_again import rebuild
from yorisoi.incidents.recording import add_measure, finish_measure, invite
from yorisoi.journal.models import SearchText
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today
from yorisoi.schools.models import PostHolding

pytestmark = pytest.mark.django_db
WORDS = ("ごみばこのまえ", "決める理由の文", "見守りを分ける", "分けて見守った")


def found(staff: Any, q: str) -> list[str]:
    return [match.where for match in search(staff, q).matches]


def told(people: Any, board: Any) -> Any:
    row = ways.opened(people, by=people.homeroom)
    ways.line(row, people.principal, "note", body={"words": "ゴミ箱の前で。ごみばこのまえ"})
    ways.reported(people, row)
    ways.go(row, board, "decide_body", WORDS[1], "board")
    said = {"incident": row, "by": people.principal, "staff": people.counsellor, "due_on": today(), "token": "m"}
    made = add_measure(words=WORDS[2], **said)
    finish_measure(measure=made, by=people.counsellor, words=WORDS[3])
    return row


@pytest.mark.requirement("R4")
def test_incidents_are_found_by_whom_they_are_read(people: Any, board: Any, other: Any) -> None:
    row = told(people, board)
    for q in WORDS:
        assert found(people.principal, q) == [f"重大事態 {row.label}"], q
        assert found(people.counsellor, q) == [f"重大事態 {row.label}"]  # brought in by the measure
        for person in (people.nurse, people.homeroom, people.grade_head, other.principal, board):
            assert found(person, q) == [], person
    match = search(people.principal, "夜も眠れない").matches
    assert {one.where for one in match} == {f"重大事態 {row.label}", f"通報 {row.matters.get().report.label}"}
    before = [sorted(found(people.principal, q)) for q in WORDS]
    SearchText.objects.all().delete()
    assert found(people.principal, WORDS[0]) == []
    assert rebuild()["incidents"] == 1
    assert [sorted(found(people.principal, q)) for q in WORDS] == before


@pytest.mark.requirement("R7")
def test_who_is_named_or_gone_finds_nothing(people: Any, board: Any) -> None:
    row = told(people, board)
    invite(incident=row, by=people.principal, staff=people.nurse)
    assert found(people.nurse, WORDS[0])
    report = row.matters.get(report__isnull=False).report
    for person in (people.nurse, people.principal):
        shut_out(report=report, by=people.vice_principal, staff=person)
        assert [found(person, q) for q in (*WORDS, "夜も眠れない")] == [[]] * 5
    PostHolding.objects.filter(staff=people.vice_principal).update(until=today())
    gone = type(people.vice_principal).objects.get(pk=people.vice_principal.pk)
    assert found(gone, WORDS[0]) == []


def test_concerns_are_found_and_kept_from_whom_they_name(people: Any, other: Any) -> None:
    note = Note(
        "n" * 20, f"{people.grade_head.family_name}先生が廊下で見た。上ばきをかくされたらしい", [people.victim.pk]
    )
    note_concern(school=people.school, by=people.nurse, note=note)
    q = "上バキをかくされ"
    assert found(people.guidance_head, q) == ["気がかり"]
    assert found(people.homeroom, q) == ["気がかり"]
    assert found(people.homeroom6, q) == []
    assert found(other.principal, q) == []
    assert rebuild()["concerns"] == 1
    assert found(people.guidance_head, q) == ["気がかり"]
