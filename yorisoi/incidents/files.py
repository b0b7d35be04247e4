"""Files of the lines of an incident: in the vault of the reports, read by whoever reads it; some go to 市教委."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.files import ELSEWHERE, Elsewhere, FileShown, files_shown
from yorisoi.incidents.models import Incident, IncidentCopy, IncidentCopyFile, IncidentLine
from yorisoi.incidents.queries import copies_for_board, incidents_for
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.reports.attaching import SentFile, store_files
from yorisoi.reports.models import Attachment
from yorisoi.schools.models import Staff

GO_ALONG = {"result_board": ("opinion",)}  # what is submitted → kinds of lines whose files go with it


def _readable(staff: Staff) -> Q:
    """Files of the lines of incidents that this person may read; of the board: what was submitted."""
    if staff.can(Can.BOARD):
        return Q(submitted__copy__in=copies_for_board(staff).order_by().values("pk"))
    if not staff.can(Can.READ_CASE):
        return Q(pk__in=[])
    return Q(line__incident__in=incidents_for(staff).order_by().values("pk"))


def _mine(attachment: Attachment) -> bool:
    return attachment.line_id is not None


def _writes(attachment: Attachment, staff: Staff) -> bool:
    return staff.can(Can.WRITE_CASE) and incidents_for(staff).filter(lines__attachments=attachment).exists()


def _home(attachment: Attachment) -> tuple[str, Text]:
    row = attachment.owner
    anchor = f"#line-{attachment.line_id}"
    return reverse("incidents:show", args=[row.pk]) + anchor, _("重大事態 %(number)s") % {"number": row.label}


def put_in_place() -> None:
    """Tell the pages of files of these; called when the app is ready."""
    more = Elsewhere(readable=_readable, mine=_mine, writes=_writes, home=_home)
    if not any(one.mine is _mine for one in ELSEWHERE):
        ELSEWHERE.append(more)


def keep_files(line: IncidentLine, files: Sequence[SentFile], about: dict[str, str], *, by: Staff) -> None:
    """Keep files with a line that was just written, inside its transaction."""
    if files:
        store_files(by=by, files=files, about=about, line=line)


def send_files(copy: IncidentCopy, line: IncidentLine) -> None:
    """Let the files of a submission go with it, and those of the lines that belong to it (所見書)."""
    along = Q(line=line)
    if kinds := GO_ALONG.get(line.kind):
        along |= Q(line__incident=copy.incident, line__kind__in=kinds, line__corrections__isnull=True)
    rows = Attachment.objects.filter(along).order_by("at", "id")
    IncidentCopyFile.objects.bulk_create(IncidentCopyFile(copy=copy, attachment=one) for one in rows)


def files_by_line(row: Incident) -> dict[str, list[FileShown]]:
    """Return the files of an incident by the anchor of their line, numbered in the order in which they came."""
    found: dict[str, list[FileShown]] = {}
    for one in files_shown(Attachment.objects.filter(line__incident=row)):
        found.setdefault(f"line-{one.row.line_id}", []).append(one)
    return found


def files_of_copies(copies: Iterable[IncidentCopy]) -> dict[object, list[FileShown]]:
    """Return the files that went with each of these copies, by the copy's id."""
    links = list(IncidentCopyFile.objects.filter(copy__in=copies).values_list("copy", "attachment"))
    shown = {one.row.pk: one for one in files_shown(Attachment.objects.filter(pk__in=[pk for _copy, pk in links]))}
    found: dict[object, list[FileShown]] = {}
    for copy, pk in links:
        found.setdefault(copy, []).append(shown[pk])
    return found
