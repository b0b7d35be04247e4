"""Writes of reports: receive, note, mark urgent, name, shut out, lift, read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from yorisoi.duties.actions import Setting, drop, owe, settle, tell
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.keys import data_key
from yorisoi.policy.flow import Move
from yorisoi.policy.needs import ReportFacts
from yorisoi.policy.report_flow import INTERIM_MEASURE, REPORT_FLOW, ReportState
from yorisoi.policy.roles import Post
from yorisoi.reports.acting import actor_for, board_people, intake_people, may_work_on, require_intake
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.reports.meant import Here, Meant, classes_for, who_is_meant
from yorisoi.reports.models import Exclusion, Memo, NamedPupil, Reading, Report, ReportStep
from yorisoi.reports.pointing_out import point_out
from yorisoi.reports.putting_right import name_again
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.receipts import code_hash, receipt_code
from yorisoi.reports.words_found import MEMO, find_in_report, find_words, marked_urgent
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.findable import findable
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.numbers import next_number

MOMENT = timedelta(minutes=2)


@dataclass(frozen=True)
class Said:
    """What somebody told, by whichever door. Empty fields were not said.

    token: random text put into the form when it was opened; the same token again is the same report.
    withhold: (post, class id or None) of adults whom the reporter does not want to know.
    """

    token: str
    source: str
    channel: str
    narrative: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    forms: Sequence[str] = ()
    reporter: dict[str, str] = field(default_factory=dict)
    anonymous: bool = False
    pupils: Sequence[int] = ()
    staff_named: Sequence[int] = ()
    withhold: Sequence[tuple[str, int | None]] = ()
    still_going: str = ""
    happened_on: date | None = None
    received_at: datetime | None = None
    received_from: str = ""
    class_id: int | None = None
    files: Sequence[SentFile] = ()
    about: dict[str, str] = field(default_factory=dict)  # what was said of the screenshots among them


@dataclass(frozen=True)
class Received:
    """What the reporter gets: the report with its number, six words to come back with, and whether it was a resend."""

    report: Report
    words: list[str]
    again: bool


def _token_hash(school: School, token: str) -> bytes:
    return hashlib.sha256(f"{school.pk}:{token}".encode()).digest()


def receive_report(*, school: School, by: Actor, said: Said, here: Here | None = None) -> Received:
    """Take a report in. The only thing that can stop it is a broken disk (§第2-3(2)② ア; R1, R2, E3).

    One transaction: number, key, sealed words, who is shut out, duties of the intake officer and the managers,
    journal, notices. A second press with the same token returns the same report and the same words.
    here: who works at the school, where it has been read for this report already.
    """
    words = receipt_code(f"{school.pk}:{said.token}")
    if (known := Report.objects.filter(token_hash=_token_hash(school, said.token)).first()) is not None:
        return Received(known, words, again=True)
    here = here or Here(school)
    meant = _meant(school, by, said, here)
    report = _sealed(school, by, said, words)
    try:
        with transaction.atomic():
            _receive(report, by, said, meant, here.people)
    except IntegrityError:
        known = Report.objects.filter(token_hash=_token_hash(school, said.token)).first()
        if known is None:
            raise
        return Received(known, words, again=True)
    return Received(report, words, again=False)


def _sealed(school: School, by: Actor, said: Said, words: list[str]) -> Report:
    """Return the report under its key, without its number, before the transaction that writes both."""
    now = clock.now()
    report = Report(
        key=data_key(school.pk),
        school=school,
        year=school_year(day_of(now)),
        source=said.source,
        channel=said.channel,
        received_at=said.received_at or now,
        recorded_at=now,
        received_by=by if isinstance(by, Staff) else None,
        anonymous=said.anonymous,
        forms=list(said.forms),
        still_going=said.still_going,
        happened_on=said.happened_on,
        school_class=SchoolClass.objects.filter(school=school, pk=said.class_id).first() if said.class_id else None,
        token_hash=_token_hash(school, said.token),
        code_hash=code_hash(words),
        state=REPORT_FLOW.start,
    )
    report.put("narrative", said.narrative)
    report.put("answers", dict(said.answers))
    report.put("reporter", {k: v for k, v in said.reporter.items() if v})
    report.put("received_from", said.received_from)
    return report


def _receive(report: Report, by: Actor, said: Said, meant: list[Meant], people: list[Staff]) -> None:
    """Write the report and all that hangs on it. The number comes late: nobody waits for its row longer than needed."""
    school, now = report.school, report.recorded_at
    report.key.save(force_insert=True)
    if said.pupils:
        named = dict.fromkeys(school.pupils.filter(pk__in=said.pupils).values_list("pk", flat=True))
        NamedPupil.objects.bulk_create(
            [NamedPupil(report=report, pupil_id=pupil, by=report.received_by, at=now) for pupil in named]
        )
    _shut_out(report, meant, now)
    findable(report, "narrative", at=report.received_at)
    store_files(by=by, files=said.files, about=said.about, report=report, at=now)
    codes = {"source": said.source, "channel": said.channel}
    cite = "response.nothing_dropped"
    journal(by=by, school_id=school.pk, event="report.received", about=report, cite=cite, at=now, **codes)
    out = frozenset(person.staff.pk for person in meant)
    setting = Setting(shut_out=out, people=people, fresh=True)
    owe(REPORT_FLOW.at_start, about=report, by=by, at=now, setting=setting)
    report.year, report.number = next_number(school, "report", report.year)
    report.save(force_insert=True)
    find_in_report(report, by=by, at=now)
    told = intake_people(report, people, out)
    tell([*told, *(board_people(report) if out else ())], kind="report_received", school=school, at=now, report=report)


def _meant(school: School, by: Actor, said: Said, here: Here) -> list[Meant]:
    """Find whom the report means, before the transaction: reading is no reason to hold the database."""
    told = [*said.answers.values(), *said.about.values(), *(sent.name for sent in said.files)]
    spoken = "\n".join([said.narrative, *(str(value) for value in told)])
    return who_is_meant(
        school,
        spoken=spoken,
        named=said.staff_named,
        withhold=said.withhold,
        classes=classes_for(school, said.class_id, said.pupils, here),
        reporter_id=by.pk if isinstance(by, Staff) else None,
        here=here,
    )


def _shut_out(report: Report, meant: list[Meant], now: datetime) -> None:
    rows = [
        Exclusion(report=report, staff=person.staff, why=person.why, since=now, by=report.received_by)
        for person in meant
    ]
    for row, person in zip(rows, meant, strict=True):
        row.put("phrase", person.phrase)
    Exclusion.objects.bulk_create(rows)


def _step(report: Report, arrow: Move, *, by: Staff, actor: str, at: datetime, reason: str = "") -> ReportStep:
    step = ReportStep(
        report=report, move=arrow.name, source=report.state, target=arrow.lands(report.state), at=at, by=by,
        actor=actor, cite=arrow.cite,
    )  # fmt: skip
    step.put("reason", reason)
    step.save(force_insert=True)
    findable(step, "reason", at=at)
    report.state = step.target
    return step


def _same_memo(report: Report, by: Staff, kind: str, words: str, now: datetime) -> Memo | None:
    """Return what this person wrote a moment ago in the same words: a button pressed twice is one memo."""
    recent = Memo.objects.select_related("report__key").filter(report=report, by=by, kind=kind, at__gte=now - MOMENT)
    return next((memo for memo in recent if memo.text("words") == words), None)


@transaction.atomic
def leave_memo(*, report: Report, by: Staff, words: str) -> Memo:
    """Leave the intake officer's memo (イ, R2). The first one takes the report from received to noted."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    require_intake(report, by)
    out = shut_out_of(report)
    now = clock.now()
    arrow = REPORT_FLOW.move("note")
    actor = actor_for(arrow, by, out)
    arrow.ask(ReportFacts(memo_left=bool(words.strip())))
    if (same := _same_memo(report, by, "memo", words, now)) is not None:
        return same
    memo = Memo(report=report, by=by, at=now)
    memo.put("words", words)
    memo.save(force_insert=True)
    findable(memo, "words", at=now)
    journal(by=by, school_id=report.school_id, event="report.memo", about=report, cite=arrow.cite, at=now)
    if report.state == ReportState.RECEIVED:
        _step(report, arrow, by=by, actor=actor, at=now)
        report.save(update_fields=["state"])
    settle("memo", about=report, by=by, at=now)
    find_words(report=report, by=by, text=words, place=MEMO, ref=str(memo.pk), at=now)
    point_out(report=report, by=by, text=words, place="memo", at=now)
    read_report(report=report, by=by)
    return memo


