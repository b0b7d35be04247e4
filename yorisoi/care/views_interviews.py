"""Interviews: what waits for me, plan one, give it a time, the sheet during the talk, what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.care.actions import found_in, said_of
from yorisoi.care.checklists import own_classes
from yorisoi.care.forms import PlanForm, SheetForm
from yorisoi.care.interviews import (
    Ended,
    Origin,
    Taken,
    adult_for,
    book,
    drop_interview,
    hand_over,
    may_hold,
    plan_interview,
    rooms_for,
    when_key,
)
from yorisoi.care.models_interviews import Interview, Sheet
from yorisoi.care.naming import to_settle
from yorisoi.care.queries import bookings_of, interviews_for, may_read
from yorisoi.care.sheets import Talked, hold_interview
from yorisoi.care.times import place_of, when_choices
from yorisoi.care.words import TAKEN_LABELS, origin_label, room_label, slot_label
from yorisoi.journal.actions import journal
from yorisoi.policy.bullying_words import speaks_of_bullying
from yorisoi.policy.edition import edition
from yorisoi.policy.fitting import Moment
from yorisoi.policy.flow import NotYet
from yorisoi.policy.interview import ANSWERS, OUTCOMES
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import class_labels, staff_of

PAGE = 30
FIELDS = {"bullying": "bullying", "school": "school_going", "passed_on": "outcome"}  # need → field of the sheet


@needs(Can.RESPOND)
@require_safe
def interviews(request: StaffRequest) -> HttpResponse:
    """Mine that wait; for those who read all, everybody's; below it what was held."""
    staff = request.staff
    waiting = list(interviews_for(staff).filter(ended_at__isnull=True).order_by("planned_at"))
    held = Paginator(interviews_for(staff).filter(ended_at__isnull=False).order_by("-ended_at"), PAGE)
    page = held.get_page(request.GET.get("page"))
    booked = bookings_of(waiting)
    seats = class_labels({row.pupil_id for row in [*waiting, *page.object_list]})
    lines = sorted((_line(row, booked.get(row.pk), seats, request) for row in waiting), key=lambda line: line["order"])
    context = {
        "mine": [line for line in lines if line["row"].adult_id == staff.pk],
        "others": [line for line in lines if line["row"].adult_id != staff.pk],
        "page": page,
        "held": [(row, seats.get(row.pupil_id, ""), origin_label(row), _end(row)) for row in page.object_list],
        "classes": own_classes(staff),
        "rounds": request.edition.care.rounds,  # type: ignore[attr-defined]
    }
    return render(request, "care/interviews.html", context)


def _line(row: Interview, booking: Any, seats: dict[int, str], request: StaffRequest) -> dict[str, Any]:
    return {
        "row": row,
        "seat": seats.get(row.pupil_id, ""),
        "origin": origin_label(row),
        "booking": booking,
        "slot": slot_label(booking, request.school.edition) if booking else "",
        "late": bool(booking and booking.day < today()),
        "may": is_theirs(row, request.staff),
        "order": (
            booking is None,
            booking.day if booking else today(),
            booking.slot if booking else "",
            row.pupil.kana,
        ),
    }


def is_theirs(row: Interview, staff: Staff) -> bool:
    """Say the same as `may_hold` of an interview that was found by `interviews_for`, without asking anew."""
    return row.adult_id == staff.pk or row.planned_by_id == staff.pk or staff.can(Can.INTAKE)


def _end(row: Interview) -> Any:
    sheet = getattr(row, "sheet", None)
    return OUTCOMES[sheet.outcome] if sheet is not None else _("行わないことにした")


def _interview(request: StaffRequest, pk: UUID) -> Interview:
    return get_object_or_404(interviews_for(request.staff), pk=pk)


def _adults(request: StaffRequest) -> list[Staff]:
    people = staff_of(request.school).prefetch_related("post_holdings__school_class")
    return [one for one in people if one.can(Can.RESPOND)]


@needs(Can.RESPOND)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Plan an interview with one child."""
    pupil = get_object_or_404(Pupil.objects.select_related("school"), uid=uid, school=request.school)
    adults = _adults(request)
    usual = adult_for(pupil)
    first = {"adult": str(usual.pk if usual else request.staff.pk)}
    form = PlanForm(request.POST if request.method == "POST" else None, adults=adults, initial=first)
    when, room = request.POST.get("when", ""), request.POST.get("room", "")
    error = ""
    if request.method == "POST" and form.is_valid():
        adult = next((one for one in adults if str(one.pk) == form.cleaned_data["adult"]), usual)
        origin = Origin("staff", "", form.cleaned_data["why"])
        place = place_of(when, room, request.school)
        try:
            row = plan_interview(pupil=pupil, origin=origin, by=request.staff, adult=adult, place=place)
        except Taken as taken:
            error = str(TAKEN_LABELS[taken.what])
        except ValueError:
            error = _("その日や部屋は選べません。選び直してください。")
        else:
            messages.success(request, _("面談を計画しました。"))
            if interviews_for(request.staff).filter(pk=row.pk).exists():
                return redirect("care:interview", pk=row.pk)
            return redirect("schools:pupil", uid=pupil.uid)
    context = {
        "form": form,
        "pupil": pupil,
        "seat": class_labels([pupil.pk]).get(pupil.pk, ""),
        "whens": when_choices(request.school),
        "rooms": list(rooms_for(request.school, pupil).items()),
        "when": when,
        "room": room,
        "error": error,
        "whole": may_read(request.staff, pupil),
    }
    return render(request, "care/plan.html", context, status=422 if form.errors or error else 200)


@needs(Can.RESPOND)
@require_safe
def interview(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One interview: when and where, or what was said and how it ended."""
    return _show(request, _interview(request, pk))


