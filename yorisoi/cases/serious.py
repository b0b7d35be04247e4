"""Asking of a case whether it could be serious: called where words come into it, and by what counts absences."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from yorisoi.duties.actions import Setting, owe, tell
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import Post, acting_posts
from yorisoi.policy.serious_duties import ANSWER_QUESTION, QUESTION_AGAIN
from yorisoi.policy.serious_facts import Spoken, speaks_of
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.queries import holders

CITE = "serious.question"


def ask_about(case: Any, text: str, *, source: str, by: Actor, at: datetime) -> int:
    """Ask for every fact that this text speaks of; return how many are new. In the writer's transaction."""
    return ask(case, speaks_of(text), source=source, by=by, at=at) if text.strip() else 0


def ask(case: Any, facts: list[Spoken], *, source: str, by: Actor, at: datetime) -> int:
    """Ask whether the case could be serious, for each of these facts. The same source asks once.

    The principal (or whoever acts) owes an answer; while one is owed, further facts join it.
    """
    if not facts or _taken_up(case):
        return 0
    rows = apps.get_model("cases", "SeriousQuestion").objects
    known = set(rows.filter(case=case, source=source).values_list("fact", flat=True))
    new = [fact for fact in facts if fact.code not in known]
    for fact in new:
        row = rows.model(case=case, fact=fact.code, amount=min(fact.amount, 2_000_000_000), source=source, at=at)
        row.put("words", fact.words)
        row.save(force_insert=True)
        journal(
            by=by, school_id=case.school_id, event="case.serious_asked", about=case, cite=CITE, at=at, fact=fact.code
        )
    names = [ANSWER_QUESTION.name, QUESTION_AGAIN.name]
    if new and not Duty.objects.filter(OPEN, case=case, name=ANSWER_QUESTION.name).exists():
        Duty.objects.filter(OPEN, case=case, name__in=names).update(dropped_at=at, dropped_by_move="asked_anew")
        out = shut_out_of_case(case.pk)
        owe([ANSWER_QUESTION], about=case, by=by, at=at, setting=Setting(shut_out=out))
        posts = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, next(iter(acting_posts(Post.GUIDANCE_HEAD))))
        people = [one for post in posts for one in holders(case.school, post) if one.pk not in out]
        tell(people, kind="serious_question", school=case.school, at=at, case=case)
    return len(new)


def _taken_up(case: Any) -> bool:
    """Say whether a serious incident that is not closed touches the case: the question has its answer."""
    matters = apps.get_model("incidents", "IncidentMatter").objects.filter(case=case)
    return bool(matters.exclude(incident__state__in=SERIOUS_FLOW.resting).exists())


def questions_of(case: Any) -> QuerySet[Any]:
    """Return the questions asked of a case and of what went into it, oldest first."""
    rows: QuerySet[Any] = apps.get_model("cases", "SeriousQuestion").objects.filter(
        Q(case=case) | Q(case__merged_into=case)
    )
    return rows.select_related("case__key", "answer__by").order_by("at", "id")


def answers_of(case: Any) -> QuerySet[Any]:
    """Return what was answered, oldest first."""
    rows: QuerySet[Any] = apps.get_model("cases", "SeriousAnswer").objects.filter(
        Q(case=case) | Q(case__merged_into=case)
    )
    return rows.select_related("case__key", "by").order_by("at", "id")
