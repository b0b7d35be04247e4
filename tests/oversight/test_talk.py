"""市教委 acknowledges, asks back and advises; the school answers; both read one thread."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.incidents import ways
from tests.oversight.conftest import submitted, token
from yorisoi.cases.models import BoardCopy
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.incidents.models import IncidentCopy
from yorisoi.journal.models import Event
from yorisoi.oversight import words
from yorisoi.oversight.models import BoardWord
from yorisoi.oversight.reassigning import follow_questions
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

ASKED, ADVICE, ANSWER = "欠席の日数を教えてください", "SSWとの連携をすすめます", "欠席は2日です"


def at(name: str, *args: Any) -> str:
    """An address of this chapter."""
    return reverse(f"oversight:{name}", args=args)


def ask(copy: Any, officer: Any, **more: Any) -> BoardWord:
    """市教委 asks back."""
    said = {"words": ASKED, "due_on": today() + timedelta(days=2), "token": token(), **more}
    return words.ask_back(about=copy, by=officer, **said)


def owed() -> Any:
    """The duties of answering that are open."""
    return Duty.objects.filter(OPEN, name="answer_board")


@pytest.mark.requirement("R7")
def test_an_officer_acknowledges_once_and_the_school_sees_it(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    board, school = client_for(officer), client_for(people.principal)
    assert "受理待ち" in text(school.get(reverse("cases:show", args=[copy.case_id])))
    for _twice in range(2):
        assert board.post(at("acknowledge", copy.pk), {"token": token()}).status_code == 302
    assert BoardWord.objects.get().kind == "ack"
    assert str(copy.pk) not in text(board.get(at("board_home")))
    assert "受理済" in text(school.get(reverse("cases:show", args=[copy.case_id])))
    assert "市教委が受理" in text(school.get(at("thread", copy.pk)))
    assert Event.objects.filter(event="board.ack", about_id=str(copy.pk), actor_id=officer.pk).count() == 1


@pytest.mark.requirement("R7")
def test_a_question_is_owed_answered_and_read(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    board, deputy = client_for(officer), client_for(people.vice_principal)
    said = {"words": ASKED, "due_on": str(today() + timedelta(days=2)), "token": token()}
    for _twice in range(2):  # pressed twice: one question
        assert board.post(at("ask", copy.pk), said).status_code == 302
    question = BoardWord.objects.get()
    duty = owed().get()
    assert (duty.acting_post, duty.subject_id) == ("vice_principal", question.pk)
    told = set(Notice.objects.filter(kind="board_asked").values_list("staff_id", flat=True))
    assert told == {people.principal.pk, people.vice_principal.pk, people.guidance_head.pk}
    mine = text(deputy.get(reverse("duties:mine")))
    assert "市教委の問い合わせに答える" in mine
    assert ASKED not in mine
    landed = deputy.get(at("word", question.pk))
    assert landed["Location"] == f"{at('thread', copy.pk)}#word-{question.pk}"
    assert ASKED in text(deputy.get(at("thread", copy.pk)))
    reply = {"words": ANSWER, "token": token()}
    for _twice in range(2):
        assert deputy.post(at("answer", copy.pk, question.pk), reply).status_code == 302
    assert not owed().exists()
    assert BoardWord.objects.filter(kind="answer").count() == 1
    assert "回答が届きました" in text(board.get(at("board_home")))
    assert ANSWER in text(board.get(at("board_copy", copy.pk)))
    assert "回答が届きました" not in text(board.get(at("board_home")))  # it has been read
    assert board.get(at("word", question.pk))["Location"].startswith(at("board_copy", copy.pk))


def test_advice_is_told_and_owes_nothing(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    said = {"words": ADVICE, "token": token()}
    for _twice in range(2):
        assert client_for(officer).post(at("comment", copy.pk), said).status_code == 302
    assert BoardWord.objects.get().kind == "comment"
    assert Notice.objects.filter(kind="board_commented").count() == 3
    assert not owed().exists()
    page = text(client_for(people.principal).get(at("thread", copy.pk)))
    assert ADVICE in page
    assert not Notice.objects.filter(kind="board_commented", staff=people.principal, seen_at__isnull=True).exists()


@pytest.mark.requirement("S3")
def test_papers_of_an_incident_and_the_incident_itself(people: Any, officer: Any, client_for: Any) -> None:
    row = ways.reported(people, ways.opened(people))
    board, principal = client_for(officer), client_for(people.principal)
    home = text(board.get(at("board_home")))
    assert "調査の主体を決める" in home
    assert reverse("incidents:show", args=[row.pk]) in home
    paper = IncidentCopy.objects.get(kind="notice")
    assert board.post(at("acknowledge", paper.pk), {"token": token()}).status_code == 302
    assert board.post(at("acknowledge", row.pk), {"token": token()}).status_code == 404  # nothing that was submitted
    words.comment(about=row, by=officer, words=ADVICE, token=token())
    question = ask(row, officer)
    assert ADVICE in text(board.get(reverse("incidents:show", args=[row.pk])))
    page = text(principal.get(reverse("incidents:show", args=[row.pk])))
    assert ADVICE in page
    assert "受理済" in page
    assert principal.post(at("answer", row.pk, question.pk), {"words": ANSWER, "token": token()}).status_code == 302
    assert ANSWER in text(board.get(at("board_copy", row.pk)))
    assert "notice" not in {found.kind for found in words_waiting(officer)}


def words_waiting(officer: Any) -> list[Any]:
    """The papers about incidents that wait for an acknowledgement."""
    from yorisoi.oversight.queries_words import awaiting

    return list(awaiting(officer)[1])


@pytest.mark.parametrize("name", ["acknowledge", "ask", "comment"])
def test_what_an_officer_does_is_asked_the_five_questions(
    people: Any, other: Any, officer: Any, make_staff: Any, client_for: Any, name: str
) -> None:
    copy = submitted(people)
    url = at(name, copy.pk)
    assert client_for(officer).get(url).status_code == 405
    bound = make_staff(other.school, "board_officer")
    refused(client_for, url, post=True, stranger=bound, wrong=people.principal, other=bound)
    if name != "acknowledge":
        page = text(client_for(officer).post(url, {"words": "　", "due_on": "2020-01-01", "token": "x"}), 422)
        assert 'class="errors"' in page
    assert not BoardWord.objects.exists()


def test_the_schools_pages_are_asked_the_five_questions(people: Any, other: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    question = ask(copy, officer)
    thread, answer = at("thread", copy.pk), at("answer", copy.pk, question.pk)
    assert client_for(people.principal).post(thread).status_code == 405
    assert client_for(people.principal).get(answer).status_code == 405
    refused(client_for, thread, post=False, stranger=people.nurse, wrong=officer, other=other.principal)
    refused(client_for, answer, post=True, stranger=people.counsellor, wrong=officer, other=other.principal)
    assert client_for(other.principal).get(at("word", question.pk)).status_code == 404
    client = client_for(people.principal)
    assert 'class="errors"' in text(client.post(answer, {"words": "", "token": "x"}), 422)
    advice = words.comment(about=copy, by=officer, words=ADVICE, token=token())
    assert client.post(at("answer", copy.pk, advice.pk), {"words": "x", "token": token()}).status_code == 422
    elsewhere = ask(submitted(people), officer)  # a question about something else
    assert client.post(at("answer", copy.pk, elsewhere.pk), {"words": "x", "token": token()}).status_code == 404


@pytest.mark.requirement("O1")
def test_whoever_is_named_learns_nothing_of_what_the_board_says(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    question = ask(copy, officer)
    assert owed().get().acting_post == "vice_principal"
    shut_out(report=copy.case.report_links.get().report, by=people.principal, staff=people.vice_principal)
    assert follow_questions() == 1
    assert owed().get().acting_post == "principal"
    named = client_for(people.vice_principal)
    for url in (at("thread", copy.pk), at("word", question.pk)):
        assert named.get(url).status_code == 404
    assert named.post(at("answer", copy.pk, question.pk), {"words": "x", "token": token()}).status_code == 404
    mine = text(named.get(reverse("duties:mine")))
    assert "市教委" not in mine.replace("市教委 ", "")
    with pytest.raises(PermissionError):
        words.answer(question=question, by=people.vice_principal, words="x", token=token())
    words.comment(about=copy, by=officer, words=ADVICE, token=token())  # told to the others only
    assert not Notice.objects.filter(kind="board_commented", staff=people.vice_principal).exists()
    assert Notice.objects.filter(kind="board_commented").count() == 2


def test_who_acts_for_both_managers_answers(people: Any, officer: Any, client_for: Any) -> None:
    from yorisoi.oversight.actions import direct

    copy = submitted(people)
    report = copy.case.report_links.get().report
    for manager in (people.principal, people.vice_principal):
        shut_out(report=report, by=people.guidance_head, staff=manager)
    direct(report=report, by=officer, acting=people.academic_head, words="教務が進めてください", token=token())
    question = ask(copy, officer)
    assert owed().get().staff_id == people.academic_head.pk
    client = client_for(people.academic_head)
    assert ASKED in text(client.get(at("thread", copy.pk)))
    assert client.post(at("answer", copy.pk, question.pk), {"words": ANSWER, "token": token()}).status_code == 302


def test_the_actions_ask_again(people: Any, officer: Any, make_staff: Any, other_school: Any) -> None:
    copy = submitted(people)
    for who in (people.principal, make_staff(other_school, "board_officer")):
        for act, more in (
            (words.acknowledge, {}),
            (words.comment, {"words": "x"}),
            (words.ask_back, {"words": "x", "due_on": today()}),
        ):
            with pytest.raises(PermissionError):
                act(about=copy, by=who, token=token(), **more)
    with pytest.raises(words.Asked):
        words.ask_back(about=copy, by=officer, words=" ", due_on=today(), token=token())
    with pytest.raises(words.Asked):
        words.ask_back(about=copy, by=officer, words="x", due_on=today() - timedelta(days=1), token=token())
    with pytest.raises(PermissionError):
        words.answer(question=ask(copy, officer), by=officer, words="x", token=token())


def test_the_thread_asks_the_same_number_of_queries(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    ask(copy, officer)
    pages = (
        (client_for(officer), at("board_copy", copy.pk)),
        (client_for(people.principal), at("thread", copy.pk)),
        (client_for(people.principal), reverse("cases:show", args=[copy.case_id])),
    )
    before = []
    for client, url in pages:
        queries(client, url)  # what is new is read once
        before.append(queries(client, url))
    for _more in range(3):
        ask(copy, officer)
        words.comment(about=copy, by=officer, words=ADVICE, token=token())
    Notice.objects.update(seen_at=copy.at)
    Duty.objects.filter(name="answer_board").update(dropped_at=copy.at)
    assert [queries(client, url) for client, url in pages] == before
    assert BoardCopy.objects.count() == 1
