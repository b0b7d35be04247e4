"""The true numbers of the school as they may leave it: taken once, small ones hidden, also from one item to the next.

A survey's counts are taken once for all: two items with counts of the same round never differ by the child who was
entered late. A number that grows (how many children were interviewed) is told again only when it has grown by many.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.care.models_interviews import Interview
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.outreach.models import Figure
from yorisoi.policy.edition import edition
from yorisoi.policy.outreach_flow import SURVEY
from yorisoi.policy.plan_flow import CITE as PLAN
from yorisoi.policy.roles import Can
from yorisoi.policy.small import SMALL, may_follow
from yorisoi.prevention.models import Activity
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, School, Staff
from yorisoi.surveys.models import CLOSED, Round
from yorisoi.surveys.present_results import NOT_SHOWN, counted
from yorisoi.surveys.reading_models import ReadingItem
from yorisoi.surveys.results import newsletter


class TooFew(ValueError):
    """Nothing of it may leave the school: fewer than five people stand behind it."""


def _survey(one: Round) -> dict[str, Any]:
    found = newsletter(one)
    if found.sheets is None:
        raise TooFew
    rows = [(row, counted(row)) for row in found.rows if row.item.kind not in NOT_SHOWN]
    return {
        "people": found.sheets,
        "rows": [
            {"code": row.item.code, "label": said.label, "cells": [list(cell) for cell in said.cells]}
            for row, said in rows
        ],
    }


def rounds_to_tell(staff: Staff) -> list[Round]:
    """Return the closed rounds whose counts this person may take, the latest first."""
    if not staff.can(Can.SURVEY) or staff.school_id is None:
        return []
    rows = Round.objects.filter(school=staff.school_id, state=CLOSED, audience="child")
    return list(rows.order_by("-closes_at", "pk")[:6])


def all_read(school: School) -> bool:
    """Say whether the children's last round is closed for good, and all that there was to read in it has been read."""
    rounds = Round.objects.filter(school=school, audience="child", opened_at__isnull=False)
    last = rounds.order_by("-opened_at", "pk").first()
    if last is None or last.state != CLOSED:
        return False
    items = ReadingItem.objects.filter(round=last)
    return items.exists() and not items.filter(closed_at__isnull=True).exists()


@transaction.atomic
def take_survey(*, round_: Round, by: Staff) -> Figure:
    """Take the counts of a closed round, once for all: whoever takes them later gets the same.

    Raises PermissionDenied for whoever does not hold the survey, `TooFew`.
    """
    if by.school_id != round_.school_id or not by.can(Can.SURVEY) or round_.state != CLOSED:
        raise PermissionDenied
    school = _locked(round_.school_id)
    known = Figure.objects.filter(school=school, kind="survey", ref=str(round_.pk)).first()
    return known or _write(school, by, "survey", str(round_.pk), 1, round_.year, round_.title, _survey(round_), SURVEY)


def interviews_to_tell(staff: Staff) -> list[tuple[str, str]]:
    """Return the interview rounds of this year whose number this person may take: code and label."""
    if not staff.can(Can.READ_CARE) or not staff.can(Can.OUTREACH) or staff.school is None:
        return []
    return [(one.code, one.label) for one in edition(staff.school.edition).care.rounds]


@transaction.atomic
def take_interviews(*, school: School, code: str, by: Staff) -> Figure:
    """Take how many children were spoken with in a round of interviews.

    The number last told is told again as long as the new one is apart from it by so few that they could be recognised.
    Raises PermissionDenied, `TooFew`.
    """
    if by.school_id != school.pk or code not in dict(interviews_to_tell(by)):
        raise PermissionDenied
    school, year = _locked(school.pk), school_year(today())
    rows = Interview.objects.filter(school=school, year=year, round=code, dropped=False, sheet__isnull=False)
    count = rows.values("pupil").distinct().count()
    return follow_on(school, by, "interviews", f"{year}:{code}", count, label=_round_label(school, code))


def follow_on(school: School, by: Staff, kind: str, ref: str, count: int, *, label: str) -> Figure:
    """Tell a growing number, or the last one that was told of it. Inside a transaction, on a locked school."""
    told = list(Figure.objects.filter(school=school, kind=kind, ref=ref).order_by("serial"))
    shown = [one.told["rows"][0]["cells"][0][1] for one in told]
    # how many children there are is known to everybody: so nearly all of them tells who was not
    everybody = Enrolment.objects.filter(school_class__school=school, school_class__year=school_year(today())).count()
    if told and (shown[-1] == count or not may_follow([*shown, everybody], count)):
        return told[-1]
    if count < SMALL or not may_follow([everybody], count):
        raise TooFew
    content = {"people": None, "rows": [{"code": "all", "label": label, "cells": [["話をした子ども", count]]}]}
    return _write(school, by, kind, ref, len(told) + 1, school_year(today()), label, content, SURVEY)


def _round_label(school: School, code: str) -> str:
    rule = edition(school.edition).care.round(code)
    return rule.label if rule else code


@transaction.atomic
def take_plan(*, school: School, by: Staff) -> Figure:
    """Take which activities of this year's plan have been done up to today: titles, no people."""
    if by.school_id != school.pk or not by.can(Can.OUTREACH) or not by.can(Can.READ_PLAN):
        raise PermissionDenied
    school, year = _locked(school.pk), school_year(today())
    done = Activity.objects.filter(school=school, plan__year=year, state="done").order_by("done_on", "position", "pk")
    content = {"people": None, "rows": [], "done": [row.title for row in done if row.pillar != "staff"]}
    if not content["done"]:
        raise TooFew
    told = Figure.objects.filter(school=school, kind="plan", ref=str(year)).order_by("serial").last()
    if told is not None and told.told == content:
        return told
    label = f"{year}年度に行った取組"
    return _write(school, by, "plan", str(year), told.serial + 1 if told else 1, year, label, content, PLAN)


def _locked(school_id: int) -> School:
    return School.objects.select_for_update().get(pk=school_id)


def _write(
    school: School, by: Staff, kind: str, ref: str, serial: int, year: int, label: str, content: dict[str, Any],
    cite: str,
) -> Figure:  # fmt: skip
    row = Figure.objects.create(
        school=school, kind=kind, ref=ref, serial=serial, year=year, label=label[:120],
        content=json.dumps(content, ensure_ascii=False), at=clock.now(), by=by,
    )  # fmt: skip
    journal(by=by, school_id=school.pk, event="outreach.figure", about=row, cite=cite, at=row.at, kind=kind)
    return row
