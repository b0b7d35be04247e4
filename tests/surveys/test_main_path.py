"""元気アンケート from the open round to its close: nothing that alarms can rest (E1, E2)."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.surveys import acts
from yorisoi.duties.models import Duty, Notice
from yorisoi.policy.alarms import BadAnswers
from yorisoi.policy.flow import NotYet
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.cards import card_token, card_words, read_words
from yorisoi.surveys.models import Card, Sheet
from yorisoi.surveys.queries import (
    answers_for,
    card_for_token,
    card_for_words,
    open_items_for,
    progress,
    reading_items_for,
)
from yorisoi.surveys.reading import end_by_committee, end_in_interview, end_in_report, judge_words, read_item
from yorisoi.surveys.receiving import NotTaken, ask_to_talk, reopen_card

pytestmark = pytest.mark.django_db


def test_a_card_is_found_by_its_token_and_by_its_words(people: Any) -> None:
    one = acts.opened(people)
    mine = Card.objects.get(round=one, pupil=people.victim)
    found = card_for_token(card_token(one.key, mine.pk))
    assert found == mine
    words = card_words(one.key, mine.pk)
    assert card_for_words(one, people.class31, read_words(" ".join(words))) == mine
    assert card_for_words(one, people.class61, words) is None
    assert card_for_token("a" * 24) is None


@pytest.mark.requirement("E1")
def test_quiet_answers_are_stored_and_nothing_is_to_be_read(people: Any) -> None:
    one = acts.opened(people)
    assert not acts.answer(one, people.victim).again
    sheet = Sheet.objects.get()
    assert sheet.data("answers") == acts.FINE
    assert acts.items(one) == []
    seen = progress(one, people.class31)
    assert (seen.entitled, seen.answered) == (3, 1)


def test_a_resend_is_accepted_once(people: Any) -> None:
    one = acts.opened(people)
    sending = secrets.token_hex(16)
    first = acts.answer(one, people.victim, acts.GRAVE, sending=sending)
    second = acts.answer(one, people.victim, acts.GRAVE, sending=sending)
    assert (first.again, second.again) == (False, True)
    assert Sheet.objects.count() == 1
    assert len(acts.items(one)) == 1
    with pytest.raises(NotTaken, match="answered"):
        acts.answer(one, people.victim)


@pytest.mark.requirement("E2")
def test_grave_answers_are_told_at_once_read_by_two_and_become_a_report(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.GRAVE)
    (item,) = acts.items(one)
    assert item.grave
    assert item.rules == ["many_going_on", "hurt"]
    told = set(Notice.objects.filter(kind="survey_grave").values_list("staff_id", flat=True))
    assert told == {people.principal.pk, people.vice_principal.pk, people.guidance_head.pk}
    with pytest.raises(NotYet):
        close_round(round=one, by=people.guidance_head)
    read_item(item=item, by=people.homeroom)
    report = end_in_report(item=item, by=people.homeroom)
    assert (report.source, report.channel) == ("child", "questionnaire")
    assert "「何回も ある」と「つづいて いる」" in report.data("answers")["shown_because"]
    assert Duty.objects.filter(report=report, name="decide_report").exists()
    item.refresh_from_db()
    assert item.is_open
    assert end_in_report(item=item, by=people.homeroom) == report
    read_item(item=item, by=people.nurse)
    item.refresh_from_db()
    assert not item.is_open
    close_round(round=one, by=people.guidance_head)


@pytest.mark.requirement("E2")
def test_two_homeroom_teachers_are_not_enough_and_an_interview_ends_it(people: Any, make_staff: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.MILD)
    (item,) = acts.items(one)
    other = make_staff(people.school, "homeroom", school_class=people.class31)
    read_item(item=item, by=other)
    end_in_interview(item=item, by=people.homeroom, interview="i-1")
    item.refresh_from_db()
    assert item.is_open
    read_item(item=item, by=people.grade_head)
    item.refresh_from_db()
    assert not item.is_open


@pytest.mark.requirement("E2")
def test_only_the_committees_chair_ends_it_with_a_reason(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.MILD)
    (item,) = acts.items(one)
    held = acts.sitting(people)
    with pytest.raises(NotYet):
        end_by_committee(item=item, by=people.guidance_head, meeting=held, reason="見守る")
    with pytest.raises(NotYet):
        end_by_committee(item=item, by=people.principal, meeting=held, reason=" ")
    end_by_committee(item=item, by=people.principal, meeting=held, reason="前の通報と同じことで、対応している")
    read_item(item=item, by=people.homeroom)
    item.refresh_from_db()
    assert item.outcome == "committee"
    assert not item.is_open


def test_words_need_a_judgement_by_somebody_other_than_the_homeroom_teacher(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.FINE, "words": "給食がおいしい"})
    (item,) = acts.items(one)
    assert (item.kind, item.grave) == ("text", False)
    with pytest.raises(NotYet):
        judge_words(item=item, by=people.homeroom, alarming=False, reason="")
    judge_words(item=item, by=people.homeroom, alarming=False, reason="楽しいという話")
    item.refresh_from_db()
    assert item.is_open
    judge_words(item=item, by=people.nurse, alarming=False, reason="困りごとではない")
    item.refresh_from_db()
    assert (item.outcome, item.is_open) == ("nothing", False)


def test_grave_words_need_two(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.FINE, "words": "しにたい"})
    (item,) = acts.items(one)
    assert item.grave
    judge_words(item=item, by=people.nurse, alarming=False, reason="歌の題名")
    item.refresh_from_db()
    assert item.outcome == ""
    judge_words(item=item, by=people.guidance_head, alarming=True, reason="本人に聞く")
    judge_words(item=item, by=people.principal, alarming=False, reason="歌の題名")
    item.refresh_from_db()
    assert item.outcome == ""


@pytest.mark.requirement("E2")
def test_i_want_to_talk_now_tells_at_once_and_once(people: Any) -> None:
    one = acts.opened(people, "anonymous")
    first = ask_to_talk(card=acts.card(one, people.victim))
    assert ask_to_talk(card=acts.card(one, people.victim)) == first
    assert first.pupil == people.victim
    assert Notice.objects.filter(kind="survey_talk").count() == 3


@pytest.mark.requirement("E1")
def test_a_teacher_named_in_the_words_learns_nothing(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.GRAVE, "words": "担任田先生にたたかれた"})
    assert len(acts.items(one)) == 2
    assert not reading_items_for(people.homeroom).exists()
    assert not answers_for(people.homeroom).exists()
    assert open_items_for(people.grade_head).count() == 2
    item = acts.items(one, kind="text")[0]
    with pytest.raises(PermissionError):
        read_item(item=item, by=people.homeroom)
    report = end_in_report(item=item, by=people.grade_head)
    assert people.homeroom.pk in set(report.exclusions.values_list("staff_id", flat=True))
    assert {one.outcome for one in acts.items(one)} == {"report"}


@pytest.mark.requirement("E1")
def test_whom_the_child_does_not_want_to_know_is_kept_from_it(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.FINE, "withhold": ["homeroom", "family"]})
    assert not answers_for(people.homeroom).exists()
    assert answers_for(people.nurse).exists()


@pytest.mark.requirement("E1")
def test_named_answers_are_for_few(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.MILD)
    may = [people.homeroom, people.grade_head, people.nurse, people.guidance_head, people.principal]
    may_not = [people.homeroom6, people.grade_head6, people.teacher, people.administrator, people.expert]
    assert [answers_for(who).count() for who in may] == [0, 0, 1, 1, 1]  # whoever stands in the class, at the end
    acts.ended(one)
    assert [answers_for(who).count() for who in may] == [1] * 5
    assert [answers_for(who).count() for who in may_not] == [0] * 5
    assert [reading_items_for(who).count() for who in may_not] == [0] * 5


def test_a_slip_put_right_is_another_version(people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.GRAVE)
    with pytest.raises(PermissionError):
        reopen_card(card=acts.card(one, people.victim), by=people.homeroom6)
    reopen_card(card=acts.card(one, people.victim), by=people.homeroom)
    acts.answer(one, people.victim, acts.FINE)
    assert [sheet.version for sheet in Sheet.objects.order_by("version")] == [1, 2]
    assert len(acts.items(one)) == 1
    with pytest.raises(NotTaken):
        acts.answer(one, people.victim)


def test_answers_never_asked_for_are_refused(people: Any) -> None:
    one = acts.opened(people)
    for wrong in ({"hurt": "often"}, {"nothing": "x"}, {"forms": ["x"]}, {"words": "あ" * 20_001}, {"hurt": 3}):
        with pytest.raises(BadAnswers):
            acts.answer(one, people.victim, wrong)
    assert Sheet.objects.count() == 0


def test_cannot_say_is_an_answer_to_every_question(people: Any) -> None:
    one = acts.opened(people)
    everything = {item.code: "cannot_say" for item in acts.card(one, people.victim).part.questionnaire.read.items}
    acts.answer(one, people.victim, everything)
    assert Sheet.objects.get().data("answers") == everything
    assert [item.rules for item in acts.items(one)] == [["cannot_say"]]


def test_paper_is_entered_by_a_teacher_of_the_class(people: Any) -> None:
    one = acts.opened(people)
    with pytest.raises(PermissionError):
        acts.answer(one, people.victim, paper=True, by=people.homeroom6)
    acts.answer(one, people.victim, paper=True, by=people.homeroom)
    sheet = Sheet.objects.get()
    assert (sheet.source, sheet.entered_by) == ("paper", people.homeroom)
