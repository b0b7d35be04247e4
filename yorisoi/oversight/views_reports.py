"""The reports that come to 市教委 because 校長 and 教頭 are named in them: read, and let somebody take them up."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yorisoi.duties.queries import owed_for
from yorisoi.oversight.actions import let_in, look_at
from yorisoi.oversight.queries import reports_for_board
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.reports.answers import answer_lines
from yorisoi.reports.models import Exclusion, Report
from yorisoi.reports.talk_page import lines_of
from yorisoi.schools.guards import StaffRequest, needs


class LetInForm(forms.Form):
    """Why somebody of the school may take the report up."""

    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@needs(Can.BOARD)
@require_safe
def report(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What was said, who is shut out, and whom to let in."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    return _page(request, row)


@needs(Can.BOARD)
@require_POST
def admit(request: StaffRequest, pk: UUID, exclusion: UUID) -> HttpResponse:
    """Let one person of the school in, with a reason."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    out = get_object_or_404(Exclusion, report=row, pk=exclusion, lifted_at__isnull=True)
    form = LetInForm(request.POST, prefix=str(out.pk))
    if not form.is_valid():
        return _page(request, row, {out.pk: form}, status=422)
    let_in(exclusion=out, by=request.staff, reason=form.cleaned_data["reason"])
    messages.success(request, _("この人が、この通報を受けつけられるようになりました。本人に知らせました。"))
    return redirect("oversight:board_home")


def _page(
    request: StaffRequest, row: Report, bound: dict[UUID, LetInForm] | None = None, *, status: int = 200
) -> HttpResponse:
    look_at(report=row, by=request.staff)
    rows = row.exclusions.filter(lifted_at__isnull=True).select_related("staff", "report__key")
    shut = [
        {"row": out, "phrase": out.text("phrase"), "form": (bound or {}).get(out.pk) or LetInForm(prefix=str(out.pk))}
        for out in rows
    ]
    context = {
        "report": row,
        "narrative": row.text("narrative"),
        "lines": answer_lines(row),
        "state": REPORT_FLOW.labels[row.state],
        "shut": shut,
        "talk": lines_of(row),
        "next_duty": owed_for(row).first(),
    }
    return render(request, "oversight/report.html", context, status=status)
