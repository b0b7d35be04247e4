"""Files of reports and cases: who may see which, and what the pages show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.models import Case, CaseReport, Entry, SharedEntry
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for, lines_of_id, report_readable_by
from yorisoi.cases.reach import parts_in, parts_of
from yorisoi.cases.rights import require_writer
from yorisoi.journal.crypto import Unreadable
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.reports.acting import may_work_on
from yorisoi.reports.attaching import ABOUT, SentFile, note_about, store_files
from yorisoi.reports.copying import TRIES
from yorisoi.reports.files_form import ABOUT_LABELS
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Attachment, AttachmentCopy, AttachmentNote, Report
from yorisoi.schools.models import Staff

GROUPS: dict[str, Text] = {
    "picture": gettext_lazy("写真・画面の写真"),
    "pdf": gettext_lazy("PDF"),
    "video": gettext_lazy("動画"),
}
STATES: dict[str, Text] = {
    "waiting": gettext_lazy("確認用の写しを作っています。少したってから、開きなおしてください。"),
    "unreadable": gettext_lazy("中身が読めず、確認用の写しを作れませんでした。原本は保管しています。"),
    "too_much": gettext_lazy("大きすぎるため、確認用の写しを作れませんでした。原本は保管しています。"),
    "failed": gettext_lazy("確認用の写しを作れませんでした。原本は保管しています。"),
}


@dataclass(frozen=True)
class NoteShown:
    """What somebody said of a screenshot: by whom ("" = whoever sent the file), the lines."""

    row: AttachmentNote
    who: str
    lines: list[tuple[Text, Any]]


@dataclass(frozen=True)
class FileShown:
    """One file on a page. pages: numbers of the pages of its copy, none while or where there is none."""

    row: Attachment
    number: int
    group: str
    label: Text
    size: str
    name: str
    who: str
    state: Text
    copy: AttachmentCopy | None
    pages: list[int] = field(default_factory=list)
    notes: list[NoteShown] = field(default_factory=list)

    @property
    def moving(self) -> bool:
        """The copy is a video."""
        return self.copy is not None and self.copy.mime.startswith("video/")


@dataclass(frozen=True)
class Elsewhere:
    """Files of a later chapter: which a person may see, who may write beside one, the page that it stands on.

    mine: whether a file belongs there. home: address and words of its page.
    """

    readable: Callable[[Staff], Q]
    mine: Callable[[Attachment], bool]
    writes: Callable[[Attachment, Staff], bool]
    home: Callable[[Attachment], tuple[str, Text]]


ELSEWHERE: list[Elsewhere] = []  # later chapters put theirs here when they are ready


def attachments_for(staff: Staff) -> QuerySet[Attachment]:
    """Return the files that this person may see: those of what they may read, no others."""
    cases = cases_for(staff).order_by().values("pk")
    own = Q(school=staff.school) & (
        Q(report__in=report_readable_by(staff).values("pk"))
        | Q(case__in=cases)
        | Q(case__in=parts_in(cases))
        | Q(entry__in=SharedEntry.objects.filter(case__in=cases).values("entry"))
    )
    for more in ELSEWHERE:
        own |= more.readable(staff)
    return Attachment.objects.filter(own).select_related(
        "report__key", "case__key", "line__incident__key", "evidence__key", "lesson__key", "by"
    )


def elsewhere(attachment: Attachment) -> Elsewhere | None:
    """Return the later chapter that a file belongs to, or nothing."""
    return next((one for one in ELSEWHERE if one.mine(attachment)), None)


def home_of(attachment: Attachment) -> tuple[str, Text]:
    """Return address and words of the page on which a file stands."""
    if (more := elsewhere(attachment)) is not None:
        return more.home(attachment)
    if attachment.case is not None:
        said = _("事案 %(number)s") % {"number": attachment.case.label}
        return reverse("cases:show", args=[attachment.case.pk]) + "#files", said
    said = _("通報 %(number)s") % {"number": attachment.owner.label}
    return reverse("cases:report", args=[attachment.owner.pk]) + "#files", said


def case_of_file(attachment: Attachment) -> Case | None:
    """Return the case that a file belongs to: its own, or that of its report."""
    if attachment.case is not None or attachment.report_id is None:
        return attachment.case
    return Case.objects.filter(report_links__report=attachment.report_id).first()


def files_of_report(report: Report, letters: Letters | None = None) -> list[FileShown]:
    """Return the files of a report that somebody may read."""
    return _all(OF_REPORT.rows(report=report.pk), letters)


def in_case(case: Case) -> Q:
    """Return the condition on files of a case: its own, its reports', those of cases and lines that came into it."""
    return _in_case(case.pk, (case.pk, *parts_of(case)))


