"""What is said about a submission: an officer acknowledges it, asks back, comments; the school answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from yorisoi.duties.actions import Setting, owe, see_notices, settle, tell
from yorisoi.duties.models import about_fields
from yorisoi.duties.queries import unseen
from yorisoi.incidents.models import Incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.oversight.models import ACKNOWLEDGED, ANSWERED, ASKED, COMMENTED, BoardWord, Subject, about_word
from yorisoi.oversight.queries_words import (
    WORD_KIND,
    directed_in,
    for_board,
    reads_thread,
    school_of,
    shut_out_of_thread,
)
from yorisoi.policy.board_duties import ANSWER_BOARD
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import board_officers

CITE = "response.board_word"
TOLD = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD)


class Asked(ValueError):
    """A question wants words and a day that has not passed."""


def _officer(about: Subject, by: Staff) -> None:
    """Raise PermissionError unless this officer may know of it."""
    from django.http import Http404

    try:
        found = for_board(by, about.pk)
    except Http404:
        found = None
    if found != about or not by.can(Can.BOARD):
        raise PermissionError("not theirs to speak about")


def _same(school: School, token: str) -> BoardWord | None:
    return BoardWord.objects.filter(school=school, token=token).first()


def _write(about: Subject, by: Staff, kind: str, words: str, token: str, at: datetime, **more: Any) -> BoardWord:
    school = school_of(about)
    row = BoardWord(key=about.key, school=school, kind=kind, by=by, at=at, token=token, **about_word(about), **more)
    row.put("words", words.strip())
    row.save(force_insert=True)
    journal(by=by, school_id=school.pk, event=f"board.{kind}", about=about, cite=CITE, at=at, word=str(row.pk))
    return row


def _locked(about: Subject) -> Subject:
    """Lock what is spoken about, so that of two who press at once the second finds the first's word."""
    rows = type(about)._default_manager.select_for_update(of=("self",))
    rows.only("pk").get(pk=about.pk)
    return about


@transaction.atomic
def acknowledge(*, about: Subject, by: Staff, token: str) -> BoardWord:
    """Record that 市教委 has received a submission. A second time, by whomever, is the first."""
    _officer(about, by)
    if isinstance(about, Incident):
        raise ValueError("an incident is no submission")
    _locked(about)
    look_at_thread(about=about, by=by)
    done = BoardWord.objects.filter(kind=ACKNOWLEDGED, **about_word(about)).first()
    return done or _write(about, by, ACKNOWLEDGED, "", token, clock.now())


@transaction.atomic
def ask_back(*, about: Subject, by: Staff, words: str, due_on: date, token: str) -> BoardWord:
    """Ask the school something by a day: 教頭 (or who acts) owes the answer, and the managers are told.

    Raises Asked without words or for a day that has passed.
    """
    _officer(about, by)
    _locked(about)
    school = school_of(about)
    if (same := _same(school, token)) is not None:
        return same
    if not words.strip() or due_on < today():
        raise Asked
    now = clock.now()
    row = _write(about, by, ASKED, words, token, now, due_on=due_on)
    out = shut_out_of_thread(about)
    acting = {"answer_board": [(one, None, due_on, "") for one in _stead(about, school, out)]}
    owe(
        [ANSWER_BOARD], about=row, by=by, at=now,
        setting=Setting(dates={"next_date": due_on}, shut_out=out, assigned=acting if acting["answer_board"] else {}),
    )  # fmt: skip
    tell(managers(about, school), kind="board_asked", school=school, at=now, **about_fields(row))
    return row


@transaction.atomic
def comment(*, about: Subject, by: Staff, words: str, token: str) -> BoardWord:
    """Leave what the 指導主事 advises under a submission or an incident; the managers of the school are told."""
    _officer(about, by)
    _locked(about)
    school = school_of(about)
    if (same := _same(school, token)) is not None:
        return same
    if not words.strip():
        raise Asked
    now = clock.now()
    row = _write(about, by, COMMENTED, words, token, now)
    tell(managers(about, school), kind="board_commented", school=school, at=now, **about_fields(row))
    return row


@transaction.atomic
def answer(*, question: BoardWord, by: Staff, words: str, token: str) -> BoardWord:
    """Answer what 市教委 asked; the duty is done, the officers are told. More may be added by another answer."""
    if question.kind != ASKED or not reads_thread(by, question.about):
        raise PermissionError("not theirs to answer")
    _locked(question.about)
    if (same := _same(question.school, token)) is not None:
        return same
    if not words.strip():
        raise Asked
    now = clock.now()
    row = _write(question.about, by, ANSWERED, words, token, now, answers=question)
    settle("board_answer", about=question, by=by, at=now)
    tell(board_officers(question.school), kind="board_answered", school=question.school, at=now, **about_fields(row))
    return row


def look_at_thread(*, about: Subject, by: Staff) -> None:
    """Mark the notices of this submission and of its thread as seen."""
    words = BoardWord.objects.filter(**about_word(about)).values("pk")
    told = Q(subject_kind=WORD_KIND, subject_id__in=words)
    if not isinstance(about, Incident):
        told |= Q(subject_kind=about._meta.label_lower, subject_id=about.pk)
    ids = list(unseen(by).filter(told).values_list("pk", flat=True))
    if ids:
        see_notices(by=by, ids=ids)


def managers(about: Subject, school: School) -> list[Staff]:
    """Return who hears of it: the managers, 生徒指導主任, who acts in the managers' stead; nobody who is shut out."""
    out, stead = shut_out_of_thread(about), directed_in(about)
    return [one for one in people_now(school) if one.pk not in out and (one.pk in stead or one.posts & set(TOLD))]


def _stead(about: Subject, school: School, out: Iterable[int]) -> list[Staff]:
    """Return who was put in the managers' stead, where no manager is left to answer."""
    here = people_now(school)
    gone = set(out)
    if any(one.posts & {Post.PRINCIPAL, Post.VICE_PRINCIPAL} and one.pk not in gone for one in here):
        return []
    stead = directed_in(about)
    return [one for one in here if one.pk in stead and one.pk not in gone]
