"""Writes of the review: the staff meeting that looks back on the year, proposals, the school evaluation (法34条)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.models import Meeting
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.plan_flow import EVALUATION, REVIEW
from yorisoi.policy.roles import Can
from yorisoi.prevention.models import Activity, Plan
from yorisoi.prevention.models_review import Proposal, Publication, Result, Review
from yorisoi.prevention.naming import counts_cases, require_nameless
from yorisoi.prevention.owing import settle_review
from yorisoi.prevention.rights import require_plan
from yorisoi.schools.models import Staff


class CountsCases(ValueError):
    """A number of cases stands in the evaluation: finding many is no failure, finding none no success (法34条)."""


EVALUATED = Need("evaluated", _("学校評価のすべての項目に、結果を書く"), EVALUATION, lambda results: all(results))


def _locked(plan: Plan) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).select_related("school", "key").get(pk=plan.pk)


@transaction.atomic
def hold_review(
    *, plan: Plan, by: Staff, held_on: date, words: str, token: str, meeting: Meeting | None = None
) -> Review:
    """Record that the year was looked back on, when and in which meeting; the duty is done. One token, one row.

    Raises NamesAChild, as do proposals and what is decided of them: all staff read them, next year's plan too.
    """
    plan = _locked(plan)
    require_plan(by, plan.school_id)
    if (known := Review.objects.filter(plan=plan, token=token).first()) is not None:
        return known
    if meeting is not None and meeting.school_id != plan.school_id:
        raise PermissionDenied
    require_nameless(plan.school, words=words)
    now = clock.now()
    row = Review(plan=plan, held_on=held_on, meeting=meeting, token=token, at=now, by=by)
    row.put("words", words)
    row.save(force_insert=True)
    journal(by=by, school_id=plan.school_id, event="plan.reviewed", about=plan, cite=REVIEW, at=now)
    settle_review(plan, by=by, at=now)
    return row


@transaction.atomic
def propose(*, plan: Plan, by: Staff, words: str, token: str, activity: Activity | None = None) -> Proposal:
    """Propose what should change: anybody of the staff may. Of the whole plan, or of one activity of it."""
    plan = _locked(plan)
    if by.school_id != plan.school_id or not by.can(Can.READ_PLAN):
        raise PermissionDenied
    if (known := Proposal.objects.filter(plan=plan, token=token).first()) is not None:
        return known
    if activity is not None and activity.plan_id != plan.pk:
        raise PermissionDenied
    require_nameless(plan.school, words=words)
    now = clock.now()
    row = Proposal(plan=plan, activity=activity, token=token, at=now, by=by)
    row.put("words", words)
    row.save(force_insert=True)
    journal(by=by, school_id=plan.school_id, event="plan.proposed", about=plan, cite=REVIEW, at=now)
    return row


@transaction.atomic
def decide(*, proposal: Proposal, by: Staff, decision: str, reason: str) -> Proposal:
    """Record what was decided of a proposal, and why. Once; whoever is later sees what stands."""
    plan = _locked(proposal.plan)
    require_plan(by, plan.school_id)
    row = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    row.plan = plan
    if row.decided_at is not None:
        return row
    require_nameless(plan.school, reason=reason)
    row.decided_at, row.decided_by, row.decision = clock.now(), by, decision
    row.put("reason", reason)
    row.save(update_fields=["decided_at", "decided_by", "decision", "reason"])
    journal(
        by=by, school_id=plan.school_id, event="plan.decided", about=plan, cite=REVIEW, at=row.decided_at,
        decision=decision,
    )  # fmt: skip
    return row


@transaction.atomic
def evaluate(*, plan: Plan, by: Staff, item: str, grade: int, words: str, token: str) -> Result:
    """Write down what the evaluation found of an item; the newest counts. Raises CountsCases, NamesAChild."""
    plan = _locked(plan)
    require_plan(by, plan.school_id)
    if (known := Result.objects.filter(plan=plan, token=token).first()) is not None:
        return known
    if edition(plan.school.edition).plan.item(item) is None:
        raise ValueError(f"no item {item}")
    if counts_cases(words):
        raise CountsCases
    require_nameless(plan.school, words=words)
    now = clock.now()
    row = Result(plan=plan, item=item, grade=grade, token=token, at=now, by=by)
    row.put("words", words)
    row.save(force_insert=True)
    journal(
        by=by, school_id=plan.school_id, event="plan.evaluated", about=plan, cite=EVALUATION, at=now, item=item,
        grade=grade,
    )  # fmt: skip
    return row


def results_of(plan: Plan) -> dict[str, Result]:
    """Return the newest result of each item."""
    rows = Result.objects.filter(plan=plan).select_related("by").order_by("at", "pk")
    found: dict[str, Result] = {}
    for row in rows:
        row.plan = plan
        found[row.item] = row
    return found


@transaction.atomic
def publish(*, plan: Plan, by: Staff, token: str) -> Publication:
    """Publish the evaluation as it stands, word for word: the principal does. Raises NotYet while an item is empty."""
    plan = _locked(plan)
    if by.school_id != plan.school_id or not by.can(Can.DECIDE):
        raise PermissionDenied
    if (known := Publication.objects.filter(plan=plan, token=token).first()) is not None:
        return known
    found = results_of(plan)
    items = edition(plan.school.edition).plan.evaluation
    if not EVALUATED.met([found.get(one.code) for one in items]):
        raise NotYet([EVALUATED])
    content: list[dict[str, Any]] = [
        {
            "code": one.code,
            "label": one.label_ja,
            "label_en": one.label_en,
            "grade": found[one.code].grade,
            "words": found[one.code].text("words"),
        }
        for one in items
    ]
    now = clock.now()
    row = Publication(plan=plan, token=token, at=now, by=by, content=json.dumps(content, ensure_ascii=False))
    row.save(force_insert=True)
    journal(by=by, school_id=plan.school_id, event="plan.published", about=plan, cite=EVALUATION, at=now)
    return row
