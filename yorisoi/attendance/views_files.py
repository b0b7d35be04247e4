"""A list of attendance from elsewhere: upload, look at what it would change, do it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.attendance.forms import UploadForm
from yorisoi.attendance.importing import read
from yorisoi.attendance.models import AttendanceUpload
from yorisoi.attendance.queries import classes_for
from yorisoi.attendance.uploads import PlanChanged, apply_upload, close_upload, keep_upload, upload_plan
from yorisoi.policy.absence import KINDS
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.roster_files import NotARoster


@needs(Can.ATTENDANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a file; it is read and shown before anything changes."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            read(content)
        except NotARoster as error:
            form.add_error("file", str(error))
        else:
            row = keep_upload(school=request.school, content=content, by=request.staff)
            return redirect("attendance:preview", pk=row.pk)
    context = {"form": form, "kinds": KINDS.values(), "classes": list(classes_for(request.staff))}
    return render(request, "attendance/import.html", context, status=422 if form.errors else 200)


@needs(Can.ATTENDANCE)
@require_safe
def sample(_request: StaffRequest) -> HttpResponse:
    """A small list to fill in, in the encoding that Excel opens rightly."""
    day = today()
    said = f"{day.year}/{day.month}/{day.day}"
    text = (
        "日付,学年,組,番号,氏名,出欠,備考\r\n"
        f"{said},1,1,3,見本 一郎,病気,熱\r\n{said},1,1,7,例 さくら,遅刻,\r\n{said},1,1,9,髙﨑 光,忌引,\r\n"
    )
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shukketsu-mihon.csv"'
    return response


@needs(Can.ATTENDANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What the list would change; on 取り込む it is done, on やめる the file is thrown away."""
    row = get_object_or_404(AttendanceUpload, pk=pk, school=request.school, by=request.staff, closed_at__isnull=True)
    if request.POST.get("act") == "drop":
        close_upload(upload=row, by=request.staff)
        messages.info(request, _("取り込まずにやめました。"))
        return redirect("attendance:import")
    status = 200
    if request.method == "POST":
        try:
            plan = apply_upload(upload=row, by=request.staff, digest=request.POST.get("digest", ""))
        except PlanChanged:
            messages.warning(request, _("この間に記録が変わりました。もういちど確かめてください。"))
            status = 422
        else:
            said = _("取り込みました。学級の日 %(days)d、変わった記録 %(lines)d")
            messages.success(request, said % {"days": len(plan.days), "lines": len(plan.lines)})
            return redirect("attendance:home")
    context = {"plan": upload_plan(row, request.staff), "upload": row}
    return render(request, "attendance/preview.html", context, status=status)
