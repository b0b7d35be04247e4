"""The room while people sit in it: what changed, what is kept as typed, who comes in, which item is at hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.guards import answers
from yorisoi.cases.present_room import build_room
from yorisoi.cases.room_extras import extras
from yorisoi.cases.room_live import live, mark_of, typed_in
from yorisoi.cases.views_room import as_typed
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings import attending
from yorisoi.meetings.actions import Finalised, may_record
from yorisoi.meetings.additions import NoWords, hear
from yorisoi.meetings.drafts import keep_fields, said
from yorisoi.meetings.forms import NextForm
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.meetings.present import minutes_of
from yorisoi.meetings.queries import items_for, meetings_for
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.fields import mark
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.numbers import whole

MOVE_LONGEST = 40


def _meeting(request: StaffRequest, pk: UUID) -> Meeting:
    return get_object_or_404(meetings_for(request.staff), pk=pk)


def _item(request: StaffRequest, meeting: Meeting, given: Any) -> AgendaItem | None:
    """Return the item that is asked for, if this person may know it."""
    wanted = whole(given.get("item", ""))
    return items_for(request.staff).filter(meeting=meeting, pk=wanted).first() if wanted is not None else None


def _needed(request: StaffRequest, meeting: Meeting) -> AgendaItem:
    if (item := _item(request, meeting, request.POST)) is None:
        raise Http404
    return item


def _quiet(request: StaffRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _back(meeting: Meeting, item: str, more: str = "") -> HttpResponse:
    response = redirect("cases:room", pk=meeting.pk)
    number = whole(item)
    response["Location"] += (f"?item={number}" if number is not None else "?") + more
    return response


@needs(Can.MEET)
@require_safe
@never_cache
def room_live(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Answer what changed since the mark that was given; 304 when nothing did. Short: nobody is kept waiting."""
    meeting = _meeting(request, pk)
    move = mark(request.GET.get("move"), MOVE_LONGEST)
    etag = f'"{mark_of(meeting, request.staff, request.GET.get("item", ""), move)}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = JsonResponse(live(meeting, request.staff, _item(request, meeting, request.GET), move))
    answer["ETag"] = etag
    return answer


