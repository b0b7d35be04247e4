"""The name list: upload, look at what it would do, do it. And what a new school still needs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.policy.roles import Can
from yorisoi.schools.actions import close_upload, keep_upload, upload_content
from yorisoi.schools.checklist import checklist
from yorisoi.schools.forms import RosterForm
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.importing import Plan, PlanChanged, apply_plan, preview
from yorisoi.schools.models import RosterUpload
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import class_sizes, pupils_of
from yorisoi.schools.roster import read
from yorisoi.schools.roster_files import NotARoster

SAMPLE = (
    "学年,組,番号,氏名,ふりがな,性別,生年月日,児童番号,保護者氏名,続柄,電話\r\n"
    "1,1,1,見本 一郎,みほん いちろう,男,2019-05-03,,見本 花子,母,0550-00-0101\r\n"
    "1,1,2,例 さくら,れい さくら,女,令和元年6月12日,,例 次郎,父,0550-00-0102\r\n"
    "2年1組,,1,髙﨑 光,たかさき ひかる,,,,,,\r\n"
)


@needs(Can.ROSTER)
@require_safe
def start(request: StaffRequest) -> HttpResponse:
    """The checklist of a new school until it is complete."""
    items = checklist(request.school)
    return render(request, "schools/start.html", {"items": items, "open": [item for item in items if not item.done]})


@needs(Can.ROSTER)
@require_http_methods(["GET", "POST"])
def roster(request: StaffRequest) -> HttpResponse:
    """Choose a file. It is read and compared, not taken in."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            read(content)
        except NotARoster as error:
            form.add_error("file", str(error))
        else:
            upload = keep_upload(
                school=request.school, content=content, year=form.cleaned_data["year"], by=request.staff
            )
            return redirect("schools:roster_preview", pk=upload.pk)
    context = {
        "form": form,
        "classes": class_sizes(request.school),
        "pupils": pupils_of(request.school).count(),
        "open": [item for item in checklist(request.school) if not item.done],
    }
    return render(request, "schools/roster.html", context, status=422 if form.errors else 200)


@needs(Can.ROSTER)
@require_safe
def sample(_request: StaffRequest) -> HttpResponse:
    """A small list to fill in, in the encoding that Excel opens rightly."""
    response = HttpResponse(SAMPLE.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meibo-mihon.csv"'
    return response


@needs(Can.ROSTER)
@require_http_methods(["GET", "POST"])
def roster_preview(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What the list would do; on 取り込む it is done, on やめる the file is thrown away."""
    upload = get_object_or_404(RosterUpload, pk=pk, school=request.school, by=request.staff, closed_at__isnull=True)
    if request.POST.get("act") == "drop":
        close_upload(upload=upload, by=request.staff)
        messages.info(request, _("名簿を取り込まずにやめました。"))
        return redirect("schools:roster")
    rows = read(upload_content(upload))
    status = 200
    if request.method == "POST":
        ticked = {number for value in request.POST.getlist("leaving") if (number := whole(value)) is not None}
        try:
            plan = apply_plan(
                school=request.school, rows=rows, year=upload.year, leaving=ticked, by=request.staff,
                digest=request.POST.get("digest", ""),
            )  # fmt: skip
        except PlanChanged:
            messages.warning(request, _("この間に名簿が変わりました。もういちど確かめてください。"))
            status = 422
        else:
            close_upload(upload=upload, by=request.staff)
            messages.success(request, _said(plan, len(ticked)))
            return redirect("schools:roster")
    plan = preview(request.school, rows, upload.year)
    return render(request, "schools/roster_preview.html", {"plan": plan, "upload": upload, "rows": rows}, status=status)


def _said(plan: Plan, left: int) -> str:
    return _(
        "取り込みました。新しい子ども %(new)d人、組が変わった %(moved)d人、直した %(changed)d人、転出 %(left)d人"
    ) % {
        "new": len(plan.new),
        "moved": len(plan.moved),
        "changed": len(plan.changed),
        "left": left,
    }
