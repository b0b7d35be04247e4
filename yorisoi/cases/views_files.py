"""Files: add them to a report or a case, look at the copy, write beside it, take the original out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.files import (
    attach_to_case,
    attachments_for,
    case_of_file,
    files_shown,
    home_of,
    may_note,
    write_note,
)
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import people_of
from yorisoi.cases.queries import report_readable_by
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.crypto import Unreadable
from yorisoi.policy.roles import Can
from yorisoi.reports.acting import may_work_on
from yorisoi.reports.attaching import attach_to_report, open_original
from yorisoi.reports.attachment_pieces import copy_bytes, original_bytes
from yorisoi.reports.files_form import ABOUT_LABELS, TEXTS, FilesForm
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Attachment, AttachmentCopy, OriginalOpened, Report
from yorisoi.reports.quota import NoRoom
from yorisoi.schools.fields import WordsField
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff

AT_ONCE = 4 * 1024 * 1024  # bytes of one answer to a player that asks for a part
OPEN_FOR = timedelta(minutes=10)
ALONE = "default-src 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$")


class ReasonForm(forms.Form):
    """Why an original is taken out."""

    reason = WordsField(
        label=gettext_lazy("原本を取り出す理由"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("理由を書いてください。")},
    )


class AboutForm(FilesForm):
    """What is known of a screenshot, afterwards."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, texts={**TEXTS, **ABOUT_LABELS})
        del self.fields["attached"]

    def clean(self) -> dict[str, Any]:
        """Ask for something."""
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("わかることを、どれか一つ書いてください。"))
        return data


def _known(request: StaffRequest, pk: UUID) -> Attachment:
    return get_object_or_404(attachments_for(request.staff), pk=pk)


