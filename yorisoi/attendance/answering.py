"""What people do about a warning: the answer, the taking up of the second ground, the confirming of a correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.attendance.hooks import FOLLOWS, Answered
from yorisoi.attendance.models import AbsenceWarning, WarningStep
from yorisoi.attendance.queries import counts_of, warnings_for
from yorisoi.attendance.recount import shut_out_around
from yorisoi.duties.actions import Setting, drop, owe
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.duties.queries import duties_of
from yorisoi.duties.single import drop_one, owe_one, settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.absence import ABSENCE_DUTIES, COME_BACK, GO_ON_SERIOUS, GO_ON_TOO, Count
from yorisoi.policy.roles import Can
from yorisoi.reports.actions import Said, receive_report
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff


class NotNow(Exception):
    """The warning is no longer where this could be done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done and learned, how the home was reached and what was said, and what comes next."""

    done: str
    learned: str
    contact: str
    home: str
    outcome: str
    next_on: date | None = None


def _locked(warning: AbsenceWarning, by: Staff) -> AbsenceWarning:
    AbsenceWarning.objects.select_for_update().get(pk=warning.pk)
    row: AbsenceWarning | None = warnings_for(by).filter(pk=warning.pk).first()
    if row is None:
        raise PermissionDenied
    return row


def _days(warning: AbsenceWarning) -> int:
    return counts_of(warning.school, [warning.pupil_id], warning.year)[warning.pupil_id].absent


@transaction.atomic
def answer_warning(*, warning: AbsenceWarning, by: Staff, answer: Answer, token: str) -> WarningStep:
    """Record what somebody did about a warning; what they owed for it is done. Twice the same token is one answer.

    outcome "report": a report is received from these words, and its same-day clock runs (R1); "interview", "concern":
    one is begun (`hooks`), kept from whoever is kept from what the warning came of. Raises PermissionDenied
    for whoever may not see the warning, NotNow when it has ended or is the second ground, which is not answered away.
    """
    row = _locked(warning, by)
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    if row.count == Count.SERIOUS or row.state in WarningStep.OVER:
        raise NotNow
    now = clock.now()
    report = _report(row, by, answer, token) if answer.outcome == "report" else None
    step = WarningStep(
        warning=row, kind="answered", outcome=answer.outcome, contact=answer.contact, next_on=answer.next_on,
        days=_days(row), report=report, token=token, by=by, at=now,
    )  # fmt: skip
    step.put("words", answer.done)
    step.put("learned", answer.learned)
    step.put("home", answer.home)
    step.save(force_insert=True)
    if (begin := FOLLOWS.get(answer.outcome)) is not None:
        out = shut_out_around(row.pupil_id) if row.case_id else frozenset()
        begin(Answered(row, step, by, _words(answer), answer.next_on, out))
    owed = Duty.objects.select_for_update().filter(OPEN, **about_fields(row))
    if not by.can(Can.OVERSEE):
        theirs = duties_of(by).filter(**about_fields(row))
        owed = owed.filter(pk__in=list(theirs.values_list("pk", flat=True)))
    for duty in owed.order_by("pk"):
        duty.hold(row)
        settle_one(duty, by=by, at=now)
    if answer.next_on is not None:
        owe_one(COME_BACK, about=row, by=by, at=now, staff=by, day=answer.next_on, pupil_id=row.pupil_id)
    journal(
        by=by, school_id=row.school_id, event="absence.answered", about=row, cite=row.cite, at=now,
        outcome=answer.outcome, report=str(report.pk) if report else "",
    )  # fmt: skip
    return step


def _words(answer: Answer) -> str:
    return "\n".join(part for part in (answer.done, answer.learned, answer.home) if part.strip())


def _report(row: AbsenceWarning, by: Staff, answer: Answer, token: str) -> Report:
    said = Said(
        token=f"absence:{row.pk}:{token}", source="staff", channel="attendance", narrative=_words(answer),
        pupils=[row.pupil_id], happened_on=row.on,
    )  # fmt: skip
    return receive_report(school=row.school, by=by, said=said).report


def may_take_up(by: Staff, warning: AbsenceWarning) -> bool:
    """Say whether this person may take the second ground up: 校長・教頭, or whoever owes it in their stead."""
    owes = duties_of(by).filter(**about_fields(warning))
    return warning.count == Count.SERIOUS and (by.can(Can.CONSIDER_SERIOUS) or owes.exists())


@transaction.atomic
def take_up(*, warning: AbsenceWarning, by: Staff, words: str, next_on: date, token: str) -> WarningStep:
    """Record that the second ground is being considered, why so, and until when it is looked at again.

    It does not end by this: what is owed goes on to that date. Only the flow of serious incidents takes it.
    """
    row = _locked(warning, by)
    if not may_take_up(by, row):
        raise PermissionDenied
    if (known := row.steps.filter(token=token).first()) is not None:
        return known
    if row.state in WarningStep.OVER:
        raise NotNow
    now = clock.now()
    step = WarningStep(warning=row, kind="taken_up", next_on=next_on, days=_days(row), token=token, by=by, at=now)
    step.put("words", words)
    step.save(force_insert=True)
    for duty in Duty.objects.select_for_update().filter(OPEN, **about_fields(row)):
        duty.hold(row)
        drop_one(duty, by=by, at=now, move="absence_taken_up")
    setting = Setting(
        dates={"next_date": next_on}, pupils={"child": [row.pupil_id]}, shut_out=shut_out_around(row.pupil_id)
    )
    owe([GO_ON_SERIOUS, GO_ON_TOO], about=row, by=by, at=now, setting=setting)
    journal(by=by, school_id=row.school_id, event="absence.taken_up", about=row, cite="serious.absence", at=now)
    return step


@transaction.atomic
def confirm_lowered(*, warning: AbsenceWarning, by: Staff, words: str) -> WarningStep:
    """End the second ground because a correction has shown that it was never reached. Only then, with a reason."""
    row = _locked(warning, by)
    if not may_take_up(by, row):
        raise PermissionDenied
    if row.state != "lowered":
        raise NotNow
    now = clock.now()
    step = WarningStep(warning=row, kind="ended", days=_days(row), by=by, at=now)
    step.put("words", words)
    step.save(force_insert=True)
    drop(ABSENCE_DUTIES, about=row, by=by, move="absence_corrected", at=now)
    journal(by=by, school_id=row.school_id, event="absence.ended", about=row, cite="serious.absence", at=now)
    return step
