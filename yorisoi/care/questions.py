"""Concerns that ask for a decision: opened by the policy's rule, ended by a person with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.care.models import Asked, Concern, Question
from yorisoi.care.owing import move_for, owe_for, settle_for
from yorisoi.care.queries import kept_from_concerns, resolved_on, undecided
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.keys import data_key
from yorisoi.policy.care_duties import DECIDE_CONCERNS
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.signals import WATCHED, Noticed, asks_decision
from yorisoi.reports.actions import Said, receive_report
from yorisoi.schools.calendar import today
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, Staff

CITE = "detection.concerns"
REASON = Need("reason", _("そう決めた理由（何を読み、何を確かめたか）を書いてください。"), CITE, lambda f: bool(f))
UNTIL = Need("until", _("いつまで見守るか、明日から後の日を入れてください。"), CITE, lambda f: bool(f))
DECIDED = Need("decision", _("どうするかを選んでください。"), CITE, lambda f: bool(f))


class AlreadyDecided(Exception):
    """Somebody else has decided meanwhile."""


def ask_if_due(*, pupil: Pupil, by: Actor, at: datetime, why: str = "") -> Question | None:
    """Open a question when this concern makes the child's concerns ask for one; add it to the one that is open.

    why: asked whatever the counting says. Inside the transaction that wrote the concern.
    """
    standing = (
        Question.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(pupil=pupil, decided_at__isnull=True)
    )
    question = standing.first()
    rows = list(undecided(pupil).values_list("pk", "noticed_on", "by_id"))
    if question is None:
        noticed = [Noticed(day, who) for _pk, day, who in rows]
        rules = edition(pupil.school.edition).care
        why = why or asks_decision(noticed, rules, resolved_on=resolved_on(pupil))
        if not why:
            return None
        return _open(pupil, why, [pk for pk, _day, _who in rows], by=by, at=at)
    known = set(question.asked.values_list("concern_id", flat=True))
    Asked.objects.bulk_create([Asked(question=question, concern_id=pk) for pk, _d, _w in rows if pk not in known])
    move_for(question, by=by, at=at, shut_out=kept_from_concerns(question.asked.values_list("concern", flat=True)))
    return question


def _open(
    pupil: Pupil,
    why: str,
    concerns: list[Any],
    *,
    by: Actor,
    at: datetime,
    day: date | None = None,
    after: Question | None = None,
) -> Question:
    key = data_key(pupil.school_id)
    key.save(force_insert=True)
    row = Question.objects.create(key=key, school=pupil.school, pupil=pupil, why=why, opened_at=at, after=after)
    Asked.objects.bulk_create([Asked(question=row, concern_id=pk) for pk in concerns])
    earlier = [*concerns, *(after.asked.values_list("concern_id", flat=True) if after else ())]
    owe_for(row, DECIDE_CONCERNS, pupil=pupil, by=by, at=at, day=day, shut_out=kept_from_concerns(earlier))
    journal(
        by=by,
        school_id=pupil.school_id,
        event="care.asked",
        about=row,
        cite=CITE,
        at=at,
        why=why,
        concerns=len(concerns),
    )
    return row


def may_decide(question: Question, staff: Staff) -> bool:
    """Say whether this person may decide: 生徒指導主任 or a manager of the school, named in none of the concerns."""
    if staff.school_id != question.school_id or not staff.can(Can.INTAKE):
        return False
    return staff.pk not in kept_from_concerns(question.asked.values_list("concern", flat=True))


@transaction.atomic
def decide_question(
    *, question: Question, by: Staff, decision: str, reason: str, until: date | None = None, adult: Staff | None = None
) -> Question:
    """Decide on a child's concerns: report, interview, watch until a day, or nothing; always with a reason.

    Watching asks again on its day. Raises `NotYet`, `AlreadyDecided` or PermissionDenied.
    """
    from yorisoi.care.interviews import Origin, plan_interview

    row = (
        Question.objects.select_for_update(of=("self",))
        .select_related("key", "pupil__school", "school")
        .get(pk=question.pk)
    )
    if not may_decide(row, by):
        raise PermissionDenied
    if row.decided_at is not None:
        raise AlreadyDecided
    missing = [] if decision in ("report", "interview", "watch", "nothing") else [DECIDED]
    missing += [] if reason.strip() else [REASON]
    missing += [UNTIL] if decision == "watch" and not (until and until > today()) else []
    if missing:
        raise NotYet(missing)
    now = clock.now()
    if decision == "report":
        row.report = _report(row, by, reason)
    row.decided_at, row.decided_by, row.decision = now, by, decision
    row.until = until if decision == "watch" else None
    row.put("reason", reason)
    row.save(update_fields=["decided_at", "decided_by", "decision", "reason", "until", "report"])
    findable(row, "reason", at=now)
    settle_for(row, by=by, at=now)
    journal(by=by, school_id=row.school_id, event="care.decided", about=row, cite=CITE, at=now, decision=decision)
    if decision == "interview":
        origin = Origin("question", str(row.pk), reason)
        plan_interview(pupil=row.pupil, origin=origin, by=by, adult=adult)
    elif decision == "watch":
        _open(row.pupil, WATCHED, [], by=by, at=now, day=row.until, after=row)
    return row


def _report(row: Question, by: Staff, reason: str) -> Any:
    """Hand all concerns of the question in as one report, and let each know what it has become."""
    links = row.asked.select_related("concern__key", "concern__by").order_by("concern__noticed_on", "concern__at")
    concerns = [link.concern for link in links if link.concern.report_id is None]
    lines = [f"{one.noticed_on:%Y-%m-%d} {one.by.name}: {one.text('words')}" for one in concerns]
    meant = kept_from_concerns([one.pk for one in concerns])
    said = Said(
        token=f"question:{row.pk}",
        source="staff",
        channel="concern",
        narrative="\n".join([reason, *lines]),
        answers={"from_whom": "self"},
        pupils=[row.pupil_id],
        staff_named=sorted(meant),
    )
    report = receive_report(school=row.school, by=by, said=said).report
    for one in concerns:
        one.report = report
        one.save(update_fields=["report"])
    return report


def concerns_in(question: Question) -> list[Concern]:
    """Return the concerns that a question is about, the oldest first; of one that watched, those before it too."""
    ids: list[Any] = []
    row: Question | None = question
    while row is not None:
        ids += row.asked.values_list("concern_id", flat=True)
        row = row.after
    rows = (
        Concern.objects.filter(pk__in=ids)
        .select_related("key", "by", "report")
        .prefetch_related("about__pupil", "answer")
    )
    return list(rows.order_by("noticed_on", "at"))