@needs(Can.MEET)
@require_POST
def room_draft(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep what is typed in the decision: by the script as one types, by the button without one."""
    meeting, quiet = _meeting(request, pk), _quiet(request)
    item, move = _needed(request, meeting), mark(request.POST.get("move"), MOVE_LONGEST)
    if not may_record(meeting, request.staff):
        raise PermissionDenied
    try:
        kept = keep_fields(meeting=meeting, by=request.staff, item=item, move=move, typed=typed_in(request.POST))
    except Finalised:
        return JsonResponse({"finalised": True}, status=409) if quiet else _fixed(request, meeting)
    except ValueError:
        return JsonResponse({"refused": True}, status=422) if quiet else as_typed(request, pk)
    if quiet:
        at = f"{clock.now().astimezone(TOKYO):%H:%M}"
        return JsonResponse({"kept": {name: said(one, request.staff) for name, one in kept.items()}, "at": at})
    if any(one.both for one in kept.values()):
        messages.warning(request, _("ほかの人も同じ所を書いていました。両方を残しました。読み合わせて整えてください。"))
    if request.POST.get("keep") == "child":  # on the way to a child's name
        response = redirect("cases:room_child", pk=pk)
        response["Location"] += f"?item={item.pk}"
        return response
    messages.success(request, _("書きかけを残しました。"))
    return _back(meeting, str(item.pk), f"&move={move}#decision")


def _fixed(request: StaffRequest, meeting: Meeting) -> HttpResponse:
    messages.warning(request, _("この会議の記録は確定しています。議事録に「訂正・追記」を書き足せます。"))
    return redirect("meetings:minutes", pk=meeting.pk)


@needs(Can.MEET)
@require_safe
@never_cache
@answers("cases:room")
def room_side(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The agenda and the column beside, drawn anew because somebody else changed them."""
    view = build_room(_meeting(request, pk), request.staff, request.GET.get("item", ""))
    start = {"next_at": view.meeting.next_at, "next_work": view.meeting.text("next_work") if view.whole else ""}
    form = NextForm(initial=start, prefix=None, auto_id="side_%s")
    return render(
        request, "cases/_room_live.html", {"room": view, "next_form": form, "more": extras(view, request.staff)}
    )


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_tap(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One person is there, or not: saved by the tap; how it was before is answered, to be put back."""
    meeting, quiet = _meeting(request, pk), _quiet(request)
    staff_id, given = whole(request.POST.get("staff", "")), request.POST
    present = {"yes": True, "no": False}.get(given.get("here", ""))
    try:
        row, before = attending.mark_one(
            meeting=meeting, by=request.staff, staff_id=staff_id or 0, present=present, informed=given.get("informed")
        )
    except Attendance.DoesNotExist as gone:
        raise Http404 from gone
    except Finalised:
        return JsonResponse({"finalised": True}, status=409) if quiet else _fixed(request, meeting)
    if quiet:
        return JsonResponse({"here": row.present, "before": before, "at": f"{clock.now().astimezone(TOKYO):%H:%M}"})
    return _back(meeting, given.get("item", ""), "#attendance")


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_stand_in(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say who sits for an absent member, or that nobody does."""
    meeting = _meeting(request, pk)
    absent, who = whole(request.POST.get("absent", "")), whole(request.POST.get("staff", ""))
    attending.stand_in(meeting=meeting, by=request.staff, absent_id=absent or 0, staff_id=who)
    messages.success(request, _("代わりの人を記録しました。") if who else _("代わりの人を取り消しました。"))
    return _back(meeting, request.POST.get("item", ""), "#attendance")


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_order(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take an item up or down."""
    meeting = _meeting(request, pk)
    moved = get_object_or_404(items_for(request.staff), meeting=meeting, pk=whole(request.POST.get("moved", "")))
    attending.move_item(meeting=meeting, by=request.staff, item=moved, up=request.POST.get("way") == "up")
    return _back(meeting, request.POST.get("item", ""))


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_turn(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The meeting turns to this item; its time runs. `stop` ends the item's time."""
    meeting = _meeting(request, pk)
    item = None if request.POST.get("stop") else _needed(request, meeting)
    attending.turn_to(meeting=meeting, by=request.staff, item=item)
    return _back(meeting, request.POST.get("item", ""))


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_hear(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A body with nothing to decide here: it was reported, or shared."""
    meeting = _meeting(request, pk)
    kind = "shared" if request.POST.get("kind") == "shared" else "reported"
    try:
        hear(
            meeting=meeting, by=request.staff, item=_needed(request, meeting), kind=kind,
            words=request.POST.get("words", ""), token=mark(request.POST.get("token"), 64),
        )  # fmt: skip
    except NoWords:
        messages.error(request, _("報告・共有した内容を書いてください。"))
    else:
        messages.success(request, _("報告・共有したことを記録しました。"))
    return _back(meeting, request.POST.get("item", ""))


@needs(Can.MEET)
@require_safe
@answers("cases:room")
def room_paper(request: StaffRequest, pk: UUID, earlier: UUID) -> HttpResponse:
    """Earlier minutes in place, as this person may read them, names ready to be hidden with those of the room."""
    view = build_room(_meeting(request, pk), request.staff, request.GET.get("item", ""))
    old = get_object_or_404(meetings_for(request.staff), pk=earlier, finalised_at__isnull=False)
    journal(by=request.staff, school_id=request.school.pk, event="view.minutes", about=old)
    context = {"minutes": minutes_of(old, request.staff), "letters": view.letters}
    return render(request, "cases/_room_paper.html", context)
