"""Documents of a case and of a meeting: what can be made, what was made, making one, fetching the file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.guards import known_case
from yorisoi.cases.models import Case
from yorisoi.documents.actions import NoSuchDocument, NotFixed, file_of, make_minutes, make_of_case
from yorisoi.documents.blocks import fingerprint
from yorisoi.documents.fonts import NoFont
from yorisoi.documents.kinds import MIME
from yorisoi.documents.minutes_paper import minutes
from yorisoi.documents.models import Made
from yorisoi.documents.offers import offers_of
from yorisoi.documents.queries import documents_for, holds_posts, made_of_case, made_of_meeting
from yorisoi.documents.shown import shown
from yorisoi.journal.actions import journal
from yorisoi.meetings.queries import meetings_for, sees_all
from yorisoi.policy.roles import Can
from yorisoi.schools.fields import mark
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_safe
def of_case(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What can be made of a case, and what was made of it: what, by whom, when, its fingerprint."""
    return _page(request, known_case(request.staff, pk))


def _page(request: StaffRequest, case: Case, status: int = 200) -> HttpResponse:
    journal(by=request.staff, school_id=request.school.pk, event="view.documents", about=case)
    rows = [shown(row, request.staff) for row in made_of_case(case)]
    context = {"case": case, "offers": offers_of(case, request.staff), "made": rows}
    return render(request, "documents/of_case.html", context, status=status)


@needs(Can.READ_CASE)
@require_POST
def make(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make a document of a case and fetch it."""
    case = known_case(request.staff, pk)
    said = {name: mark(request.POST.get(name), 64) for name in ("kind", "form", "ref", "token")}
    try:
        row = make_of_case(case=case, by=request.staff, **said)
    except PermissionError as refused:
        raise PermissionDenied from refused
    except NoSuchDocument:
        messages.error(request, _("その書類は作れません。もう一度選んでください。"))
        return _page(request, case, status=422)
    except NoFont as missing:
        messages.error(request, str(missing))
        return _page(request, case, status=503)
    return redirect("documents:file", pk=row.pk)


@needs(Can.MEET)
@require_POST
def make_of_minutes(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make the minutes of a fixed meeting and fetch them."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    token = mark(request.POST.get("token"), 64)
    try:
        row = make_minutes(meeting=meeting, by=request.staff, token=token)
    except PermissionError as refused:
        raise PermissionDenied from refused
    except NotFixed:
        messages.info(request, _("まだ確定していません。確定すると、議事録を書類にできます。"))
        return redirect("cases:room", pk=pk)
    except NoFont as missing:
        messages.error(request, str(missing))
        return redirect("meetings:minutes", pk=pk)
    return redirect("documents:file", pk=row.pk)


@needs(Can.MEET)
@require_safe
def of_meeting(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What was made of the minutes of a meeting."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    journal(by=request.staff, school_id=request.school.pk, event="view.documents", about=meeting)
    rows = [shown(row, request.staff) for row in made_of_meeting(meeting)]
    return render(request, "documents/of_meeting.html", {"meeting": meeting, "made": rows})


@needs(Can.READ_CASE, Can.MEET, Can.EXTRACT)
@require_safe
def file(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The file, to save: for whoever made it, as long as they may read all that it says. Each fetch is journalled."""
    row = get_object_or_404(documents_for(request.staff), pk=pk)
    if not holds_posts(row, request.staff):
        raise Http404
    if row.meeting is not None and not sees_all(row.meeting, request.staff) and not _same_still(row, request):
        raise Http404
    try:
        made = file_of(row)
    except NoFont as missing:
        return render(request, "documents/no_font.html", {"said": str(missing)}, status=503)
    journal(by=request.staff, school_id=row.school_id, event="view.document", about=row, number=row.label)
    answer = HttpResponse(made, content_type=MIME[row.format])
    answer["Content-Disposition"] = f'attachment; filename="{row.kind}-{row.label}.{row.format}"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _same_still(row: Made, request: StaffRequest) -> bool:
    """Say whether these minutes hold nothing but what this person may read today."""
    if row.meeting is None:
        return True
    with override("ja"):
        return fingerprint(minutes(row.meeting, request.staff).content()) == row.fingerprint
