"""The groups as people look at them: today's, one grouping, one group, on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from yorisoi.groups import forms
from yorisoi.groups.apart import apart_for, together
from yorisoi.groups.changing import may_change, propose
from yorisoi.groups.models import Arrangement
from yorisoi.groups.present import charts, per_class, spread_note, table
from yorisoi.groups.queries import (
    Shown,
    arrangements_for,
    groups_of,
    highest_grade,
    in_force,
    seats,
    sessions_for,
    without_group,
)
from yorisoi.groups.reasons import PLACED, REASONS
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs

LISTS = ("group", "class")
LATEST = 3


def known(request: StaffRequest, pk: UUID) -> Arrangement:
    """Return a grouping that this person may see, or answer 404."""
    return get_object_or_404(arrangements_for(request.staff), pk=pk)


def one_of(groups: list[Shown], number: int) -> Shown:
    """Return a group by its number, or answer 404."""
    found = next((one for one in groups if one.row.number == number), None)
    if found is None:
        raise Http404
    return found


def conflicts(request: StaffRequest, groups: list[Shown]) -> list[dict[str, Any]]:
    """Return the pairs that are in one group, as far as this person may know of any."""
    where = {child.pupil.pk: one.row.number for one in groups for child in one.members}
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for row in together(request.staff, where):
        found[row.first_id, row.second_id] = {"row": row, "number": where[row.first_id]}
    return list(found.values())


@needs(Can.READ_PLAN)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Today's groups, who is in none, the sessions, drafts, and what was before."""
    return render(request, "groups/home.html", home_context(request))


def home_context(request: StaffRequest) -> dict[str, Any]:
    """Return what the first page of the groups shows."""
    year, now = school_year(today()), in_force(request.school)
    rows = list(arrangements_for(request.staff).filter(dropped_at__isnull=True))
    held = list(sessions_for(request.staff, year).filter(cancelled_at__isnull=True))
    context: dict[str, Any] = {
        "year": year,
        "now": now,
        "drafts": [(row, REASONS[row.reason]) for row in rows if row.is_draft],
        "coming": [row for row in rows if row.from_on and row.from_on > today()],
        "before": [
            (row, REASONS[row.reason])
            for row in rows
            if row.from_on and row.from_on <= today() and (now is None or row.pk != now.pk)
        ],
        "next": [row for row in held if row.held_at is None][:LATEST],
        "last": [row for row in reversed(held) if row.held_at is not None][:LATEST],
    }
    if now is not None:
        seated = seats(request.school, now.year)
        groups = groups_of(now, seated)
        newcomers = without_group(now, seated)
        context |= {
            "groups": charts(groups),
            "note": spread_note(now, groups),
            "newcomers": propose(newcomers, groups, request.staff) if newcomers else [],
            "conflicts": conflicts(request, groups),
        }
    return context


@needs(Can.READ_PLAN)
@require_safe
def show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One grouping with its balance: a draft before it is put in force, or what was."""
    return show_page(request, known(request, pk))


def show_page(request: StaffRequest, row: Arrangement, form: Any = None) -> HttpResponse:
    """Answer with the page of a grouping."""
    groups = groups_of(row)
    changes = may_change(row) and request.staff.can(Can.PLAN)
    if form is None and row.is_draft and request.staff.can(Can.APART):
        form = forms.ForceForm(year=row.year, initial={"from_on": forms.begins_today(row.year)})
    context = {
        "row": row,
        "reason": REASONS[row.reason],
        "groups": charts(groups),
        "lines": table(groups, row.seed),
        "note": spread_note(row, groups),
        "conflicts": conflicts(request, groups),
        "pairs": len({(one.first_id, one.second_id) for one in apart_for(request.staff)}),
        "changes": changes,
        "form": form,
        "here": in_force(request.school) == row,
    }
    return render(request, "groups/show.html", context, status=422 if form is not None and form.errors else 200)


@needs(Can.READ_PLAN)
@require_safe
def group(request: StaffRequest, pk: UUID, number: int) -> HttpResponse:
    """One group: its children with furigana, its leaders, who came and went."""
    return group_page(request, known(request, pk), number)


def group_page(request: StaffRequest, row: Arrangement, number: int, form: Any = None) -> HttpResponse:
    """Answer with the page of a group."""
    seated = seats(row.school, row.year)
    groups = groups_of(row, seated)
    one = one_of(groups, number)
    changes = may_change(row) and request.staff.can(Can.PLAN)
    top = highest_grade(seated.values())
    if form is None and changes:
        chosen = [str(child.pupil.uid) for child in one.leaders]
        form = forms.LeadersForm(
            members=[child for child in one.members if child.grade == top], initial={"leaders": chosen}
        )
    moved = one.row.places.exclude(why="dealt").select_related("pupil", "by").order_by("-at", "-pk")
    context = {
        "row": row,
        "one": one,
        "chart": next(chart for shown, chart in charts(groups) if shown is one),
        "changes": changes,
        "form": form,
        "conflicts": [found for found in conflicts(request, groups) if found["number"] == number],
        "history": [(place, PLACED[place.why]) for place in moved],
        "sessions": list(row.sessions.filter(cancelled_at__isnull=True).order_by("-on", "-pk")),
        "numbers": [shown.row.number for shown in groups],
    }
    return render(request, "groups/group.html", context, status=422 if form is not None and form.errors else 200)


@needs(Can.READ_PLAN)
@require_safe
def printed(request: StaffRequest, pk: UUID, by: str) -> HttpResponse:
    """Lists to hang up: a group to a block, or a class to a block."""
    row = known(request, pk)
    if by not in LISTS:
        raise Http404
    groups = groups_of(row)
    context = {"row": row, "by": by, "groups": groups, "classes": per_class(groups) if by == "class" else []}
    return render(request, "groups/print.html", context)
