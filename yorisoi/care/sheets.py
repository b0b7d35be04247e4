"""The sheet of an interview: both particular questions answered, the child's words apart, one of four ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from yorisoi.care.actions import Note, note_concern, said_of
from yorisoi.care.interviews import Origin, end, opened, plan_interview
from yorisoi.care.models_interviews import Interview, Sheet
from yorisoi.care.naming import keep_named
from yorisoi.care.owing import settle_for
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.bullying_words import speaks_of_bullying
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.interview import AGAIN, CITE, CONCERN, REPORT, SheetFacts, unmet
from yorisoi.reports.actions import Said, receive_report
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Talked:
    """What stands on the sheet. weighed: words that speak of bullying were read, and it still becomes no report."""

    bullying: str = ""
    school_going: str = ""
    child_words: str = ""
    adult_view: str = ""
    signs: Sequence[str] = field(default=())
    outcome: str = ""
    reason: str = ""
    next_on: date | None = None
    weighed: bool = False
    held_at: datetime | None = None


def facts_of(talked: Talked) -> SheetFacts:
    """Return what the policy asks of a sheet."""
    return SheetFacts(
        bullying=talked.bullying,
        school=talked.school_going,
        outcome=talked.outcome,
        reason=bool(talked.reason.strip()),
        next_on=talked.next_on,
        today=today(),
        found=bool(speaks_of_bullying(talked.child_words)),
        weighed=talked.weighed,
    )


@transaction.atomic
def hold_interview(*, interview: Interview, by: Staff, talked: Talked) -> Sheet:
    """Write the sheet and end the interview: a report (its same-day clock starts), a concern, another day, or nothing.

    Whoever of the staff the child names does not read it from then on. Raises `NotYet` with all that is missing,
    `Ended`, PermissionDenied.
    """
    row = opened(interview, by)
    if missing := unmet(facts_of(talked)):
        raise NotYet(missing)
    now = clock.now()
    sheet = Sheet(
        interview=row,
        held_at=min(talked.held_at or now, now),
        at=now,
        by=by,
        bullying=talked.bullying,
        school_going=talked.school_going,
        signs=[sign.code for sign in edition(row.school.edition).interview.signs if sign.code in talked.signs],
        outcome=talked.outcome,
    )
    sheet.put("child_words", talked.child_words)
    sheet.put("adult_view", talked.adult_view)
    sheet.put("reason", talked.reason)
    sheet.put("found", said_of(speaks_of_bullying(talked.child_words)))
    if talked.outcome == REPORT:
        sheet.report = _report(row, by, talked)
    elif talked.outcome == CONCERN:
        words = "\n".join(each for each in (talked.child_words, talked.adult_view) if each.strip())
        note = Note(f"interview:{row.pk}", words or str(_none()), [row.pupil_id], source="interview", offer=False)
        sheet.concern = note_concern(school=row.school, by=by, note=note)
    elif talked.outcome == AGAIN:
        origin = Origin("interview", str(row.pk), talked.reason)
        sheet.following = plan_interview(pupil=row.pupil, origin=origin, by=by, adult=row.adult)
        _owe_by(sheet.following, talked.next_on, by, now)
    sheet.save(force_insert=True)
    findable(sheet, "child_words", "adult_view", "reason", at=sheet.held_at)
    end(row, by=by, at=now)
    keep_named(row, spoken=talked.child_words, pupils=[row.pupil_id], by=by, at=now)
    settle_for(row, by=by, at=now)
    journal(
        by=by, school_id=row.school_id, event="interview.held", about=row, cite=CITE, at=now, outcome=talked.outcome
    )
    return sheet


def _none() -> str:
    return "面談で気がかりなことがあった（ことばの記録なし）。"


def _owe_by(row: Interview, day: date | None, by: Staff, at: datetime) -> None:
    from yorisoi.care.owing import owe_for
    from yorisoi.policy.care_duties import HOLD_INTERVIEW

    owe_for(row, HOLD_INTERVIEW, pupil=row.pupil, by=by, at=at, staff=row.adult, day=day)


def _report(row: Interview, by: Staff, talked: Talked) -> Report:
    """Hand in what the child said as a report that came from an interview; the adult's view follows, marked as such."""
    parts = [talked.child_words]
    if talked.adult_view.strip():
        parts.append(f"（聞いた大人の見たこと）\n{talked.adult_view}")
    words = "\n\n".join(part for part in parts if part.strip())
    said = Said(
        token=f"interview:{row.pk}",
        source="child" if talked.child_words.strip() else "staff",
        channel="interview",
        narrative=words or "面談で、いじめがあると話した。",
        answers={"from_whom": "child"},
        pupils=[row.pupil_id],
        received_from=row.pupil.name if talked.child_words.strip() else "",
    )
    return receive_report(school=row.school, by=by, said=said).report
