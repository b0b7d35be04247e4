"""Writes of attachments: keep files, note what is known of them, take an original out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import Can
from yorisoi.reports.acting import may_work_on
from yorisoi.reports.attachment_pieces import PIECE, put_bytes
from yorisoi.reports.copying import copy_soon
from yorisoi.reports.kinds import FileKind
from yorisoi.reports.models import Attachment, AttachmentNote, OriginalOpened, Report
from yorisoi.reports.quota import require_room
from yorisoi.schools.findable import findable
from yorisoi.schools.models import School, Staff

ABOUT = ("service", "account", "shown_at", "address", "taken_by")  # what a note may say, in this order


@dataclass(frozen=True)
class SentFile:
    """A file that came in and was looked at: of an allowed kind and size. sha256: in hex."""

    file: IO[bytes]
    name: str
    kind: FileKind
    size: int
    sha256: str


def sha256_of(file: IO[bytes]) -> str:
    """Return the hash of an open file, in hex, and stand at its beginning again."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def said_about(about: Mapping[str, Any]) -> dict[str, str]:
    """Return what was really said of `ABOUT`."""
    return {key: str(about[key]) for key in ABOUT if str(about.get(key) or "").strip()}


def store_files(
    *,
    by: Actor,
    files: Sequence[SentFile],
    about: Mapping[str, Any],
    report: Report | None = None,
    case: Any = None,
    entry: Any = None,
    line: Any = None,
    evidence: Any = None,
    lesson: Any = None,
    training: Any = None,
    at: datetime | None = None,
    notes: list[AttachmentNote] | None = None,
) -> list[Attachment]:
    """Keep files with a report, a case (and one line of it), a line of an incident, evidence, a lesson, a training.

    Whoever calls has asked for the right and holds a transaction with the report or case locked, or just made. The
    same bytes twice in one place are one attachment. What was said of a screen is said of the pictures, if there are
    any. When this returns and the transaction commits, the originals are kept; the copies come later and may fail
    without harm. notes: where what was said is put for a caller who makes it findable with more of a new key.
    """
    at = at or clock.now()
    place = {"report": report} if report is not None else {"case": case, "entry": entry}
    others = {"line": line, "evidence": evidence, "lesson": lesson, "training": training}
    for name, other in others.items():
        place = {name: other} if other is not None else place
    owner = line.incident if line is not None else evidence or lesson or training or report or case
    school: School = owner.school
    screens = {"picture"} if any(sent.kind.group == "picture" for sent in files) else {"pdf", "video"}
    rows: list[Attachment] = []
    for sent in files:
        row = Attachment.objects.filter(**place, sha256=sent.sha256).first()
        if row is None:
            row = _keep(Attachment(school=school, **place), sent, by, at)
            if sent.kind.group in screens and (said := said_about(about)):
                note = _note(row, said, by, at)
                if notes is not None:
                    notes.append(note)
                elif report is not None or case is not None:  # of the rest the search knows nothing
                    findable(note, "about", at=at)
        if row not in rows:
            rows.append(row)
    if rows:
        transaction.on_commit(partial(copy_soon))
    return rows


def _keep(row: Attachment, sent: SentFile, by: Actor, at: datetime) -> Attachment:
    row.kind, row.size, row.sha256, row.at = sent.kind.name, sent.size, sent.sha256, at
    row.by = by if isinstance(by, Staff) else None
    row.put("name", sent.name)
    row.save(force_insert=True)
    sent.file.seek(0)
    put_bytes(row, sent.file, sent.size)
    journal(
        by=by,
        school_id=row.school_id,
        event="attachment.stored",
        about=row,
        cite="response.record",
        at=at,
        sha256=row.sha256,
        kind=row.kind,
        size=row.size,
    )
    return row


def _note(row: Attachment, said: dict[str, str], by: Actor, at: datetime) -> AttachmentNote:
    note = AttachmentNote(attachment=row, at=at, by=by if isinstance(by, Staff) else None)
    note.put("about", said)
    note.save(force_insert=True)
    return note


@transaction.atomic
def attach_to_report(
    *, report: Report, by: Staff, files: Sequence[SentFile], about: Mapping[str, Any]
) -> list[Attachment]:
    """Add files to a report afterwards: whoever works on it, as with memos."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not may_work_on(report, by):
        raise PermissionError("not theirs to add to")
    require_room(report, files, outside=False)
    return store_files(by=by, files=files, about=about, report=report)


@transaction.atomic
def note_about(*, attachment: Attachment, by: Staff, about: Mapping[str, Any]) -> AttachmentNote | None:
    """Write down what is known of a screenshot. Whoever calls has asked for the right to write beside the file.

    Nothing is overwritten: a later note stands beside the earlier ones. The same words again are the same note.
    """
    said = said_about(about)
    if not said:
        return None
    searched = attachment.report is not None or attachment.case is not None
    if searched:  # first, as whoever writes a report or case does
        type(attachment.owner).objects.select_for_update(of=("self",)).get(pk=attachment.owner.pk)
    Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    latest = attachment.notes.filter(by=by).last()
    if latest is not None:
        latest.attachment = attachment
        if latest.data("about") == said:
            return latest
    now = clock.now()
    note = _note(attachment, said, by, now)
    if searched:
        findable(note, "about", at=now)
    journal(by=by, school_id=attachment.school_id, event="attachment.note", about=attachment, at=now)
    return note


@transaction.atomic
def open_original(*, attachment: Attachment, by: Staff, reason: str) -> OriginalOpened:
    """Write down that somebody takes the original out, and why. It carries what the copy does not: place, device."""
    if not by.can(Can.ORIGINALS):
        raise PermissionError("not theirs to take out")
    if not reason.strip():
        raise ValueError("a reason is wanted")
    now = clock.now()
    row = OriginalOpened(attachment=attachment, by=by, at=now)
    row.put("reason", reason)
    row.save(force_insert=True)
    journal(
        by=by,
        school_id=attachment.school_id,
        event="attachment.original_opened",
        about=attachment,
        at=now,
        sha256=attachment.sha256,
    )
    return row