@transaction.atomic
def mark_urgent(*, report: Report, by: Staff, reason: str) -> ReportStep:
    """Mark a report urgent: interim measures are owed within the hour, the managers are told at once (R3).

    Where somebody was first, what this person wrote is added to it, and nobody is told twice.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    out = shut_out_of(report)
    now = clock.now()
    arrow = REPORT_FLOW.find(report.state, "mark_urgent")
    actor = actor_for(arrow, by, out)
    arrow.ask(ReportFacts(urgent_reason=bool(reason.strip())))
    before = report.steps.filter(move="mark_urgent").order_by("at", "pk").last() if report.urgent_at else None
    if before is not None and (before.by_id, before.text("reason")) == (by.pk, reason) and before.at >= now - MOMENT:
        return before  # the button pressed twice
    step = _step(report, arrow, by=by, actor=actor, at=now, reason=reason)
    journal(by=by, school_id=report.school_id, event="report.urgent", about=report, cite=arrow.cite, at=now)
    if before is not None:
        return step
    report.urgent_at = now
    report.save(update_fields=["urgent_at"])
    owe([INTERIM_MEASURE], about=report, by=by, at=now, setting=Setting(shut_out=out))
    marked_urgent(report, by=by, at=now)
    tell(intake_people(report), kind="report_urgent", school=report.school, at=now, report=report)
    return step


@transaction.atomic
def record_interim(*, report: Report, by: Staff, words: str) -> Memo:
    """Record the interim measure that was taken (当面の対応)."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not may_work_on(report, by):
        raise PermissionError("not theirs to write")
    now = clock.now()
    if (same := _same_memo(report, by, "interim", words, now)) is not None:
        return same
    memo = Memo(report=report, by=by, at=now, kind="interim")
    memo.put("words", words)
    memo.save(force_insert=True)
    findable(memo, "words", at=now)
    settle("interim", about=report, by=by, at=now)
    point_out(report=report, by=by, text=words, place="memo", at=now)
    journal(by=by, school_id=report.school_id, event="report.interim", about=report, cite="response.urgent", at=now)
    return memo


