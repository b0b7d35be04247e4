"""Making a document: read as the person may read, number it, keep what it says, write it in the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import override

from yorisoi.cases.hearings import current_rows
from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.documents import case_papers, fonts
from yorisoi.documents.blocks import Paper, Stamp, canonical, fingerprint, paper_of
from yorisoi.documents.engine import pdf
from yorisoi.documents.gather import Gathered, gather, say_moment
from yorisoi.documents.kinds import KINDS, DocumentKind
from yorisoi.documents.letter_paper import letter
from yorisoi.documents.minutes_paper import minutes
from yorisoi.documents.models import Made
from yorisoi.documents.queries import made_of_case
from yorisoi.documents.record_paper import record_sheet
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import next_number, uuids, whole

DOUBLE = timedelta(minutes=1)  # a second press within it is the same press, whatever the first has changed


class NoSuchDocument(LookupError):
    """There is no such document, format, child or hearing here."""


class NotFixed(Exception):
    """The minutes are not fixed: there is nothing to print yet."""


def _allowed(kind: str, form: str, about: str, by: Staff) -> DocumentKind:
    found = KINDS.get(kind)
    if found is None or found.about != about or form not in found.formats:
        raise NoSuchDocument
    if not by.can(found.right):
        raise PermissionError("not theirs to make")
    return found


@transaction.atomic
def make_of_case(*, case: Case, by: Staff, kind: str, form: str, ref: str = "", token: str = "") -> Made:
    """Make a document of a case: whoever may read the case may print it. ref: which child or hearing.

    The same token at once, or with the same content, is the same document: a double press makes one.
    Raises Case.DoesNotExist, PermissionError, NoSuchDocument, NoFont.
    """
    case = cases_for(by).get(pk=case.pk)
    _allowed(kind, form, "case", by)
    with override("ja"):  # a document of a Japanese school, whatever language the screen has
        paper = paper_of_case(gather(case, by), kind, ref)
    return keep(paper, kind, form, by, token, key_of=case, case=case)


@transaction.atomic
def make_minutes(*, meeting: Meeting, by: Staff, form: str = "pdf", token: str = "") -> Made:
    """Make the minutes of a fixed meeting as this person may read them. Raises NotFixed and as `make_of_case`."""
    meeting = meetings_for(by).get(pk=meeting.pk)
    _allowed("minutes", form, "meeting", by)
    if meeting.finalised_at is None:
        raise NotFixed
    with override("ja"):
        paper = minutes(meeting, by)
    return keep(paper, "minutes", form, by, token, key_of=meeting, meeting=meeting)


def paper_of_case(told: Gathered, kind: str, ref: str = "") -> Paper:
    """Return the document of a case, not made yet. Raises NoSuchDocument."""
    if kind.startswith("record_"):
        return record_sheet(told, kind.removeprefix("record_"), _sheet_before(told.case))
    if kind == "letter":
        number = whole(ref)
        pupil = next((row.pupil for row in told.now_in if row.pupil_id == number), None)
        if pupil is None:
            raise NoSuchDocument
        return letter(told, pupil)
    if kind == "hearing":
        return _hearing(told, ref)
    simple: dict[str, Callable[[Gathered], Paper]] = {
        "chronology": case_papers.chronology,
        "status": case_papers.status,
    }
    if kind not in simple:
        raise NoSuchDocument
    return simple[kind](told)


def _hearing(told: Gathered, ref: str) -> Paper:
    if ref in case_papers.SIDE_LABELS:
        return case_papers.hearing_blank(told, ref)
    known = uuids([ref])
    for entry in told.of_kind("hearing"):
        if entry.pk in known:
            return case_papers.hearing_done(told, entry)
    for row in current_rows(told.case):
        if row.pk in known:
            return case_papers.hearing_blank(told, row.side, row)
    raise NoSuchDocument


def _sheet_before(case: Case) -> str:
    last = made_of_case(case).filter(kind__startswith="record_").first()
    return f"{KINDS[last.kind].label} {last.label}（{say_moment(last.at)}）" if last else ""


def keep(
    paper: Paper,
    kind: str,
    form: str,
    by: Staff,
    token: str,
    *,
    key_of: Any,
    **about: Any,
) -> Made:
    """Number a document, keep what it says, and write it in the journal. Inside the transaction of who calls.

    key_of: the case, meeting, extract or incident under whose key it lies.
    """
    fonts.files()  # without a font nothing could be printed: say so before anything is written
    content = paper.content()
    mark = fingerprint(content)
    if token and (known := Made.objects.filter(by=by, token=token).first()) is not None:
        same = known.fingerprint == mark or clock.now() - known.at < DOUBLE
        if same and (known.kind, known.format) == (kind, form):
            return known
        token = ""  # pressed again on an old page, and there is more on record now
    year, number = next_number(key_of.school, "document")
    row = Made(
        key=key_of.key, school=key_of.school, year=year, number=number, kind=kind, format=form, by=by,
        posts=by.actor_post, at=clock.now(), fingerprint=mark, token=token, **about,
    )  # fmt: skip
    row.put("content", canonical(content))
    row.save(force_insert=True)
    journal(
        by=by, school_id=row.school_id, event="document.made", about=key_of, cite="response.record", at=row.at,
        document=str(row.pk), number=row.label, kind=kind, format=form, sha256=mark,
    )  # fmt: skip
    return row


def stamp_of(made: Made) -> Stamp:
    """Return what stands at the foot of this document."""
    return Stamp(made.label, made.at, made.by.name, made.fingerprint)


def file_of(made: Made) -> bytes:
    """Return the file of a document that was made: from what is kept, the same every time. Raises NoFont."""
    paper, stamp = paper_of(made.data("content")), stamp_of(made)
    if made.format == "pdf":
        return pdf(paper, stamp)
    if made.format == "xlsx":  # loaded when asked for: what writes these takes long to load
        from yorisoi.documents.workbook import xlsx

        return xlsx(paper, stamp)
    from yorisoi.documents.word import docx

    return docx(paper, stamp)


__all__ = ["NoSuchDocument", "NotFixed", "file_of", "make_minutes", "make_of_case", "paper_of_case", "stamp_of"]
