"""The children for those who work with them: classes of this year, a child's page, finding people by name."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.contacts import may_see_contacts
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Enrolment, Pupil
from yorisoi.schools.pupil_parts import parts_for
from yorisoi.schools.queries import class_sizes, current_enrolments, seats_until_now
from yorisoi.schools.search import find_people


@needs(Can.PASS_ON, Can.ROSTER)
@require_http_methods(["GET", "HEAD", "POST"])
def pupils(request: StaffRequest) -> HttpResponse:
    """The classes of this year, one of them opened, or the children found. Searches are POST: no name in an address."""
    q = request.POST.get("q", "").strip()[:60]
    sizes = class_sizes(request.school)
    by_grade: dict[int, list[tuple[object, int]]] = {}
    for one, size in sizes:
        by_grade.setdefault(one.grade, []).append((one, size))
    wanted = request.GET.get("class", "")
    chosen = next((one for one, _size in sizes if str(one.pk) == wanted), None)
    mine = {holding.school_class_id for holding in request.staff.holdings}
    if chosen is None and not q:
        chosen = next((one for one, _size in sizes if one.pk in mine), None)
    seats = (
        Enrolment.objects.filter(school_class=chosen, pupil__left_on__isnull=True).select_related("pupil")
        if chosen and not q
        else []
    )
    found = find_people(request.school, q, limit=60, staff=False) if q else []
    context = {"q": q, "by_grade": by_grade, "chosen": chosen, "seats": seats, "found": found, "mine": mine}
    return render(request, "schools/pupils.html", context)


@needs(Can.PASS_ON, Can.ROSTER)
@require_safe
def pupil(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """A child: classes through the years; how the guardians are reached, for those who may."""
    child = get_object_or_404(Pupil, uid=uid, school=request.school)
    seats = list(seats_until_now(child))
    now = current_enrolments([child.pk]).get(child.pk)
    shown = may_see_contacts(request.staff, now)
    guardians = list(child.guardians.order_by("pk")) if shown else []
    if guardians:
        journal(by=request.staff, school_id=request.school.pk, event="view.guardian_contact", about=child)
    parts = parts_for(request.staff, child)
    if parts:
        journal(by=request.staff, school_id=request.school.pk, event="view.pupil_record", about=child)
    context = {"pupil": child, "parts": parts, "seats": seats, "now": now, "shown": shown, "guardians": guardians}
    return render(request, "schools/pupil.html", context)


@needs(Can.PASS_ON, Can.ROSTER)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: StaffRequest) -> HttpResponse:
    """People by any part of a name, by POST: a fragment for HTMX, a page without it. At most twelve."""
    q = request.POST.get("q", "").strip()[:60]
    context = {"q": q, "found": find_people(request.school, q)}
    fragment = bool(request.headers.get("HX-Request"))
    return render(request, "schools/_found.html" if fragment else "schools/find.html", context)
