"""今週の確認: the principal's week on one page."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.cases.week import Week, judged, missed, opened, still
from yorisoi.journal.actions import journal
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs

OLDEST = 2000


@needs(Can.OVERSEE)
@require_safe
def week(request: StaffRequest) -> HttpResponse:
    """What a principal must not miss: what was judged not to be bullying, missed clocks, cases that stand still."""
    this = Week.of(today())
    shown = _asked(request.GET.get("from", ""), this)
    journal(by=request.staff, school_id=request.school.pk, event="view.week", week=shown.monday.isoformat())
    context = {
        "week": shown,
        "this": shown == this,
        "before": Week(shown.monday - timedelta(days=7)),
        "after": None if shown == this else Week(shown.monday + timedelta(days=7)),
        "judged": judged(request.staff, shown),
        "missed": missed(request.staff, shown),
        "opened": opened(request.staff, shown),
        "still": still(request.staff, edition(request.school.edition)),
    }
    return render(request, "cases/week.html", context)


def _asked(text: str, this: Week) -> Week:
    """Read the week from the address; what is no day, lies ahead, or is older than any record is this week."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return this
    return Week.of(day) if day.year >= OLDEST and day <= this.sunday else this
