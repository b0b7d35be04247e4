"""Writing the record: one line for two presses, backdating, no future, corrections that keep the old line readable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import play
from tests.asking import text
from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Entry
from yorisoi.duties.queries import owed_for
from yorisoi.journal import clock


def url(case: Any, kind: str) -> str:
    """The address at which a kind of line is written."""
    return reverse("cases:record", args=[case.pk, kind])


def moment(ago: timedelta = timedelta()) -> str:
    """A moment as the field types it."""
    return timezone.localtime(clock.now() - ago).strftime("%Y-%m-%dT%H:%M")


def heard(people: Any, **said: Any) -> dict[str, Any]:
    """A hearing as typed."""
    return {
        "pupil": people.victim.pk, "code": "victim", "flag": "heard", "body_words": "「いやだった」",
        "second": people.nurse.pk, "occurred_at": moment(), "token": "abc", **said,
    }  # fmt: skip


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.by_hand])
def test_every_kind_has_its_page(people: Any, client_for: Any, kind: str) -> None:
    case = play.opened(people)
    page = text(client_for(people.guidance_head).get(url(case, kind)))
    for field in KINDS[kind].fields:
        assert str(field.label) in page


def test_what_is_no_kind_or_not_written_by_hand_is_404(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    assert client.get(url(case, "nonsense")).status_code == 404
    assert client.get(url(case, "goal")).status_code == 404
    assert "何を記録しますか" in text(client.get(reverse("cases:record_choose", args=[case.pk])))


@pytest.mark.requirement("R5")
def test_writing_is_doing_the_duty_and_twice_is_once(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    client = client_for(people.homeroom)
    start = text(client.get(url(case, "hearing"), {"code": "victim", "pupil": people.victim.pk}))
    assert start.count("checked") == 2
    for _ in range(2):
        assert client.post(url(case, "hearing"), heard(people)).status_code == 302
    row = Entry.objects.get(case=case, kind="hearing")
    assert (row.second_id, row.data("body")["words"]) == (people.nurse.pk, "「いやだった」")
    assert "hear_victim" not in set(owed_for(case).values_list("name", flat=True))


def test_a_refusal_keeps_what_was_typed(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    said = heard(people, code="", body_conclusion="涙ぐんでいた")
    page = text(client_for(people.homeroom).post(url(case, "hearing"), said), 422)
    assert "「いやだった」" in page
    assert "涙ぐんでいた" in page
    assert 'value="abc"' in page


def test_the_past_may_be_written_the_future_not(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.homeroom)
    said = {"body_words": "校庭で一人", "token": "t1"}
    ahead = client.post(url(case, "note"), {**said, "occurred_at": moment(timedelta(days=-1))})
    assert "まだ来ていない日時" in text(ahead, 422)
    assert client.post(url(case, "note"), {**said, "occurred_at": moment(timedelta(days=3))}).status_code == 302


def test_only_children_of_the_case_in_the_right_role_can_be_chosen(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.homeroom)
    page = text(client.get(url(case, "care")))
    assert people.victim.name in page
    assert people.perpetrator.name not in page
    said = {"pupil": people.witness.pk, "code": "staff", "body_words": "声かけ", "occurred_at": moment()}
    text(client.post(url(case, "care"), said), 422)


@pytest.mark.requirement("R9", "R10")
def test_a_new_act_moves_the_case_and_says_so(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    with play.move_on(1):
        said = {"body_words": "また", "flag": "going_on", "forms": ["exclusion"], "occurred_at": moment(), "pupil": ""}
        page = text(client_for(people.homeroom).post(url(case, "act"), said, follow=True))
    assert "「再協議」へ進みました" in page
    case.refresh_from_db()
    assert "exclusion" in case.forms


def test_the_board_gets_the_words_as_written(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    said = {"code": "first", "body_words": "第一報の文", "occurred_at": moment()}
    page = text(client_for(people.vice_principal).post(url(case, "board_report"), said, follow=True))
    assert "市教委に届いた" in page
    assert case.board_copies.get().text("text_sent") == "第一報の文"


@pytest.mark.requirement("R12")
def test_a_correction_is_a_new_line_and_the_old_one_stays(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    old = play.write(case, people.homeroom, "note", words="先週のこと")
    client = client_for(people.homeroom)
    fix = reverse("cases:correct", args=[case.pk, old.pk])
    assert "先週のこと" in text(client.get(fix))
    client.post(fix, {"body_words": "先々週のこと", "occurred_at": moment(), "token": "t2"})
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert "先週のこと" in page
    assert "先々週のこと" in page
    assert 'class="struck"' in page
    newer = case.entries.get(corrects=old)
    assert client.get(fix)["Location"] == reverse("cases:correct", args=[case.pk, newer.pk])
