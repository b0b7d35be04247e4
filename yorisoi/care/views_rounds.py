"""A class's interviews for a round of the plan: a proposal that fills the day, adjusted by a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yorisoi.care.interviews import Ended, Taken, book_all, may_plan, plan_round
from yorisoi.care.models_interviews import Booking, Interview
from yorisoi.care.queries import bookings_of, interviews_for
from yorisoi.care.times import Plan, place_of, propose, taken
from yorisoi.care.words import TAKEN_LABELS
from yorisoi.policy.fitting import Place
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import SchoolClass
from yorisoi.schools.queries import classes_of, holders

USUAL = ("break", "noon", "after1")  # slots that are filled unless others are ticked


@needs(Can.RESPOND)
@require_http_methods(["GET", "HEAD", "POST"])
def class_round(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """Plan for the whole class; show the proposal; take it as adjusted."""
    school_class = get_object_or_404(classes_of(request.school).select_related("school"), pk=pk)
    rules = request.edition.care  # type: ignore[attr-defined]
    found = rules.round(code)
    if found is None or not may_plan(request.staff, school_class):
        raise PermissionDenied
    slots = [slot for slot in request.GET.getlist("slot") if slot in {one.code for one in rules.slots}]
    rows = _rows(request, school_class, code)
    plan = _proposal(request, rows, slots)
    if request.method == "POST":
        if "begin" in request.POST:
            adult = holders(request.school, Post.HOMEROOM, class_id=school_class.pk).first() or request.staff
            plan_round(school_class=school_class, code=code, by=request.staff, adult=adult)
            return redirect("care:round", pk=pk, code=code)
        if _take(request, plan):
            messages.success(request, _("面談の予定を決めました。"))
            return redirect("care:interviews")
    first, last = found.span(school_year(today()))
    context = {
        "school_class": school_class,
        "round": found,
        "first": first,
        "last": last,
        "plan": plan,
        "slots": [(slot, slot.code in (slots or USUAL)) for slot in rules.slots],
        "missing": school_class.enrolments.filter(pupil__left_on__isnull=True).count() - _all(school_class, code),
        "left": sum(1 for row in plan.rows if not row.when),
        "wrong": any(row.error for row in plan.rows),
    }
    return render(request, "care/round.html", context, status=422 if context["wrong"] else 200)


def _all(school_class: SchoolClass, code: str) -> int:
    pupils = school_class.enrolments.filter(pupil__left_on__isnull=True).values("pupil")
    return Interview.objects.filter(pupil__in=pupils, round=code, year=school_class.year, dropped=False).count()


def _rows(request: StaffRequest, school_class: SchoolClass, code: str) -> list[Interview]:
    here = school_class.enrolments.filter(pupil__left_on__isnull=True).values("pupil")
    rows = interviews_for(request.staff).filter(
        round=code, year=school_class.year, pupil__in=here, ended_at__isnull=True
    )
    return list(rows)


def _proposal(request: StaffRequest, rows: list[Interview], slots: list[str]) -> Plan:
    standing: dict[Any, Booking] = bookings_of(rows)
    plan = propose(request.school, rows, slots or USUAL, standing)
    if request.method == "POST":  # as typed, so that nothing is lost
        for row in plan.rows:
            row.when = request.POST.get(f"when-{row.interview.pk}", row.when)
            row.room = request.POST.get(f"room-{row.interview.pk}", row.room)
    return plan


def _take(request: StaffRequest, plan: Plan) -> bool:
    """Book what was chosen, all or none; say of each child what is not free."""
    places: dict[Any, Place] = {}
    full = taken(request.school, but=[row.interview.pk for row in plan.rows])
    for row in plan.rows:
        if not row.when:
            continue
        place = place_of(row.when, row.room, request.school)
        if place is None:
            row.error = _("日時と部屋を選んでください。")
            continue
        one = row.interview
        wants = {"adult": str(one.adult_id), "pupil": str(one.pupil_id), "room": place.room}
        busy = next((what for what, who in wants.items() if (place.moment, what, who) in full), None)
        if busy:
            row.error = str(TAKEN_LABELS[busy])
        full |= {(place.moment, what, who) for what, who in wants.items()}
        places[one.pk] = place
    if any(row.error for row in plan.rows):
        return False
    try:
        book_all(places=places, interviews=[row.interview for row in plan.rows], by=request.staff)
    except (Taken, Ended, ValueError):
        messages.warning(request, _("いま、ほかの予定が入りました。確かめて、もう一度押してください。"))
        for row in plan.rows:
            place = places.get(row.interview.pk)
            if place and any(
                (place.moment, what, who) in taken(request.school, but=[row.interview.pk])
                for what, who in (
                    ("adult", str(row.interview.adult_id)),
                    ("pupil", str(row.interview.pupil_id)),
                    ("room", place.room),
                )
            ):
                row.error = str(TAKEN_LABELS["room"])
        return False
    return True
