"""Drafts that never came on record are swept after a set time, and hold nothing up before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import play
from yorisoi.cases.drafts import LEFT, draft_of, save_draft
from yorisoi.cases.models_hearings import Draft as LineDraft
from yorisoi.cli.tick import tick
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.models import Event
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.drafts import Typed, begun, drafts_of, keep_fields
from yorisoi.meetings.models_room import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O3")]


def test_what_one_typed_waits_for_its_writer_and_no_longer(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    save_draft(case=case, by=people.homeroom, slot="home_visit:1", typed={"words": ["玄関で"]})
    with play.move_on((LEFT - timedelta(days=1)).days):
        assert tick()["swept"] == 0
        save_draft(case=case, by=people.nurse, slot="home_visit:2", typed={"words": ["まだ書いている"]})
        assert draft_of(case, people.homeroom, "home_visit:1") is not None
    with play.move_on(LEFT.days + 1):
        owed = Duty.objects.filter(OPEN, case=case).count()
        assert tick()["swept"] == 1
        assert tick()["swept"] == 0
        assert Duty.objects.filter(OPEN, case=case).count() == owed
    assert [row.staff for row in LineDraft.objects.all()] == [people.nurse]
    assert Event.objects.filter(event="draft.swept").count() == 1


def test_words_for_a_decision_that_nobody_took_are_emptied(people: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, "committee", cases=[case])
    item = held.items.get()
    words = {"reason": Typed(("書きかけの理由",), text=True)}
    keep_fields(meeting=held, by=people.guidance_head, item=item, move="recognise", typed=words)
    assert begun(held)
    finalise(meeting=held, by=people.principal, decisions=[])  # it holds nothing up
    with play.move_on(LEFT.days + 1):
        assert tick()["swept"] == 1
        assert tick()["swept"] == 0
    assert drafts_of(held, item, "recognise") == {}
    row = Draft.objects.get(meeting=held)
    assert (row.text("value"), row.taken_at is not None) == ("", True)
