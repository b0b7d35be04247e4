"""The lists of たてわり班 as PDF, as they stand now."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.documents.blocks import Stamp, fingerprint
from yorisoi.documents.engine import pdf
from yorisoi.documents.fonts import NoFont
from yorisoi.documents.group_paper import TITLES, group_paper
from yorisoi.documents.kinds import MIME
from yorisoi.groups.queries import arrangements_for, groups_of
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_PLAN)
@require_safe
def groups_list(request: StaffRequest, pk: UUID, by: str) -> HttpResponse:
    """A list of a grouping. That it was taken out is journalled; nothing of it is kept."""
    row = get_object_or_404(arrangements_for(request.staff), pk=pk)
    if by not in TITLES:
        raise Http404
    now = clock.now()
    with override("ja"):
        paper = group_paper(row, groups_of(row), by)
        try:
            made = pdf(paper, Stamp("", now, request.staff.name, fingerprint(paper.content())))
        except NoFont as missing:
            return render(request, "documents/no_font.html", {"said": str(missing)}, status=503)
    journal(by=request.staff, school_id=row.school_id, event="view.groups_list", about=row, at=now, order=by)
    answer = HttpResponse(made, content_type=MIME["pdf"])
    answer["Content-Disposition"] = f'attachment; filename="groups-{row.year}-{by}.pdf"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
