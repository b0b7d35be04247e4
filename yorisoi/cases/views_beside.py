"""What is written in the room beside a decision: the memo, and why it is urgent. What is typed is never lost."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yorisoi.cases.guards import answers
from yorisoi.cases.models import Case
from yorisoi.cases.present_room import Room, build_room
from yorisoi.cases.room_live import typed_in
from yorisoi.cases.views_report import said_of_urgent
from yorisoi.cases.views_room import back, meeting_of
from yorisoi.meetings.drafts import ASIDE, keep_fields, take_drafts
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.roles import Can
from yorisoi.reports.actions import leave_memo, mark_urgent
from yorisoi.reports.models import Report
from yorisoi.schools.guards import StaffRequest, needs


def _open(request: StaffRequest, pk: UUID) -> tuple[Room, Report]:
    view = build_room(meeting_of(request, pk), request.staff, request.POST.get("item", ""), writes=True)
    report = view.item.report if view.item else None
    if report is None:
        raise Case.DoesNotExist
    return view, report


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_memo(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Leave the intake officer's memo from the room."""
    view, report = _open(request, pk)
    words = request.POST.get("words", "").strip()
    if not words:
        messages.error(request, _("メモの内容を書いてください。"))
        return _kept(request, view, "")
    leave_memo(report=report, by=request.staff, words=words)
    messages.success(request, _("メモを残しました。"))
    return _kept(request, view, "words")


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_urgent(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Mark the report urgent: interim measures start at once. Where that is over, what was typed becomes a memo."""
    view, report = _open(request, pk)
    reason = request.POST.get("urgent", "")
    try:
        step = mark_urgent(report=report, by=request.staff, reason=reason)
    except NotYet as not_yet:
        messages.error(request, " ".join(str(need.text) for need in not_yet.needs))
        return _kept(request, view, "")
    except NoSuchMove:
        if not reason.strip():
            raise
        leave_memo(report=report, by=request.staff, words=reason.strip())
        messages.warning(request, _("ほかの人が先に進めました。書いたことは、通報のメモとして残しました。"))
    else:
        messages.success(request, said_of_urgent(step))
    return _kept(request, view, "urgent")


def _kept(request: StaffRequest, view: Room, done: str) -> HttpResponse:
    """Go back to the room. What stood in the other field comes along; `done` is in the record and no draft any more."""
    if view.may and view.item is not None and view.meeting.finalised_at is None:
        item, meeting, by = view.item, view.meeting, request.staff
        typed = {name: one for name, one in typed_in(request.POST).items() if name in {"words", "urgent"} - {done}}
        if typed:
            keep_fields(meeting=meeting, by=by, item=item, move=ASIDE, typed=typed)
        if done:
            take_drafts(meeting=meeting, by=by, item=item, move=ASIDE, field=done)
    return back(view)
