"""Passing on to another school on the screen: decide, look at every mask, hand over."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.documents.forms_passing import HandedOverForm, NothingForm, PackageForm
from yorisoi.documents.models import PassOn
from yorisoi.documents.passing import NotReady, decide_nothing, decide_package, hand_over_package, pass_ons_for
from yorisoi.documents.passing_text import CONSENT_LABELS, GROUND_LABELS, WAY_LABELS, cases_of
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.policy.year_duties import PASS_ON_RECORD
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import mark
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil


@needs(Can.EXTRACT)
@require_http_methods(["GET", "POST"])
def decide(request: StaffRequest, child: UUID) -> HttpResponse:
    """What goes along with a child to another school; or that nothing does."""
    pupil = get_object_or_404(Pupil, uid=child, school=request.school)
    cases = cases_of(pupil, request.staff)
    nothing = request.POST.get("act") == "nothing"
    posted = request.POST if request.method == "POST" else None
    form = PackageForm(None if nothing else posted, cases=cases)
    none = NothingForm(posted if nothing else None, prefix="n")
    token = mark(request.POST.get("token"), 64)
    if posted is not None and (none if nothing else form).is_valid():
        if nothing:
            row = decide_nothing(pupil=pupil, by=request.staff, token=token, **none.cleaned_data)
            messages.success(request, _("渡さないと決めたことを、理由とともに記録しました。"))
            return redirect("documents:pass_on", pk=row.pk)
        row = decide_package(pupil=pupil, by=request.staff, said=form.said(), chosen=form.chosen(), token=token)
        messages.success(request, _("資料をまとめ、ほかの子どもの名前を伏せました。ひとつずつ確かめてください。"))
        return redirect("documents:extract", pk=row.extract_id)
    journal(by=request.staff, school_id=request.school.pk, event="view.pass_on", about=pupil)
    wrong = bool(form.errors or none.errors)
    context = {
        "pupil": pupil,
        "form": form,
        "none": none,
        "nothing": nothing,
        "earlier": pass_ons_for(request.staff).filter(pupil=pupil),
        "token": token if wrong else secrets.token_hex(16),
    }
    return render(request, "documents/pass_on_decide.html", context, status=422 if wrong else 200)


@needs(Can.DUTIES)
@require_safe
def for_duty(request: StaffRequest, case: UUID, pk: UUID) -> HttpResponse:
    """From what is owed to the child's page of decision."""
    for rows in (duties_of(request.staff), open_duties(request.staff)):
        duty = rows.filter(pk=pk, case_id=case, name=PASS_ON_RECORD.name).first()
        if duty is not None and duty.pupil is not None:
            if not request.staff.can(Can.EXTRACT):
                raise PermissionDenied
            rows_of = pass_ons_for(request.staff).filter(pupil=duty.pupil, matters__case=case, extract__isnull=False)
            waiting = rows_of.filter(deliveries__isnull=True).first()
            if waiting is not None:
                return redirect("documents:pass_on", pk=waiting.pk)
            return redirect("documents:pass_on_decide", child=duty.pupil.uid)
    raise Http404


@needs(Can.EXTRACT)
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One decision: what goes along, its document, and that it was handed over."""
    row: PassOn = get_object_or_404(pass_ons_for(request.staff), pk=pk)
    initial = {"on": today(), "to_whom": row.data("words").get("to", "")}
    form = HandedOverForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            hand_over_package(
                pass_on=row, by=request.staff, on=said["on"], way=said["way"], to=said["to_whom"], note=said["note"],
                token=mark(request.POST.get("token"), 64),
            )  # fmt: skip
        except NotReady:
            form.add_error(None, _("まだ資料になっていません。伏せたところを確かめて、書類にしてください。"))
        else:
            messages.success(request, _("渡したことを記録しました。"))
            return redirect("documents:pass_on", pk=pk)
    journal(by=request.staff, school_id=row.school_id, event="view.pass_on", about=row)
    return render(request, "documents/pass_on.html", _shown(row, form), status=422 if form.errors else 200)


def _shown(row: PassOn, form: HandedOverForm) -> dict[str, Any]:
    deliveries = list(row.deliveries.select_related("by"))
    for one in deliveries:
        one.pass_on = row
        one.said = one.data("words")  # type: ignore[attr-defined]
        one.label = WAY_LABELS[one.way]  # type: ignore[attr-defined]
    return {
        "row": row,
        "said": row.data("words"),
        "ground": GROUND_LABELS.get(row.ground, ""),
        "consent": CONSENT_LABELS.get(row.consent, ""),
        "matters": row.matters.select_related("case").order_by("case__opened_at"),
        "made": row.extract.documents.select_related("by").first() if row.extract else None,
        "deliveries": deliveries,
        "form": form,
        "token": secrets.token_hex(16),
    }
