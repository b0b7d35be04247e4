"""The fixed minutes, and 訂正・追記 beside them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings import present
from yorisoi.meetings.additions import NotFixed, NoWords, add_to_minutes, may_add
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.meetings.sharing import addressed, overseen
from yorisoi.policy.roles import Can
from yorisoi.schools.fields import mark, too_long
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.MEET)
@require_safe
def minutes(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The fixed minutes; before they are fixed, the room."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    if meeting.finalised_at is None:
        return redirect("cases:room", pk=meeting.pk)
    return _page(request, meeting)


def _page(request: StaffRequest, meeting: Meeting, typed: Mapping[str, str] | None = None) -> HttpResponse:
    """Show the minutes. typed: an addition that could not be taken, with what is wrong with it."""
    journal(by=request.staff, school_id=request.school.pk, event="view.minutes", about=meeting)
    context = {
        "minutes": present.minutes_of(meeting, request.staff),
        "printed_at": clock.now(),
        "may_add": may_add(meeting, request.staff),
        "token": (typed or {}).get("token") or secrets.token_hex(16),
        "typed": typed,
        "sharing": overseen(request.staff).filter(meeting=meeting).first(),
        "to_confirm": addressed(request.staff).filter(sharing__meeting=meeting).first(),
    }
    return render(request, "meetings/minutes.html", context, status=422 if typed else 200)


@needs(Can.MEET)
@require_POST
def add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write a correction or an addition beside fixed minutes."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    kind = "correction" if request.POST.get("kind") == "correction" else "addition"
    words, token = request.POST.get("words", ""), mark(request.POST.get("token"), 64)
    if (wrong := too_long(words)) and may_add(meeting, request.staff):
        return _page(request, meeting, {"words": words, "kind": kind, "token": token, "wrong": wrong})
    try:
        add_to_minutes(meeting=meeting, by=request.staff, kind=kind, words=words, token=token)
    except PermissionError as refused:
        raise PermissionDenied from refused
    except NotFixed:
        messages.info(request, _("まだ確定していません。会議の部屋で直せます。"))
        return redirect("cases:room", pk=pk)
    except NoWords:
        messages.error(request, _("訂正・追記の内容を書いてください。"))
    else:
        messages.success(request, _("議事録に書き足しました。もとの記録は残っています。"))
    response = redirect("meetings:minutes", pk=pk)
    response["Location"] += "#additions"
    return response
