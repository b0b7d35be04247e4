"""Two-way talk behind the receipt: received like a report, owed today, seen on both sides; the case stays unseen."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import play
from yorisoi.cases.decisions import Decided
from yorisoi.cases.report_actions import set_aside
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.duties.queries import duties_of, unseen
from yorisoi.journal.actors import PUBLIC
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.models import Message, MessageSeen, Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.receipts import receipt_code
from yorisoi.reports.shutting_out import lift, shut_out
from yorisoi.reports.talk import answer_reporter, may_answer, say_more, see_messages

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E3", "R2")]
MODES = ("kana", "ruby", "upper", "en")


def token() -> str:
    return secrets.token_hex(16)


def told(people: Any, **said: Any) -> tuple[Report, str]:
    """A report, and the six words that belong to it."""
    mark = token()
    row = play.report(people, token=mark, **said)
    return row, " ".join(receipt_code(f"{people.school.pk}:{mark}"))


def more(report: Report, words: str = "まだ つづいています") -> Message:
    return say_more(report=report, by=PUBLIC, words=words, token=token())


def comes(people: Any, words: str, **sent: str) -> Any:
    return Client().post(reverse("reports:receipt", args=[people.school.slug]), {"code": words, **sent})


def owed(report: Report) -> set[str]:
    return set(Duty.objects.filter(OPEN, report=report).values_list("name", flat=True))


# -- what the reporter adds ------------------------------------------------------------------------
def test_what_is_added_is_owed_today_and_told(people: Any) -> None:
    report, _words = told(people)
    message = more(report, "きょうも けられた")
    duty = Duty.objects.get(OPEN, report=report, name="answer_reporter")
    assert (duty.acting_post, duty.cite) == (Post.GUIDANCE_HEAD, "response.talk")
    assert duty.due_at.date() == Duty.objects.get(report=report, name="leave_memo").due_at.date()
    assert "read_message" in owed(report)
    assert {row.staff for row in Notice.objects.filter(kind="message_received", report=report)} == {
        people.guidance_head,
        people.principal,
        people.vice_principal,
    }
    assert message.text("words") == "きょうも けられた"
    assert "けられた" not in str(Message.objects.values_list().get())
    events = Event.objects.filter(event="message.received")
    assert events.count() == 1
    assert "けられた" not in str(events.values_list())


def test_the_same_sending_is_one_message(people: Any) -> None:
    report, _words = told(people)
    mark = token()
    one = say_more(report=report, by=PUBLIC, words="x", token=mark)
    assert say_more(report=report, by=PUBLIC, words="x", token=mark) == one
    assert Message.objects.count() == 1
    assert Duty.objects.filter(report=report, name="answer_reporter").count() == 1


def test_a_further_message_does_not_move_the_clock(people: Any) -> None:
    report, _words = told(people)
    more(report)
    first = Duty.objects.get(OPEN, report=report, name="answer_reporter")
    more(report, "もう ひとつ")
    assert Duty.objects.get(OPEN, report=report, name="answer_reporter") == first


@pytest.mark.parametrize("end", ["set_aside", "case", "rest"])
def test_it_lands_on_a_list_whatever_has_become_of_the_report(people: Any, end: str) -> None:
    report, _words = told(people, pupils=[] if end == "set_aside" else [people.victim.pk])
    if end == "set_aside":
        leave_memo(report=report, by=people.guidance_head, words="メモ")
        held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
        aside = Decided(reason="遊び", distress="not_felt", child_words="「平気」")
        set_aside(meeting=held, report=report, by=people.guidance_head, decided=aside)
    else:
        case = play.subcommittee(people, report)
        if end == "rest":
            type(case).objects.filter(pk=case.pk).update(state="resolved", resolved_at=case.opened_at)
            Duty.objects.filter(OPEN, case=case).update(dropped_at=case.opened_at, dropped_by_move="test")
    assert not owed(report) & {"answer_reporter", "read_message"}
    more(report, "また はじまりました")
    assert "answer_reporter" in set(
        duties_of(people.guidance_head).filter(report=report).values_list("name", flat=True)
    )
    assert unseen(people.guidance_head).filter(kind="message_received", report=report).exists()


def test_whoever_is_mentioned_is_out_before_anybody_is_told(people: Any) -> None:
    report, _words = told(people)
    more(report, "生徒田先生にも いやなことを いわれました")
    assert shut_out_of(report) == {people.guidance_head.pk}
    assert not Notice.objects.filter(staff=people.guidance_head, kind="message_received").exists()
    assert not duties_of(people.guidance_head).filter(report=report).exists()
    assert duties_of(people.vice_principal).filter(report=report, name="answer_reporter").exists()
    # let in by another person, and mentioned again: out again, for the new words may say something new
    lift(exclusion=report.exclusions.get(), by=people.principal, reason="お礼だった")
    more(report, "生徒田先生が また")
    assert people.guidance_head.pk in shut_out_of(report)


def test_words_never_shut_out_the_last_who_can_read_them(people: Any) -> None:
    report, _words = told(people)
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    more(report, "教頭先生も 生徒田先生も しっています")
    assert shut_out_of(report) == {people.principal.pk, people.guidance_head.pk}
    assert duties_of(people.vice_principal).filter(report=report, name="answer_reporter").exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["say", "answer", "look", "again"]), max_size=9))
def test_a_word_is_answered_or_owed(people: Any, steps: list[str]) -> None:
    """Whatever the order: while something of the reporter is newer than what was answered, an answer is owed."""
    with transaction.atomic():
        report, _words = told(people)
        waiting, seen = 0, 0
        for step in steps:
            if step in {"say", "again"}:
                more(report, step)
                waiting += 1
            elif step == "look":
                see_messages(report=report, by=people.guidance_head)
                seen = waiting
            else:
                answer_reporter(report=report, by=people.guidance_head, words="はい", token=token())
                if seen == waiting:
                    waiting = seen = 0
            assert ("answer_reporter" in owed(report)) == (waiting > 0)
        assert Message.objects.filter(report=report, direction="reporter").count() == sum(
            step in {"say", "again"} for step in steps
        )
        transaction.set_rollback(True)


# -- the school answers ----------------------------------------------------------------------------
def test_an_answer_settles_the_duty_and_is_seen(people: Any) -> None:
    report, words = told(people)
    more(report)
    see_messages(report=report, by=people.guidance_head)
    answer_reporter(report=report, by=people.guidance_head, words="よく話してくれました", token=token())
    assert "answer_reporter" not in owed(report)
    page = comes(people, words).content.decode()
    assert "よく話してくれました" in page
    assert "生徒田" not in page
    seen = MessageSeen.objects.get(staff__isnull=True)
    assert comes(people, words).status_code == 200
    assert MessageSeen.objects.get(staff__isnull=True) == seen


def test_what_came_in_meanwhile_stays_owed(people: Any) -> None:
    report, _words = told(people)
    more(report)
    see_messages(report=report, by=people.guidance_head)
    more(report, "あとから")
    answer_reporter(report=report, by=people.guidance_head, words="はい", token=token())
    assert "answer_reporter" in owed(report)


def test_a_managers_look_settles_the_managers_duty(people: Any) -> None:
    report, _words = told(people)
    more(report)
    see_messages(report=report, by=people.guidance_head)
    assert "read_message" in owed(report)
    see_messages(report=report, by=people.principal)
    assert "read_message" not in owed(report)


def test_who_may_answer(people: Any) -> None:
    report, _words = told(people)
    yes = [people.guidance_head, people.principal, people.vice_principal]
    no = [people.homeroom, people.teacher, people.administrator, people.grade_head6]
    assert all(may_answer(report, staff) for staff in yes)
    assert not any(may_answer(report, staff) for staff in [*no, people.nurse])
    case = play.subcommittee(people, report)
    play.meeting(people, Body.COMMITTEE, cases=[case])
    report = Report.objects.get(pk=report.pk)
    assert may_answer(report, people.nurse)
    assert not any(may_answer(report, staff) for staff in [people.teacher, people.administrator])
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    assert not may_answer(report, people.principal)
    with pytest.raises(PermissionError):
        answer_reporter(report=report, by=people.principal, words="x", token=token())


def test_nobody_holds_the_words_of_what_a_colleague_passed_on(people: Any, client_for: Any) -> None:
    report = play.report(people, by=people.teacher, source="staff")
    assert not may_answer(report, people.guidance_head)
    page = client_for(people.guidance_head).get(reverse("cases:report", args=[report.pk])).content.decode()
    assert "通報した人とのやりとり" not in page


def test_the_database_keeps_what_was_said(people: Any) -> None:
    report, _words = told(people)
    message = more(report)
    see_messages(report=report, by=people.guidance_head)
    for change in (
        lambda: Message.objects.filter(pk=message.pk).update(direction="school"),
        lambda: Message.objects.filter(pk=message.pk)._raw_delete("default"),
        lambda: MessageSeen.objects.update(at=message.at),
        lambda: Message.objects.create(report=report, direction="school", at=message.at, token_hash=b"y"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# -- the staff's page --------------------------------------------------------------------------------
def test_the_panel_shows_what_is_new_once_and_how_the_child_reads(people: Any, client_for: Any) -> None:
    report, words = told(people, answers={"reading": "kana"})
    more(report, "もういちど いいます")
    client = client_for(people.guidance_head)
    url = reverse("cases:report", args=[report.pk])
    page = client.get(url).content.decode()
    assert all(said in page for said in ("もういちど いいます", "新しい", "返事を待っています", "ひらがなで"))
    assert "新しい" not in client.get(url).content.decode().split('id="talk-panel"')[1].split("</section>")[0]
    mark = re.findall(r'name="token" value="([^"]+)"', page)[0]
    sent = {"words": "あした {話|はな}そう", "token": mark}
    answer = reverse("cases:report_answer", args=[report.pk])
    for _twice in range(2):
        assert client.post(answer, sent).status_code == 302
    assert Message.objects.filter(direction="school").count() == 1
    assert "まだ読まれていません" in client.get(url).content.decode()
    assert "あした はなそう" in comes(people, words, mode="kana").content.decode()
    assert "<rt>はな</rt>" in comes(people, words, mode="upper").content.decode()
    assert "届いた人が読みました" in client.get(url).content.decode()


def test_five_questions_of_the_answer(people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
    report, _words = told(people)
    case = play.subcommittee(people, report)
    url = reverse("cases:report_answer", args=[report.pk])
    sent = {"words": "はい", "token": token()}
    assert client_for(people.guidance_head).get(url).status_code == 405
    assert client_for(people.guidance_head).post(url, {"words": " ", "token": token()}).status_code == 422
    assert client_for(people.homeroom).post(url, sent).status_code == 403  # reads the case, speaks not for the school
    assert client_for(people.teacher).post(url, sent).status_code == 404
    assert client_for(people.administrator).post(url, sent).status_code == 403
    assert client_for(make_staff(other_school, Post.PRINCIPAL)).post(url, sent).status_code == 404
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    assert client_for(people.vice_principal).post(url, sent).status_code == 404
    assert Message.objects.count() == 0
    more(report)
    page = client_for(people.guidance_head).get(reverse("cases:show", args=[case.pk])).content.decode()
    assert "返事を待っています" in page
    assert f"{reverse('cases:report', args=[report.pk])}#talk" in page


def test_many_messages_in_as_many_queries(
    people: Any, client_for: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    report, words = told(people)
    client = client_for(people.guidance_head)
    url = reverse("cases:report", args=[report.pk])
    counts = []
    for number in (1, 8):
        for at in range(number):
            more(report, f"{number} {at}")
        client.get(url)
        comes(people, words)
        with CaptureQueriesContext(
            connection,
        ) as staff_side:
            client.get(url)
        with CaptureQueriesContext(connection) as reporter_side:
            comes(people, words)
        counts.append((len(staff_side), len(reporter_side)))
    assert counts[0] == counts[1]


# -- the reporter's page -----------------------------------------------------------------------------
@pytest.mark.parametrize("mode", MODES)
def test_a_child_reads_and_writes_in_its_own_reading(people: Any, mode: str) -> None:
    report, words = told(people, anonymous=True)
    see_messages(report=report, by=people.guidance_head)
    page = comes(people, words, mode=mode, act="say", more="きょうも", token=token()).content.decode()
    assert Message.objects.get().text("words") == "きょうも"
    assert 'role="status"' in page
    talk = re.sub("<[^>]+>", "", page.split('aria-labelledby="talk"')[1].split("</section>")[0])
    if mode == "kana":
        assert not re.search("[一-鿿]", talk)
    if mode == "en":
        assert not re.search("[ぁ-ゖァ-ヺ一-鿿]", talk.replace("きょうも", ""))
        assert "several adults" in talk
    see_messages(report=report, by=people.guidance_head)
    seen = comes(people, words, mode=mode).content.decode()
    said = {"kana": "がっこうが よみました", "en": "The school read it"}.get(mode, "みました")
    assert said in seen
    assert seen.count('class="talk-seen"') == 1


@pytest.mark.parametrize("mode", ["", *MODES])
@pytest.mark.parametrize("text", ["", " ", "　\n", "あ" * 20_001])
def test_what_cannot_be_taken_comes_back(people: Any, mode: str, text: str) -> None:
    _report, words = told(people)
    answer = comes(people, words, act="say", more=text, token="t" * 30, **({"mode": mode} if mode else {}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert text in page
    assert f'name="token" value="{"t" * 30}"' in page
    assert Message.objects.count() == 0


def test_a_reload_sends_nothing_twice_and_other_words_are_another_message(people: Any) -> None:
    _report, words = told(people)
    mark = token()
    for said in ("ひとつ", "ひとつ", "ふたつ"):
        assert comes(people, words, act="say", more=said, token=mark).status_code == 200
    assert [row.text("words") for row in Message.objects.all()] == ["ひとつ", "ふたつ"]


def test_the_reporter_sees_nothing_of_the_case(people: Any) -> None:
    report, words = told(people)
    case = play.subcommittee(people, report)
    play.meeting(people, Body.COMMITTEE, cases=[case])
    for sent in ({}, {"mode": "kana"}, {"mode": "en"}):
        page = comes(people, words, **sent).content.decode()
        for secret in (
            str(case.pk),
            str(report.pk),
            "事案",
            "メモ",
            "加害",
            people.victim.family_name,
        ):
            assert secret not in page, secret


def test_words_of_another_school_open_nothing(people: Any, other_school: Any) -> None:
    _report, words = told(people)
    url = reverse("reports:receipt", args=[other_school.slug])
    answer = Client().post(url, {"code": words, "act": "say", "more": "x", "token": token()})
    assert answer.status_code == 422
    assert Message.objects.count() == 0


def test_the_board_reads_what_no_manager_may(people: Any, make_staff: Any, client_for: Any) -> None:
    officer = make_staff(None, Post.BOARD_OFFICER, name="市教田")
    report, _words = told(people)
    more(report, "校長先生と 教頭先生が しっています")
    assert Notice.objects.filter(staff=officer, kind="message_received").exists()
    page = client_for(officer).get(reverse("oversight:report", args=[report.pk])).content.decode()
    assert "校長先生と 教頭先生が" in page