def read_report(*, report: Report, by: Staff) -> None:
    """Note that somebody read the report; a manager's reading settles the managers' duty. Every view is journalled."""
    with transaction.atomic():
        now = clock.now()
        Reading.objects.get_or_create(report=report, staff=by, defaults={"at": now})
        if by.posts & {Post.PRINCIPAL, Post.VICE_PRINCIPAL}:
            settle("read", about=report, by=by, at=now)
        journal(by=by, school_id=report.school_id, event="view.report", about=report, at=now)


@transaction.atomic
def name_pupil(*, report: Report, by: Staff, pupil_id: int, role: str = "") -> None:
    """Add a child who is meant by the report, or let a name stand again that was withdrawn."""
    if not may_work_on(report, by):
        raise PermissionError("not theirs to name")
    pupil, now = report.school.pupils.get(pk=pupil_id), clock.now()
    row, made = NamedPupil.objects.get_or_create(report=report, pupil=pupil, role=role, defaults={"by": by, "at": now})
    if not made:
        name_again(row, by=by, at=now)
    journal(by=by, school_id=report.school_id, event="report.pupil_named", about=report, pupil=pupil_id)


def end_duties(report: Report, arrow: Move, *, by: Staff, at: datetime) -> None:
    """Settle what a decision on the report discharges."""
    settle("decided", about=report, by=by, at=at)
    drop(arrow.settles, about=report, by=by, move=arrow.name, at=at)
