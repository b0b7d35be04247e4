"""Takes a report in: one transaction, on disk before it is acknowledged, once however often it is sent (R1, R2, E3).

All that can be read or worked out is so before the transaction; what belongs together is written in one statement for
each table (`journal.written`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from yorisoi.duties.actions import Setting, owe, tell
from yorisoi.duties.away import substitutes_today
from yorisoi.journal import clock
from yorisoi.journal.actions import line
from yorisoi.journal.actors import Actor
from yorisoi.journal.findable import first_bundle
from yorisoi.journal.fixed import Fixed
from yorisoi.journal.keys import data_key
from yorisoi.journal.turns import one_writer
from yorisoi.journal.written import Rows
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.reports.acting import board_people, intake_people
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.reports.findable_words import text_of_report, texts_of_notes
from yorisoi.reports.meant import Here, Meant, classes_for, who_is_meant
from yorisoi.reports.models import AttachmentNote, Exclusion, NamedPupil, Report
from yorisoi.reports.receipts import code_hash, receipt_code
from yorisoi.reports.words_found import hear, keep_found, look_at_report
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.numbers import is_taken, next_number

KNOWN = Fixed(lambda token: Report.objects.filter(token_hash=token)[:1])


@dataclass(frozen=True)
class Said:
    """What somebody told, by whichever door. Empty fields were not said.

    token: random text put into the form when it was opened; the same token again is the same report.
    withhold: (post, class id or None) of adults whom the reporter does not want to know.
    beside: what the system says of it, in words of a form; kept with the answers, and nobody is named by it.
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
    beside: dict[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """All that is kept as answers, and looked through for words that cannot wait."""
        return {**self.answers, **self.beside}


@dataclass(frozen=True)
class Received:
    """What the reporter gets: the report with its number, six words to come back with, and whether it was a resend.

    files: how many came with it and are kept.
    """

    report: Report
    words: list[str]
    again: bool
    files: int = 0


def _token_hash(school: School, token: str) -> bytes:
    return hashlib.sha256(f"{school.pk}:{token}".encode()).digest()


def receive_report(*, school: School, by: Actor, said: Said, here: Here | None = None) -> Received:
    """Take a report in. The only thing that can stop it is a broken disk (§第2-3(2)② ア; R1, R2, E3).

    One transaction: number, key, sealed words, who is shut out, duties of the intake officer and the managers,
    journal, notices. A second press with the same token returns the same report and the same words.
    here: who works at the school, where it has been read for this report already.
    """
    words = receipt_code(f"{school.pk}:{said.token}")
    token = _token_hash(school, said.token)
    if (known := KNOWN.first(token=token)) is not None:
        return Received(known, words, again=True, files=known.attachments.count())
    here = here or Here(school)
    coming = Coming(by, said, here, _sealed(school, by, said, words), _meant(school, by, said, here))
    for asked in (False, True):
        rows = coming.gather()
        try:
            with one_writer(), transaction.atomic():
                coming.write(*rows, number_asked=asked)
            break
        except IntegrityError:
            if (known := KNOWN.first(token=token)) is not None:  # the second press was quicker
                return Received(known, words, again=True, files=known.attachments.count())
            if asked or not is_taken(school, "report", coming.report.year, coming.report.number):
                raise
    return Received(coming.report, words, again=False, files=coming.files)


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
    report.put("answers", said.kept)
    report.put("reporter", {k: v for k, v in said.reporter.items() if v})
    report.put("received_from", said.received_from)
    return report


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


class Coming:
    """A report that comes in, with all that is read and worked out for it before the transaction.

    told: the intake officer and the managers, and 市教委 where no manager may see it.
    """

    def __init__(self, by: Actor, said: Said, here: Here, report: Report, meant: Sequence[Meant]) -> None:
        self.by, self.said, self.here, self.report, self.meant = by, said, here, report, meant
        self.out = frozenset(person.staff.pk for person in meant)
        self.words = look_at_report(said.narrative, said.kept, still_going=said.still_going)
        self.stand_in = substitutes_today(here.school)
        self.people = here.people
        self.files = 0
        self.pupils = self._pupils()
        self.told = [
            *intake_people(report, self.people, self.out),
            *(board_people(report, self.people, self.out) if self.out else ()),
        ]

    def _pupils(self) -> list[int]:
        """Return the children of this school who were named, each once."""
        if not self.said.pupils:
            return []
        return list(dict.fromkeys(self.here.school.pupils.filter(pk__in=self.said.pupils).values_list("pk", flat=True)))

    def gather(self) -> tuple[Rows, Rows]:
        """Return what is to be written: all that can be without the report's number, then the rest. Nothing is yet."""
        report, by, now = self.report, self.by, self.report.recorded_at
        first, then = Rows(), Rows()
        first.add([report.key])
        first.add(NamedPupil(report=report, pupil_id=pupil, by=report.received_by, at=now) for pupil in self.pupils)
        first.add(self._shut_out())
        if not self.said.files:  # else with what is said of them
            first.add(first_bundle(report.key, [text_of_report(report)]))
        received = line(
            by=by, school_id=report.school_id, event="report.received", about=report, cite="response.nothing_dropped",
            at=now, source=self.said.source, channel=self.said.channel,
        )  # fmt: skip
        first.add([received])
        setting = Setting(
            shut_out=self.out, people=self.people, fresh=True, rows=first, stand_in=self.stand_in,
            is_school_day=self.here.is_school_day,
        )  # fmt: skip
        owe(REPORT_FLOW.at_start, about=report, by=by, at=now, setting=setting)
        found = keep_found(report, self.words, by=by, at=now, setting=setting)
        then.add([report, *found])
        for kind in ("report_words", "report_received") if any(row.grave for row in found) else ("report_received",):
            tell(self.told, kind=kind, school=report.school, at=now, rows=then, stand_in=self.stand_in, report=report)
        return first, then

    def write(self, first: Rows, then: Rows, *, number_asked: bool) -> None:
        """Write it all, in one transaction. The number comes late: nobody waits for its row longer than needed.

        number_asked: ask whether the number is taken before it is given. Else the database refuses one that is.
        """
        report, said, now = self.report, self.said, self.report.recorded_at
        if said.files:
            notes: list[AttachmentNote] = []
            kept = store_files(by=self.by, files=said.files, about=said.about, report=report, at=now, notes=notes)
            self.files = len(kept)
            first.add(first_bundle(report.key, [text_of_report(report), *texts_of_notes(notes)]))
        first.write()
        report.year, report.number = next_number(report.school, "report", report.year, asked=number_asked)
        then.write()
        hear(report, said.narrative, said.kept, by=self.by, at=now)

    def _shut_out(self) -> list[Exclusion]:
        since, by = self.report.recorded_at, self.report.received_by
        rows = [
            Exclusion(report=self.report, staff=person.staff, why=person.why, since=since, by=by)
            for person in self.meant
        ]
        for row, person in zip(rows, self.meant, strict=True):
            row.put("phrase", person.phrase)
        return rows
