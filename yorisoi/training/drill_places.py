"""Where drills are met elsewhere: an activity of the year's plan is done by a drill that was played to its end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.prevention.links import Linked, register
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.models import School, Staff
from yorisoi.training.drill_models import ABANDONED, FINISHED, DrillRun
from yorisoi.training.drill_queries import runs_for
from yorisoi.training.drills import DRILLS


def _done_on(run: DrillRun) -> date | None:
    return day_of(run.ended_at) if run.ended_at is not None and run.ended_how == FINISHED else None


def _choose(staff: Staff, year: int) -> list[tuple[str, str]]:
    rows = runs_for(staff).exclude(ended_how=ABANDONED)[:200]  # what is no training does no activity
    of_year = [row for row in rows if school_year(day_of(row.begun_at)) == year]
    return [(str(row.pk), f"{DRILLS[row.drill].title} {day_of(row.begun_at):%Y/%m/%d}") for row in of_year]


def _find(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    keys = []
    for ref in refs:
        try:
            keys.append(UUID(ref))
        except ValueError:
            continue
    return {str(row.pk): row for row in DrillRun.objects.filter(school=school, pk__in=keys)}


def put_in_place() -> None:
    """Tell the year's plan; called when the app is ready."""
    register(
        DrillRun._meta.label_lower,
        Linked(_("訓練"), lambda row: reverse("training:drill", args=[row.pk]), _done_on, _choose, _find),
    )
