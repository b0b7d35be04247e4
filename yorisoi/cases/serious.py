"""Asking of a case or a report whether it could be serious: called where words come in, and by what counts absences.

A report is asked about before any body has met on it. Once it is in a case, what is asked is asked of the case.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from yorisoi.duties.actions import Setting, drop, owe, tell
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Post, acting_posts
from yorisoi.policy.serious_duties import ANSWER_QUESTION, QUESTION_AGAIN
from yorisoi.policy.serious_facts import Spoken, speaks_of
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.queries import holders

CITE = "serious.question"
OWED = (ANSWER_QUESTION.name, QUESTION_AGAIN.name)


def ask_about(about: Any, text: str, *, source: str, by: Actor, at: datetime) -> int:
    """Ask for every fact that this text speaks of; return how many are new. In the writer's transaction."""
    return ask(about, speaks_of(text), source=source, by=by, at=at) if text.strip() else 0


def heard_in_report(report: Report, text: str, *, place: str, ref: str, by: Actor, at: datetime) -> None:
    """Words came into a report (`reports.words_found`): ask of it, or of the case in which it is."""
    if not (facts := speaks_of(text)):
        return
    source = f"report:{report.pk}" if place == "narrative" else f"{place}:{ref or report.pk}"
    if place == "answers":
        source = f"answers:{report.pk}:{ref}"
    link = apps.get_model("cases", "CaseReport").objects.filter(report=report).select_related("case__school").first()
    ask(report if link is None else link.case, facts, source=source[:60], by=by, at=at)


def ask(about: Any, facts: list[Spoken], *, source: str, by: Actor, at: datetime) -> int:
    """Ask whether a case or report could be serious, for each of these facts. The same source asks once.

    The principal (or whoever acts) owes an answer; while one is owed, further facts join it.
    """
    if not facts or _taken_up(about):
        return 0
    known = set(questions_of(about).filter(source=source).order_by().values_list("fact", flat=True))
    new = [fact for fact in facts if fact.code not in known]
    rows = apps.get_model("cases", "SeriousQuestion").objects
    for fact in new:
        row = rows.model(fact=fact.code, amount=min(fact.amount, 2_000_000_000), source=source, at=at)
        setattr(row, about._meta.model_name, about)
        row.put("words", fact.words)
        row.save(force_insert=True)
        journal(
            by=by, school_id=about.school_id, event=f"{about._meta.model_name}.serious_asked", about=about, cite=CITE,
            at=at, fact=fact.code,
        )  # fmt: skip
    if new:
        _owe_answer(about, by=by, at=at)
    return len(new)


def _owe_answer(about: Any, *, by: Actor, at: datetime) -> None:
    """Let the principal owe an answer, unless one is owed; tell those who read it."""
    owed = Duty.objects.filter(OPEN, **about_fields(about))
    if owed.filter(name=ANSWER_QUESTION.name).exists():
        return
    owed.filter(name__in=OWED).update(dropped_at=at, dropped_by_move="asked_anew")
    out = shut_out_of(about) if isinstance(about, Report) else shut_out_of_case(about.pk)
    owe([ANSWER_QUESTION], about=about, by=by, at=at, setting=Setting(shut_out=out))
    posts = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, next(iter(acting_posts(Post.GUIDANCE_HEAD))))
    people = [one for post in posts for one in holders(about.school, post) if one.pk not in out]
    tell(people, kind="serious_question", school=about.school, at=at, **about_fields(about))


def asked_of_case(case: Any, report: Report, *, by: Actor, at: datetime) -> None:
    """A report has come into a case: what was asked of it and has no answer is asked of the case from now on."""
    drop(OWED, about=report, by=by, move="asked_of_case", at=at)
    if not _taken_up(case) and questions_of(report).filter(answer__isnull=True).exists():
        _owe_answer(case, by=by, at=at)


def _taken_up(about: Any) -> bool:
    """Say whether a serious incident that is not closed touches it: the question has its answer."""
    matters = apps.get_model("incidents", "IncidentMatter").objects.all()
    touched = Q(case=about) | Q(report__case_link__case=about)
    if isinstance(about, Report):
        touched = Q(report=about) | Q(case__report_links__report=about)
    return bool(matters.filter(touched).exclude(incident__state__in=SERIOUS_FLOW.resting).exists())


def _of(about: Any) -> Q:
    return _of_report(about.pk) if isinstance(about, Report) else _of_case(about.pk)


def _of_report(report: Any) -> Q:
    return Q(report=report)


def _of_case(case: Any) -> Q:
    return Q(case=case) | Q(case__merged_into=case) | Q(report__case_link__case=case)


def _questions(which: Q) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("cases", "SeriousQuestion").objects.filter(which)
    return rows.select_related("case__key", "report__key", "answer__by").order_by("at", "id")


def questions_of(about: Any) -> QuerySet[Any]:
    """Return the questions asked of a report, or of a case and of what went into it, oldest first."""
    return _questions(_of(about))


OF_REPORT = Fixed(lambda report: _questions(_of_report(report)).filter(answer__isnull=True))
OF_CASE = Fixed(lambda case: _questions(_of_case(case)).filter(answer__isnull=True))


def waiting_of(about: Any) -> list[Any]:
    """Return those of these questions that wait for an answer."""
    return OF_REPORT.rows(report=about.pk) if isinstance(about, Report) else OF_CASE.rows(case=about.pk)


def answers_of(about: Any) -> QuerySet[Any]:
    """Return what was answered, oldest first."""
    rows: QuerySet[Any] = apps.get_model("cases", "SeriousAnswer").objects.filter(_of(about))
    return rows.select_related("case__key", "report__key", "by").order_by("at", "id")