def _in_case(case: Any, cases: Iterable[Any]) -> Q:
    own = Q(report__in=CaseReport.objects.filter(case=case).values("report")) | Q(case__in=cases)
    return own | Q(entry__in=lines_of_id(case).values("pk"))


def files_of_case(case: Case, letters: Letters | None = None) -> list[FileShown]:
    """Return the files of a case and of its reports, for whoever may read the case."""
    return _all(OF_CASE.rows(case=case.pk, cases=(case.pk, *parts_of(case))), letters)


def _ready(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
    rows = rows.select_related("report__key", "case__key", "line__incident__key", "evidence__key", "lesson__key", "by")
    rows = rows.prefetch_related("copies", "notes__by")
    return rows.order_by("at", "id")


def _all(rows: Iterable[Attachment], letters: Letters | None) -> list[FileShown]:
    return [_shown(row, number, letters) for number, row in enumerate(rows, 1)]


OF_REPORT = Fixed(lambda report: _ready(Attachment.objects.filter(report=report)))
OF_CASE = Fixed(lambda case, cases: _ready(Attachment.objects.filter(_in_case(case, cases))))


def files_shown(rows: QuerySet[Attachment], letters: Letters | None = None) -> list[FileShown]:
    """Make files ready to be shown, in the order in which they came, in three queries."""
    return _all(_ready(rows), letters)


def _shown(row: Attachment, number: int, letters: Letters | None) -> FileShown:
    kind = FILE_KINDS[row.kind]
    tries = list(row.copies.all())
    made = next((copy for copy in tries if copy.outcome == "made"), None)
    if made is not None:
        made.attachment = row
    return FileShown(
        row=row,
        number=number,
        group=kind.group,
        label=GROUPS[kind.group],
        size=f"{row.size / 1048576:.1f} MB" if row.size >= 104858 else f"{max(1, row.size // 1024)} kB",
        name=_name(row),
        who=row.by.name if row.by else _("伝えた人"),
        state="" if made else _state(tries),
        copy=made,
        pages=list(range(1, len(made.sizes) + 1)) if made else [],
        notes=_notes(row, letters),
    )


def _name(row: Attachment) -> str:
    try:
        return row.text("name")
    except Unreadable:
        return ""


def _state(tries: Sequence[AttachmentCopy]) -> Text:
    for outcome in ("unreadable", "too_much"):
        if any(copy.outcome == outcome for copy in tries):
            return STATES[outcome]
    return STATES["failed" if len(tries) >= TRIES else "waiting"]


def _notes(row: Attachment, letters: Letters | None) -> list[NoteShown]:
    shown = []
    for note in row.notes.all():
        note.attachment = row
        try:
            said = note.data("about")
        except Unreadable:
            continue
        lines = [(ABOUT_LABELS[key], letters.veil(said[key]) if letters else said[key]) for key in ABOUT if key in said]
        shown.append(NoteShown(note, note.by.name if note.by else "", lines))
    return shown


def by_line(files: Iterable[FileShown]) -> dict[str, list[FileShown]]:
    """Return the files by the line of the record that they belong to (`line-<id>`)."""
    found: dict[str, list[FileShown]] = {}
    for one in files:
        if one.row.entry_id:
            found.setdefault(f"line-{one.row.entry_id}", []).append(one)
    return found


@transaction.atomic
def attach_to_case(
    *, case: Case, by: Staff, files: Sequence[SentFile], about: dict[str, str], entry: Entry | None = None
) -> list[Attachment]:
    """Add files to a case, or to one line of its record: whoever may write in it."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    require_writer(case, by)
    if entry is not None and not lines_of_id(case.pk).filter(pk=entry.pk).exists():
        raise PermissionError("a line of another case")
    return store_files(by=by, files=files, about=about, case=case, entry=entry)


@transaction.atomic
def record_with_files(
    *, write: Callable[[], Entry], case: Case, by: Staff, files: Sequence[SentFile], about: dict[str, str]
) -> Entry:
    """Write a line of the record (`write`) together with its files: both, or neither."""
    row = write()
    if files:
        attach_to_case(case=case, by=by, files=files, about=about, entry=row)
    return row


def may_note(attachment: Attachment, staff: Staff) -> bool:
    """Say whether this person, who may see the file, may write beside it."""
    if (more := elsewhere(attachment)) is not None:
        return more.writes(attachment, staff)
    if attachment.report is not None and may_work_on(attachment.report, staff):
        return True
    case = case_of_file(attachment)
    return case is not None and staff.can(Can.WRITE_CASE) and cases_for(staff).filter(pk=case.pk).exists()


def write_note(*, attachment: Attachment, by: Staff, about: dict[str, str]) -> AttachmentNote | None:
    """Add what is known of a screenshot. Raises PermissionError unless this person may write beside the file."""
    if not may_note(attachment, by):
        raise PermissionError("not theirs to write")
    return note_about(attachment=attachment, by=by, about=about)
