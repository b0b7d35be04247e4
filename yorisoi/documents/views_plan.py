"""The year's plan to print and to hand on: A3 as a PDF, or Excel."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.documents.fonts import NoFont
from yorisoi.documents.kinds import MIME
from yorisoi.documents.plan_paper import PlanPaper, plan_pdf, plan_xlsx
from yorisoi.journal import clock
from yorisoi.policy.plan_types import PlanRules
from yorisoi.policy.roles import Can
from yorisoi.prevention.present import stage_rows
from yorisoi.prevention.queries import plan_for, sheet
from yorisoi.schools.guards import StaffRequest, needs

MAKERS = {"pdf": plan_pdf, "xlsx": plan_xlsx}


@needs(Can.READ_PLAN)
@require_safe
def plan_file(request: StaffRequest, year: int, form: str) -> HttpResponse:
    """The sheet of a year as it stands now. It names no child, so nothing is kept of the making."""
    plan = plan_for(request.staff, year)
    if plan is None or form not in MAKERS:
        raise Http404
    rules: PlanRules = request.edition.plan  # type: ignore[attr-defined]
    with override("ja"):
        rows = stage_rows(rules, year, sheet(request.staff, plan))
        title = _("いじめ防止の年間計画 %(year)s年度") % {"year": year}
        paper = PlanPaper(request.school.name, title, year, rules.pillars, rows, clock.now(), request.staff.name)
        try:
            made = MAKERS[form](paper)
        except NoFont as missing:
            return render(request, "documents/no_font.html", {"said": str(missing)}, status=503)
    answer = HttpResponse(made, content_type=MIME[form])
    answer["Content-Disposition"] = f'attachment; filename="plan-{year}.{form}"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