def _show(request: StaffRequest, row: Interview, *, error: str = "") -> HttpResponse:
    standing = bookings_of([row]).get(row.pk)
    rooms = rooms_for(request.school, row.pupil)
    may = row.ended_at is None and may_hold(row, request.staff)
    context: dict[str, Any] = {
        "row": row,
        "seat": class_labels([row.pupil_id]).get(row.pupil_id, ""),
        "origin": origin_label(row),
        "why": row.text("why"),
        "booking": standing,
        "slot": slot_label(standing, request.school.edition) if standing else "",
        "room": room_label(standing.room, rooms) if standing else "",
        "may": may,
        "may_drop": may and request.staff.can(Can.INTAKE),
        "whens": when_choices(request.school, [standing] if standing else []) if may else [],
        "rooms": list(rooms.items()),
        "chosen": (request.POST.get("when") or (when_key(Moment(standing.day, standing.slot)) if standing else "")),
        "chosen_room": request.POST.get("room") or (standing.room if standing else ""),
        "adults": _adults(request) if may else [],
        "error": error,
        "whole": may_read(request.staff, row.pupil),
        "dropped": row.text("dropped_because"),
        "mentions": [(one, one.text("phrase")) for one in to_settle(row, request.staff)],
        "said": _said(row),
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.interview", about=row)
    return render(request, "care/interview.html", context, status=422 if error else 200)


def _said(row: Interview) -> dict[str, Any] | None:
    sheet: Sheet | None = Sheet.objects.filter(interview=row).select_related("by", "report", "following").first()
    if sheet is None:
        return None
    sheet.interview = row
    return {
        "sheet": sheet,
        "bullying": ANSWERS[sheet.bullying],
        "school": ANSWERS[sheet.school_going],
        "child": sheet.text("child_words"),
        "adult": sheet.text("adult_view"),
        "reason": sheet.text("reason"),
        "signs": [edition(row.school.edition).interview.sign(code) for code in sheet.signs],
        "found": found_in(sheet),
        "outcome": OUTCOMES[sheet.outcome],
    }


@needs(Can.RESPOND)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The sheet during the talk."""
    row = _interview(request, pk)
    if row.ended_at is not None:
        return redirect("care:interview", pk=pk)
    if not may_hold(row, request.staff):
        raise PermissionDenied
    words = edition(request.school.edition).interview
    form = SheetForm(request.POST if request.method == "POST" else None, sheet=words)
    if request.method == "POST" and form.is_valid():
        try:
            made = hold_interview(interview=row, by=request.staff, talked=Talked(**form.cleaned_data))
        except NotYet as missing:
            for need in missing.needs:
                form.add_error(FIELDS.get(need.name, need.name), str(need.text))
        except Ended:
            messages.warning(request, _("ほかの人が、この面談を終えました。"))
            return redirect("care:interview", pk=pk)
        else:
            return _held(request, made)
    found = speaks_of_bullying(request.POST.get("child_words", "")) if form.errors else []
    context = {
        "row": row,
        "form": form,
        "prompts": words.prompts,
        "found": found,
        "plain_found": said_of(found),
        "seat": class_labels([row.pupil_id]).get(row.pupil_id, ""),
        "origin": origin_label(row),
        "why": row.text("why"),
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.interview", about=row)
    return render(request, "care/sheet.html", context, status=422 if form.errors else 200)


def _held(request: StaffRequest, made: Sheet) -> HttpResponse:
    if made.report is not None:
        messages.success(request, _("面談を、通報 %(number)s として渡しました。") % {"number": made.report.label})
        return redirect("reports:passed_on", pk=made.report.pk)
    messages.success(request, _("面談を記録しました。"))
    if made.following is not None:
        return redirect("care:interview", pk=made.following.pk)
    return redirect("care:interviews")


@needs(Can.RESPOND)
@require_POST
def change(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give an interview its time and room, another adult, or end it without holding it."""
    row = _interview(request, pk)
    try:
        if "adult" in request.POST:
            adult = next((one for one in _adults(request) if str(one.pk) == request.POST["adult"]), None)
            if adult is None:
                return _show(request, row, error=_("話を聞く人を選んでください。"))
            hand_over(interview=row, by=request.staff, adult=adult)
        elif "drop" in request.POST:
            if not request.POST["drop"].strip():
                return _show(request, row, error=_("行わない理由を書いてください。"))
            drop_interview(interview=row, by=request.staff, reason=request.POST["drop"])
        else:
            place = place_of(request.POST.get("when", ""), request.POST.get("room", ""), request.school)
            if place is None:
                return _show(request, row, error=_("日時と部屋を選んでください。"))
            book(interview=row, by=request.staff, place=place)
    except Taken as taken:
        return _show(request, row, error=str(TAKEN_LABELS[taken.what]))
    except ValueError:
        return _show(request, row, error=_("その日や部屋は選べません。選び直してください。"))
    except Ended:
        messages.warning(request, _("ほかの人が、この面談を終えました。"))
        return redirect("care:interview", pk=pk)
    messages.success(request, _("面談の予定を直しました。"))
    if not interviews_for(request.staff).filter(pk=pk).exists():
        return redirect("care:interviews")
    return redirect("care:interview", pk=pk)