@needs(Can.READ_CASE, Can.INTAKE, Can.BOARD)
@require_safe
def file(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One file: its copy, what is known of it, its hash. Each look is journalled."""
    return _page(request, _known(request, pk))


def _page(
    request: StaffRequest,
    row: Attachment,
    *,
    about: AboutForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    _looked(request, row)
    takes = request.staff.can(Can.ORIGINALS)
    openings = list(row.openings.select_related("by")) if takes else []
    for opening in openings:
        opening.attachment = row
    fresh = [each for each in openings if each.by_id == request.staff.pk and each.at > clock.now() - OPEN_FOR]
    context = {
        "file": files_shown(Attachment.objects.filter(pk=row.pk), _letters(row, request.staff))[0],
        "row": row,
        "home": home_of(row),
        "about": (about or AboutForm()) if may_note(row, request.staff) else None,
        "bound": about is not None,
        "takes": takes,
        "reason": reason or ReasonForm(),
        "openings": [(each, each.text("reason")) for each in openings],
        "ready": fresh[-1] if fresh else None,
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/file.html", context, status=status)


def _letters(row: Attachment, staff: Staff) -> Letters | None:
    """Return the letters of the children of the case, so that their names can be hidden."""
    case = case_of_file(row)
    return people_of(case, staff)[1] if case else None


def _looked(request: StaffRequest, row: Attachment) -> None:
    journal(by=request.staff, school_id=row.school_id, event="view.attachment", about=row)


@needs(Can.READ_CASE, Can.INTAKE, Can.BOARD)
@require_safe
@never_cache
def file_copy(request: StaffRequest, pk: UUID, page: int) -> HttpResponse:
    """A page of the copy (a whole video is one page): never the original. A player may ask for a part of it."""
    row = _known(request, pk)
    copy = row.copies.filter(outcome="made").first()
    if copy is None or not 1 <= page <= len(copy.sizes):
        raise Http404
    copy.attachment = row
    size = copy.sizes[page - 1]
    part = _part(request.headers.get("Range", ""), size)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part
    if first == 0:
        _looked(request, row)
    answer = _alone(_whole(copy_bytes(copy, page, first, last)), copy.mime, last - first + 1)
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = f'inline; filename="{_plain_name(copy, page)}"'
    if request.headers.get("Range"):
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _plain_name(copy: AttachmentCopy, page: int) -> str:
    suffix = {"image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/webm": "webm"}[copy.mime]
    return f"copy-{page}.{suffix}"


def _part(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send; None if there is no such part. What is no single range is ignored."""
    found = _RANGE.match(header.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size - 1
    if not found[1]:
        first = max(0, size - int(found[2]))
        last = size - 1
    else:
        first = int(found[1])
        last = min(int(found[2]) if found[2] else size - 1, size - 1)
    if first >= size or last < first:
        return None
    return first, min(last, first + AT_ONCE - 1)


def _whole(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Open the first piece before the answer begins, so that what cannot be opened is a 404 and no broken file."""
    try:
        head = next(pieces)
    except (Unreadable, StopIteration) as error:
        raise Http404 from error

    def chained() -> Iterator[bytes]:
        yield head
        yield from pieces

    return chained()


def _alone(pieces: Iterator[bytes], mime: str, size: int) -> Any:
    """Answer with bytes that a browser may show but never run, and keeps nowhere."""
    answer = StreamingHttpResponse(pieces, content_type=mime)
    answer["Content-Length"] = str(size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@needs(Can.READ_CASE, Can.INTAKE)
@require_POST
@answers("cases:file")
def file_note(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add what is known of a screenshot; what stood there before stays."""
    row = _known(request, pk)
    form = AboutForm(request.POST)
    if not may_note(row, request.staff):
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, row, about=form, status=422)
    write_note(attachment=row, by=request.staff, about=form.said)
    messages.success(request, _("書き足しました。"))
    return redirect("cases:file", pk=pk)


@needs(Can.ORIGINALS)
@require_POST
@answers("cases:file")
def file_take(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask for the original, with a reason: written down, then open to this person for ten minutes."""
    row = _known(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reason=form, status=422)
    open_original(attachment=row, by=request.staff, reason=form.cleaned_data["reason"])
    messages.success(request, _("理由を記録しました。10分のあいだ、原本を保存できます。"))
    return redirect("cases:file", pk=pk)


@needs(Can.ORIGINALS)
@require_safe
@never_cache
def file_original(request: StaffRequest, pk: UUID, opening: UUID) -> HttpResponse:
    """The original, byte by byte as it was sent, to save: for whoever has just said why."""
    row = _known(request, pk)
    mine = OriginalOpened.objects.filter(attachment=row, by=request.staff, at__gt=clock.now() - OPEN_FOR)
    get_object_or_404(mine, pk=opening)
    pieces = _whole(original_bytes(row))
    journal(
        by=request.staff,
        school_id=row.school_id,
        event="view.attachment_original",
        about=row,
        opening=str(opening),
        sha256=row.sha256,
    )
    answer = _alone(pieces, "application/octet-stream", row.size)
    answer["Content-Disposition"] = f'attachment; filename="original-{row.sha256[:12]}.{FILE_KINDS[row.kind].suffix}"'
    return answer


@needs(Can.READ_CASE, Can.INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers("cases:report")
def report_files(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add files to a report."""
    report: Report = get_object_or_404(report_readable_by(request.staff), pk=pk)
    if not may_work_on(report, request.staff):
        raise PermissionDenied
    form = FilesForm(request.POST, request.FILES, wanted=True) if request.method == "POST" else FilesForm()
    if request.method == "POST" and form.is_valid():
        try:
            attach_to_report(report=report, by=request.staff, files=form.sent, about=form.said)
        except NoRoom as full:
            form.say_full(full)
        else:
            messages.success(request, _("ファイルを加えました。"))
            return redirect("cases:report", pk=pk)
    context = {"report": report, "attach": form}
    return render(request, "cases/attach.html", context, status=422 if form.errors else 200)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers("cases:show")
def case_files(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Add files to a case."""
    case = known_case(request.staff, pk)
    form = FilesForm(request.POST, request.FILES, wanted=True) if request.method == "POST" else FilesForm()
    if request.method == "POST" and form.is_valid():
        attach_to_case(case=case, by=request.staff, files=form.sent, about=form.said)
        messages.success(request, _("ファイルを加えました。"))
        return redirect("cases:show", pk=pk)
    context = {"case": case, "attach": form}
    return render(request, "cases/attach.html", context, status=422 if form.errors else 200)
