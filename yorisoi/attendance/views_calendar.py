"""授業日: the school's own days, set by 教務 and the managers."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.attendance.closures import exchange_days, set_days, withdraw_days
from yorisoi.attendance.forms import DaysForm
from yorisoi.attendance.queries import year_edges
from yorisoi.policy.roles import Can
from yorisoi.policy.school_days import OPEN, SchoolCalendar
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import CalendarSpan
from yorisoi.schools.school_days import calendar_of


def _months(calendar: SchoolCalendar, year: int) -> list[tuple[date, int]]:
    """Return each month of the year with its school days."""
    first, last = year_edges(year)
    counts: dict[date, int] = {}
    day = first
    while day <= last:
        month = day.replace(day=1)
        counts[month] = counts.get(month, 0) + calendar.is_school_day(day)
        day += timedelta(days=1)
    return list(counts.items())


@needs(Can.CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: StaffRequest) -> HttpResponse:
    """What the school has set, how many school days each month has, and one more setting."""
    form = DaysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first, last, name = data["first"], data["last"], data["name"]
        if data["kind"] == "exchange":
            exchange_days(school=request.school, by=request.staff, lessons=first, instead=last, name=name)
        else:
            set_days(school=request.school, by=request.staff, kind=data["kind"], first=first, last=last, name=name)
        messages.success(request, _("決めました。"))
        return redirect("attendance:calendar")
    year = school_year(today())
    first, last = year_edges(year)
    spans = CalendarSpan.objects.filter(school=request.school, withdrawn_at__isnull=True, last__gte=first)
    months = _months(calendar_of(request.school), year)
    context = {
        "form": form, "spans": spans.select_related("by").order_by("first", "id"), "open": OPEN, "year": year,
        "months": months, "total": sum(n for _month, n in months),
    }  # fmt: skip
    return render(request, "attendance/calendar.html", context, status=422 if form.errors else 200)


@needs(Can.CALENDAR)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a setting back."""
    span = get_object_or_404(CalendarSpan.objects.filter(pk=min(pk, 2**62)), school=request.school)
    withdraw_days(span=span, by=request.staff)
    messages.success(request, _("取り消しました。"))
    return redirect("attendance:calendar")
