"""Lifting the holds of an incident: one person asks, with what the family was told; another agrees, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from yorisoi.cases.models import Case
from yorisoi.duties.actions import tell
from yorisoi.duties.models import about_fields
from yorisoi.incidents.models import HoldRelease, HoldReleaseAnswer, Incident
from yorisoi.incidents.moving import locked
from yorisoi.incidents.queries import readable, shut_out_of_incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.holds import holds_of, lift_holds
from yorisoi.journal.models import Hold
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.roles import Can, Post
from yorisoi.policy.serious_holds import ANSWER_REASON, CITE, FIRST, SECOND_PERSON, HoldFacts, unmet
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import board_officers, holders
from yorisoi.surveys.models import Round


@dataclass(frozen=True)
class Asked:
    """Why the holds may go, what the family was told, when. token: the same again is the same."""

    reason: str
    told: str
    told_on: date | None
    token: str


def hold_facts(row: Incident, **more: Any) -> HoldFacts:
    """Read what the policy wants to know."""
    return HoldFacts(
        today=today(),
        closed_on=day_of(row.closed_at) if row.closed_at else None,
        years=edition(row.edition).retention.serious_years,
        held=sum(holds_of(row).values()),
        **more,
    )


def open_release(row: Incident) -> HoldRelease | None:
    """Return what was asked and has no answer yet."""
    found = row.releases.filter(answer__isnull=True).select_related("by").order_by("at", "id").last()
    if found is not None:
        found.incident = row
    return found


@transaction.atomic
def ask_release(*, incident: Incident, by: Staff, asked: Asked) -> HoldRelease:
    """Ask that the holds be lifted: 校長・教頭. Raises PermissionError, NotYet, NoSuchMove while another one waits."""
    row = locked(incident)
    if not by.can(Can.CONSIDER_SERIOUS) or by.can(Can.BOARD) or not readable(by, row):
        raise PermissionError("not theirs to ask")
    if (same := row.releases.filter(token=asked.token).first()) is not None:
        return same
    told, reason = bool(asked.told.strip()), bool(asked.reason.strip())
    if missing := unmet(hold_facts(row, reason=reason, told=told, told_on=asked.told_on)):
        raise NotYet(missing)
    if open_release(row) is not None or asked.told_on is None:
        raise NoSuchMove("asked already")
    now = clock.now()
    made = HoldRelease(incident=row, told_on=asked.told_on, by=by, at=now, token=asked.token)
    made.put("reason", asked.reason)
    made.put("told", asked.told)
    made.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="incident.release_asked", about=row, cite=CITE, at=now)
    out = shut_out_of_incident(row)
    managers = [one for post in (Post.PRINCIPAL, Post.VICE_PRINCIPAL) for one in holders(row.school, post)]
    people = [one for one in managers if one.pk not in out and one.pk != by.pk] + board_officers(row.school)
    tell(people, kind="incident_release", school=row.school, at=now, **about_fields(row))
    return made


def may_answer(release: HoldRelease, by: Staff) -> bool:
    """Say whether this person may be the second: of 市教委, or the other manager; never whoever asked."""
    allowed = by.can(Can.BOARD) or by.can(Can.CONSIDER_SERIOUS)
    return allowed and by.pk != release.by_id and readable(by, release.incident)


@transaction.atomic
def answer_release(*, release: HoldRelease, by: Staff, agreed: bool, reason: str) -> HoldReleaseAnswer:
    """Agree, and the holds are lifted; or not, and they stay. The second person's reason is kept either way.

    Raises PermissionError, NotYet without a reason, for whoever asked, or where it may not be lifted any more.
    """
    row = locked(release.incident)
    release = HoldRelease.objects.select_related("by").get(pk=release.pk)
    release.incident = row
    if (same := HoldReleaseAnswer.objects.filter(release=release).first()) is not None:
        return same
    if by.pk == release.by_id:
        raise NotYet([SECOND_PERSON])
    if not may_answer(release, by):
        raise PermissionError("not theirs to answer")
    missing = [] if reason.strip() else [ANSWER_REASON]
    missing += unmet(hold_facts(row), FIRST) if agreed else []
    if missing:
        raise NotYet(missing)
    now = clock.now()
    made = HoldReleaseAnswer(release=release, agreed=agreed, by=by, at=now)
    made.put("reason", reason)
    made.save(force_insert=True)
    said = "agreed" if agreed else "refused"
    journal(by=by, school_id=row.school_id, event=f"incident.release_{said}", about=row, cite=CITE, at=now)
    if agreed:
        lift_holds(row, school_id=row.school_id, by=by, at=now)
    return made


@dataclass(frozen=True)
class Held:
    """One thing that is held: what, since when."""

    kind: str
    row: Any
    at: Any


HELD: dict[str, tuple[str, Any]] = {
    Case._meta.label_lower: ("case", Case),
    Report._meta.label_lower: ("report", Report),
    Pupil._meta.label_lower: ("pupil", Pupil),
    Round._meta.label_lower: ("round", Round),
}


def held_by(row: Incident) -> list[Held]:
    """Return what is held because of this incident, by kind, the earliest first: a query for each kind."""
    holds = list(
        Hold.objects.filter(why_kind=row._meta.label_lower, why_id=str(row.pk), lifted_at__isnull=True).order_by(
            "at", "pk"
        )
    )
    found = []
    for label, (kind, model) in HELD.items():
        mine = [one for one in holds if one.about_kind == label]
        rows = {str(one.pk): one for one in model.objects.filter(pk__in=[one.about_id for one in mine])}
        found += [Held(kind, rows[one.about_id], one.at) for one in mine if one.about_id in rows]
    return found


@dataclass(frozen=True)
class Release:
    """What was asked and what was answered, opened."""

    row: HoldRelease
    reason: str
    told: str
    answer: HoldReleaseAnswer | None
    answer_reason: str


def releases_of(row: Incident) -> list[Release]:
    """Return what was asked and answered, the latest first."""
    found = []
    for one in row.releases.select_related("by", "answer__by").order_by("-at", "-id"):
        one.incident = row
        answer = getattr(one, "answer", None)
        if answer is not None:
            answer.release = one
        said = answer.text("reason") if answer else ""
        found.append(Release(one, one.text("reason"), one.text("told"), answer, said))
    return found
