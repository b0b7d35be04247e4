"""Who told, opened with a reason; names put right by addition; names of the staff that came up later."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.cases.guards import known_case
from yorisoi.cases.report_forms import IdentityForm, ReporterForm, WithdrawForm
from yorisoi.cases.shutting_out import lift_from_case, said_of_letting_in, shut_out_of_whole_case
from yorisoi.cases.views_case import case_page
from yorisoi.cases.views_report import page_of, posted_uid
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.reports.custody import correct_reporter, may_open, open_identity
from yorisoi.reports.models import Exclusion, NamedPupil, StaffMention
from yorisoi.reports.naming import suggested
from yorisoi.reports.pointing_out import settle_mention
from yorisoi.reports.putting_right import withdraw_name
from yorisoi.reports.queries import reports_for
from yorisoi.schools.fields import too_long
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import staff_of


@needs(Can.OPEN_IDENTITY)
@require_POST
def identity(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Open who told: shown on this one answer, kept by no browser, written down and told to the other holders."""
    report = get_object_or_404(reports_for(request.staff), pk=pk)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return page_of(request, report, {"identity": form}, status=422)
    try:
        opened = open_identity(report=report, by=request.staff, reason=form.cleaned_data["reason"])
    except PermissionError:
        raise PermissionDenied from None
    shown_at = reverse("cases:report", args=[pk])
    context = {"report": report, "identity": opened, "suggested": suggested(report, opened=True), "shown_at": shown_at}
    response = render(request, "cases/identity.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@needs(Can.OPEN_IDENTITY)
@require_http_methods(["GET", "POST"])
def reporter(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Put right who told. The page shows nothing of what is in custody."""
    report = get_object_or_404(reports_for(request.staff), pk=pk)
    if not may_open(report, request.staff):
        raise PermissionDenied
    sources = [(source.code, str(source.label)) for source in edition(report.school.edition).sources]
    form = ReporterForm(request.POST if request.method == "POST" else None, sources=sources)
    if form.is_valid():
        said = dict(form.cleaned_data)
        reason, source = said.pop("reason"), said.pop("source")
        correct_reporter(report=report, by=request.staff, said=said, reason=reason, source=source)
        messages.success(request, _("正しいことを書き加えました。はじめの記録も残っています。"))
        return redirect("cases:report", pk=pk)
    context = {"report": report, "form": form}
    return render(request, "cases/reporter.html", context, status=422 if form.errors else 200)


@needs(Can.INTAKE)
@require_POST
def withdraw(request: StaffRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponse:
    """Say that a child was named by mistake; the name stays on record, with the reason."""
    report = get_object_or_404(reports_for(request.staff), pk=pk)
    rows = list(NamedPupil.now.filter(report=report, pupil__uid=child))
    if not rows:
        raise Http404
    form = WithdrawForm(request.POST, auto_id=f"name_{child.hex}_%s")
    if not form.is_valid():
        return page_of(request, report, {f"name:{child}": form}, status=422)
    for row in rows:
        withdraw_name(named=row, by=request.staff, reason=form.cleaned_data["reason"])
    messages.success(request, _("まちがいとして書き加えました。はじめの記録も残っています。"))
    return redirect("cases:report", pk=pk)


@needs(Can.INTAKE)
@require_POST
def mention(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Say whether a colleague whose name came up is meant."""
    report = get_object_or_404(reports_for(request.staff), pk=pk)
    found = get_object_or_404(StaffMention.objects.exclude(staff=request.staff), report=report, pk=row)
    meant = request.POST.get("meant") == "yes"
    settle_mention(mention=found, by=request.staff, meant=meant)
    said = _("この人には、この通報とその事案を見せません。") if meant else _("関わっていないことを記録しました。")
    messages.success(request, said)
    link = getattr(report, "case_link", None) if request.POST.get("back") == "case" else None
    return redirect("cases:show", pk=link.case_id) if link else redirect("cases:report", pk=pk)


@needs(Can.INTAKE)
@require_POST
def case_shut_out(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Shut a colleague out of a case, whose name came up in it later."""
    case = known_case(request.staff, pk)
    person = get_object_or_404(staff_of(request.school), uid=posted_uid(request))
    shut_out_of_whole_case(case=case, by=request.staff, staff=person)
    messages.success(request, _("この人には、この事案とその通報を見せません。"))
    return redirect("duties:mine") if person == request.staff else redirect("cases:show", pk=pk)


@needs(Can.INTAKE)
@require_POST
def case_let_in(request: StaffRequest, pk: uuid.UUID, exclusion: uuid.UUID) -> HttpResponse:
    """Let a colleague in again who was shut out by mistake, with a reason."""
    case = known_case(request.staff, pk)
    rows = Exclusion.objects.filter(report__reaches__case=case, lifted_at__isnull=True)
    row = get_object_or_404(rows, pk=exclusion)
    reason = request.POST.get("reason", "").strip()
    if wrong := too_long(reason) if reason else _("見せてよいと判断した理由を書いてください。"):
        typed = {"pk": row.pk, "reason": reason, "wrong": wrong}
        return case_page(request, case, more={"let_in": typed}, status=422)
    lift_from_case(case=case, exclusion=row, by=request.staff, reason=reason)
    reads, said = said_of_letting_in(row, request.staff)
    messages.add_message(request, messages.SUCCESS if reads else messages.WARNING, said)
    return redirect("cases:show", pk=pk)
