"""Asking one more person to a meeting, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yorisoi.meetings.actions import Finalised, ShutOut
from yorisoi.meetings.inviting import Sits, guest_posts
from yorisoi.meetings.inviting import invite as invite_guest
from yorisoi.meetings.inviting import uninvite as uninvite_guest
from yorisoi.meetings.views import back, fixed, open_meeting
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import staff_of


@needs(Can.CONVENE)
@require_POST
def invite(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask one more person to this meeting: one of those whom the page that calls it offers."""
    meeting = open_meeting(request, pk)
    guest = get_object_or_404(staff_of(request.school), pk=whole(request.POST.get("staff", "")))
    if not guest.posts & guest_posts(request.school, meeting.body):
        raise Http404
    try:
        invite_guest(meeting=meeting, by=request.staff, staff=guest)
    except ShutOut:
        raise Http404 from None
    except Finalised:
        return fixed(request, meeting)
    messages.success(request, _("招きました。"))
    return back(request, meeting)


@needs(Can.CONVENE)
@require_POST
def uninvite(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    meeting = open_meeting(request, pk)
    seat = get_object_or_404(meeting.attendances, staff_id=whole(request.POST.get("staff", "")))
    try:
        uninvite_guest(meeting=meeting, by=request.staff, staff_id=seat.staff_id)
    except Finalised:
        return fixed(request, meeting)
    except Sits:
        messages.error(request, _("出席の印があるか、だれかの代わりに出ています。先にそれを取り消してください。"))
    else:
        messages.success(request, _("招きを取り消しました。"))
    return back(request, meeting)
