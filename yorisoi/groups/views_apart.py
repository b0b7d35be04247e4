"""離す組, for those who may know of it: what stands, what their cases suggest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.groups import forms
from yorisoi.groups.apart import apart_for, end_apart, keep_apart, offers_for
from yorisoi.groups.queries import member, seats
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.APART)
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: StaffRequest) -> HttpResponse:
    """The pairs that this person may know of; one more, typed by hand."""
    seated = seats(request.school, school_year(today()))
    members = [member(row.pupil, row) for row in seated.values()]
    posted = request.method == "POST"
    form = forms.ApartForm(request.POST if posted else None, members=members)
    if posted and form.is_valid():
        by_uid = {str(one.pupil.uid): one.pupil for one in members}
        said = form.cleaned_data
        keep_apart(
            by=request.staff, first=by_uid[said["first"]], second=by_uid[said["second"]], note=said["note"],
            token=token_of(request.POST.get("token"))[:64],
        )  # fmt: skip
        messages.success(request, _("離す組に加えました。次に班を組むときから守られます。"))
        return redirect("groups:apart")
    rows = apart_for(request.staff)
    context: dict[str, Any] = {
        "rows": [(row, row.text("note")) for row in rows],
        "offers": [(offer, new_token()) for offer in offers_for(request.staff, rows)],
        "form": form,
        "token": token_of(request.POST.get("token")),
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.groups_apart", at=clock.now())
    return render(request, "groups/apart.html", context, status=422 if form.errors else 200)


@needs(Can.APART)
@require_POST
def take(request: StaffRequest) -> HttpResponse:
    """Take a pair that a case suggests, to this person."""
    wanted = (request.POST.get("case"), request.POST.get("first"), request.POST.get("second"))
    for offer in offers_for(request.staff, apart_for(request.staff)):
        if (str(offer.case.pk), str(offer.first.uid), str(offer.second.uid)) == wanted:
            keep_apart(
                by=request.staff, first=offer.first, second=offer.second, case=offer.case,
                token=token_of(request.POST.get("token"))[:64],
            )  # fmt: skip
            messages.success(request, _("離す組に加えました。次に班を組むときから守られます。"))
            break
    return redirect("groups:apart")


@needs(Can.APART)
@require_POST
def end(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let two children be in one group again."""
    row = next((one for one in apart_for(request.staff) if one.pk == pk), None)
    if row is None:
        raise Http404
    end_apart(row=row, by=request.staff)
    messages.success(request, _("離す組から外しました。"))
    return redirect("groups:apart")
