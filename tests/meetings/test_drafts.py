"""What several hands type is kept as it is typed: joined where it is text, the last word where it is a choice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.utils import DatabaseError
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from yorisoi.cases.queries import decisions_of
from yorisoi.meetings.actions import Finalised, finalise
from yorisoi.meetings.drafts import Typed, drafts_of, keep_fields, keep_notes
from yorisoi.meetings.inviting import invite
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.models_room import Draft
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out


@pytest.fixture
def held(people: Any) -> Meeting:
    """A committee that sits over a case."""
    return play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])


def keep(held: Meeting, by: Any, **typed: Any) -> dict[str, Any]:
    """Keep some fields of the decision to recognise."""
    return keep_fields(meeting=held, by=by, item=held.items.get(), move="recognise", typed=typed)


def test_a_text_is_joined_and_a_choice_is_the_last_ones(people: Any, held: Meeting) -> None:
    keep(held, people.guidance_head, reason=Typed(("一\n二",), (), text=True), relation=Typed(("yes",)))
    keep(held, people.vice_principal, reason=Typed(("一\n二\n三",), ("一\n二",), text=True))
    found = keep(
        held,
        people.guidance_head,
        reason=Typed(("零\n一\n二",), ("一\n二",), text=True),
        relation=Typed(("no",), ("yes",)),
    )
    assert found["reason"].value == ("零\n一\n二\n三",)
    assert found["relation"].value == ("no",)
    assert found["relation"].by == people.guidance_head.pk
    keep(held, people.vice_principal, relation=Typed(("yes",), ("yes",)))  # not touched by them: stays as it is
    assert drafts_of(held, held.items.get(), "recognise")["relation"].value == ("no",)


def test_both_texts_are_kept_where_two_wrote_at_one_place(people: Any, held: Meeting) -> None:
    keep(held, people.guidance_head, reason=Typed(("主任の理由",), (), text=True))
    found = keep(held, people.vice_principal, reason=Typed(("教頭の理由",), (), text=True))
    assert found["reason"].both
    assert found["reason"].value == ("主任の理由\n教頭の理由",)


def test_a_draft_is_sealed_and_none_is_taken_away(people: Any, held: Meeting) -> None:
    keep(held, people.guidance_head, reason=Typed(("ひみつの理由",), (), text=True))
    row = Draft.objects.get()
    assert "ひみつの理由".encode() not in bytes(row.value)
    with pytest.raises(DatabaseError):
        Draft.objects.all()._raw_delete(using="default")


def test_who_may_write_and_when(people: Any, held: Meeting, make_staff: Any, other_school: Any) -> None:
    typed = {"reason": Typed(("x",))}
    for person in (people.teacher, make_staff(other_school, Post.PRINCIPAL)):
        with pytest.raises(PermissionError):
            keep(held, person, **typed)
        with pytest.raises(PermissionError):
            keep_notes(meeting=held, by=person, base="", notes="x")
    report = held.items.get().case.report_links.get().report  # type: ignore[union-attr]
    shut_out(report=report, by=people.principal, staff=people.nurse)
    with pytest.raises(PermissionError):
        keep(held, people.nurse, **typed)
    with pytest.raises(ValueError, match="no field"):
        keep(held, people.guidance_head, csrfmiddlewaretoken=Typed(("x",)))
    with pytest.raises(ValueError, match="no field"):
        keep(held, people.guidance_head, reason=Typed(("x" * 20_001,)))
    finalise(meeting=held, by=people.principal, decisions=decisions_of(held))
    with pytest.raises(Finalised):
        keep(held, people.guidance_head, **typed)
    with pytest.raises(Finalised):
        keep_notes(meeting=held, by=people.guidance_head, base="", notes="x")


def address(name: str, held: Meeting) -> str:
    """The address of a part of the room."""
    return reverse(f"cases:{name}", args=[held.pk])


def test_the_five_questions(people: Any, client_for: Any, held: Meeting, make_staff: Any, other_school: Any) -> None:
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for name in ("room_draft", "room_tap", "room_stand_in", "room_order", "room_turn", "room_hear"):
        url = address(name, held)
        refused(client_for, url, post=True, stranger=people.teacher, wrong=board, other=other)
        assert client_for(people.principal).get(url).status_code == 405
    for name in ("room_live", "room_side"):
        url = address(name, held)
        refused(client_for, url, post=False, stranger=people.teacher, wrong=board, other=other)
        assert client_for(people.principal).post(url).status_code == 405


def test_what_is_typed_comes_back_to_the_other_and_nothing_when_nothing_changed(
    people: Any, client_for: Any, held: Meeting
) -> None:
    item = held.items.get()
    writer, other = client_for(people.guidance_head), client_for(people.vice_principal)
    live = f"{address('room_live', held)}?item={item.pk}&move=recognise"
    first = other.get(live)
    assert other.get(live, headers={"If-None-Match": first["ETag"]}).status_code == 304
    said = {"item": item.pk, "move": "recognise", "reason": "苦痛がある", "b:reason": "[]", "t": "reason"}
    kept = writer.post(address("room_draft", held), said, headers={"Accept": "application/json"}).json()
    assert kept["kept"]["reason"]["who"] == ""
    again = other.get(live, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.json()["drafts"]["reason"]["value"] == ["苦痛がある"]
    assert again.json()["drafts"]["reason"]["who"] == people.guidance_head.name
    page = text(other.get(f"{address('room', held)}?item={item.pk}&move=recognise"))
    assert "苦痛がある" in page
    assert people.guidance_head.name in page


def test_without_a_script_the_button_keeps_only_what_was_changed(people: Any, client_for: Any, held: Meeting) -> None:
    item = held.items.get()
    keep(held, people.vice_principal, reason=Typed(("教頭が書いた",), (), text=True))
    said = {
        "item": item.pk, "move": "recognise", "t": ["reason", "against"], "reason": "", "b:reason": "[]",
        "against": "別の\r\n説明", "b:against": "[]", "relation": "yes", "b:relation": json.dumps(["yes"]), "keep": "1",
    }  # fmt: skip
    answer = client_for(people.guidance_head).post(address("room_draft", held), said)
    assert answer.status_code == 302
    found = drafts_of(held, item, "recognise")
    assert found["reason"].value == ("教頭が書いた",)
    assert found["against"].value == ("別の\n説明",)
    assert "relation" not in found


def test_a_decision_takes_its_drafts_along(people: Any, client_for: Any, held: Meeting) -> None:
    item = held.items.get()
    keep(held, people.guidance_head, reason=Typed(("苦痛",), (), text=True))
    said = {**play.ELEMENTS, "item": item.pk, "move": "recognise"}
    assert client_for(people.guidance_head).post(address("room", held), said).status_code == 302
    assert drafts_of(held, item, "recognise") == {}
    assert Draft.objects.get().taken_at is not None


def test_a_reader_gets_no_draft_and_no_note(people: Any, client_for: Any, held: Meeting) -> None:
    keep(held, people.guidance_head, reason=Typed(("ひみつ",), (), text=True))
    keep_notes(meeting=held, by=people.guidance_head, base="", notes="話し合い")
    item = held.items.get()
    invite(meeting=held, by=people.guidance_head, staff=people.expert)
    url = f"{address('room_live', held)}?item={item.pk}&move=recognise"
    found = client_for(people.expert).get(url)
    assert found.status_code in (200, 404)
    if found.status_code == 200:
        assert set(found.json()) == {"side", "finalised"}
