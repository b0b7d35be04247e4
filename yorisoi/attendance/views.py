"""Attendance: my classes today, a class on a day, its month, a child's year."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.attendance.present import (
    CHOICES,
    SeatLine,
    by_month,
    class_lines,
    kinds_counted,
    months_of,
    open_warnings,
    seat_lines,
    sheet,
    warning_lines,
)
from yorisoi.attendance.queries import (
    attendance_of,
    classes_for,
    counted,
    known_days,
    pupils_for,
    warnings_for,
    year_edges,
)
from yorisoi.attendance.taking import CannotTake, Change, Changed, require_day, take_class_day
from yorisoi.journal.actions import journal
from yorisoi.policy.absence import KINDS
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import SchoolClass
from yorisoi.schools.queries import current_enrolments
from yorisoi.schools.school_days import calendar_of

LONGEST_NOTE = 400


@needs(Can.ATTENDANCE)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """My classes today, and the warnings that wait."""
    day = today()
    context = {
        "day": day,
        "closed": calendar_of(request.school).why_closed(day),
        "lines": class_lines(request.staff, day),
        "warnings": warning_lines(open_warnings(request.staff)),
    }
    return render(request, "attendance/home.html", context)


def _class(request: StaffRequest, pk: int) -> SchoolClass:
    if pk.bit_length() > 62:
        raise Http404
    return get_object_or_404(classes_for(request.staff).select_related("school"), pk=pk)


def _asked_day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2999, 1, 1) else None  # the days beside it exist as well


@needs(Can.ATTENDANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def class_day(request: StaffRequest, pk: int) -> HttpResponse:
    """A class on a day: everybody is present until somebody is chosen not to be. One press records it."""
    school_class = _class(request, pk)
    said = request.POST.get("day") or request.GET.get("day")
    day = _asked_day(said) or today()
    try:
        if said and request.method == "POST" and _asked_day(said) is None:  # else it would be written down for today
            raise CannotTake(_("この日付は読めません。"))
        require_day(request.school, day)
        refused = ""
    except CannotTake as why:
        refused = str(why)
    lines = [] if refused else seat_lines(request.staff, school_class, day)
    clash: list[int] = []
    problem = refused if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        problem = _chosen(request, lines)
        if not problem:
            try:
                return _take(request, school_class, day, lines)
            except Changed as changed:
                clash = changed.pupils
                problem = _("この間に、ほかの人が直した児童がいます。いまの記録を見て、もういちど選んでください。")
                fresh = {line.pupil.pk: line for line in seat_lines(request.staff, school_class, day)}
                lines = [fresh[line.pupil.pk] if line.pupil.pk in clash else line for line in lines]
    calendar = calendar_of(request.school)
    context = {
        "school_class": school_class, "day": day, "refused": refused, "problem": problem, "lines": lines,
        "choices": CHOICES, "clash": clash, "taken": _taken(school_class, day), "today": today(),
        "before": calendar.before(day), "after": calendar.after(day) if day < today() else None,
        "first": year_edges(school_class.year)[0], "absent": sum(line.was != "present" for line in lines),
    }  # fmt: skip
    return render(request, "attendance/day.html", context, status=422 if problem else 200)


def _taken(school_class: SchoolClass, day: date) -> object:
    from yorisoi.attendance.models import ClassDay

    return ClassDay.objects.filter(register__school_class=school_class, day=day).select_related("by").first()


def _chosen(request: StaffRequest, lines: list[SeatLine]) -> str:
    """Put what was posted into the lines; return what is wrong with it, or ""."""
    everybody = request.POST.get("act") == "all"
    problem = ""
    for line in lines:
        kind = request.POST.get(f"kind_{line.pupil.pk}", line.was)
        if everybody or kind not in KINDS:
            problem = problem or ("" if everybody else _("選べない種類です。"))
            kind = line.was
        was = request.POST.get(f"was_{line.pupil.pk}", line.was)
        note = request.POST.get(f"note_{line.pupil.pk}", line.was_note).strip()
        line.kind, line.note = kind, line.was_note if everybody else note
        line.was = was if was in KINDS else line.was
        line.was_note = request.POST.get(f"had_{line.pupil.pk}", line.was_note).strip()
        line.changed = (line.kind, line.note) != (line.was, line.was_note)
        if len(note) > LONGEST_NOTE:
            problem = _("メモは%(n)d字までです。") % {"n": LONGEST_NOTE}
    return problem


def _take(request: StaffRequest, school_class: SchoolClass, day: date, lines: list[SeatLine]) -> HttpResponse:
    changes = {line.pupil.pk: Change(line.kind, line.note, line.was, line.was_note) for line in lines if line.changed}
    done = take_class_day(school_class=school_class, day=day, by=request.staff, changes=changes)
    if done.new and not done.changed:
        messages.success(request, _("%(place)s：全員出席で記録しました。") % {"place": school_class})
    elif done.new or done.changed:
        messages.success(request, _("%(place)s：記録しました。") % {"place": school_class})
    else:
        messages.info(request, _("変わったところはありません。"))
    if done.raised:
        said = ngettext(
            "欠席の知らせが%(n)d件できました。すべきことに入りました。",
            "欠席の知らせが%(n)d件できました。すべきことに入りました。",
            done.raised,
        )
        messages.warning(request, said % {"n": done.raised})
    return redirect(f"{reverse('attendance:day', args=[school_class.pk])}?day={day.isoformat()}")


@needs(Can.ATTENDANCE)
@require_safe
def month(request: StaffRequest, pk: int) -> HttpResponse:
    """The month's sheet of a class, to look at and to print."""
    school_class = _class(request, pk)
    months = months_of(school_class.year, today())
    asked = _asked_day(f"{request.GET.get('month', '')}-01")
    first = asked if asked in months else months[-1]
    context = {
        "school_class": school_class,
        "months": months,
        "first": first,
        "kinds": KINDS.values(),
        "today": today(),
    }
    context["sheet"] = sheet(request.staff, school_class, first)
    return render(request, "attendance/month.html", context)


@needs(Can.ATTENDANCE)
@require_safe
def pupil(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """A child's year: counts by kind and month, and the days."""
    child = get_object_or_404(pupils_for(request.staff), uid=uid)
    year = school_year(today())
    known = known_days(request.school, [child.pk], year)[child.pk]
    days = attendance_of(child, *year_edges(year), request.staff)
    shown = {one.day: one.kind for one in days}
    known = [(day, shown.get(day, kind)) for day, kind in known]
    seat = current_enrolments([child.pk]).get(child.pk)
    if seat is None:
        raise PermissionDenied
    journal(by=request.staff, school_id=request.school.pk, event="view.attendance", about=child)
    context = {
        "pupil": child, "seat": seat, "counts": counted(known), "kinds": kinds_counted(counted(known)),
        "months": by_month(known), "days": list(reversed(days)),
        "warnings": warning_lines(warnings_for(request.staff).filter(pupil=child, year=year)),
    }  # fmt: skip
    return render(request, "attendance/pupil.html", context)
