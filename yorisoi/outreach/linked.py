"""What of this chapter an activity of the year's plan can be done by: an item, a talk, something handed out.

Wholes as well as single rows: 「2026:short」 is the short edition handed out,「2026:1」 a talk in every class
in stage 1 (a talk of a grade or of the school is one of all its classes). No title of a draft is told by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.outreach.models import Given, Item, Talk
from yorisoi.outreach.queries import given_for, items_for, talks_for
from yorisoi.outreach.words import templates
from yorisoi.policy.edition import edition
from yorisoi.policy.outreach_flow import GIVEN, READ_BY_ALL, WHOM, ItemState
from yorisoi.policy.roles import Can
from yorisoi.prevention.links import Linked, register
from yorisoi.schools.models import School, SchoolClass, Staff


@dataclass(frozen=True)
class There:
    """A thing that an activity is done by: its page, and the day on which it was done."""

    url: str
    done_on: date | None


def _uuids(refs: Collection[str]) -> list[UUID]:
    found = []
    for ref in refs:
        try:
            found.append(UUID(ref))
        except ValueError:
            continue
    return found


def _wholes(refs: Collection[str]) -> dict[str, tuple[int, str]]:
    found = {}
    for ref in refs:
        year, colon, what = ref.partition(":")
        if colon and len(year) == 4 and year.isascii() and year.isdigit():
            found[ref] = int(year), what
    return found


def _find_items(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    rows = Item.objects.filter(school=school, pk__in=_uuids(refs)).only("pk", "state", "issued_on")
    return {str(row.pk): _item(row) for row in rows}


def _item(row: Item) -> There:
    open_to_all = row.state in READ_BY_ALL
    url = reverse("outreach:item", args=[row.pk]) if open_to_all else reverse("outreach:items")
    return There(url, row.issued_on if row.state == ItemState.ISSUED else None)


def _choose_items(staff: Staff, year: int) -> list[tuple[str, str]]:
    if not staff.can(Can.OUTREACH):
        return []
    rows = items_for(staff).filter(year=year).exclude(state=ItemState.WITHDRAWN).order_by("made_at", "pk")
    known = templates()
    label = _("学校だより（%(what)s）%(day)s")
    return [
        (str(row.pk), label % {"what": known[row.template].label, "day": f"{row.made_at:%m/%d}"})
        for row in rows
        if row.template in known
    ]


def _find_talks(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    page = reverse("outreach:talks")
    ids = set(_uuids(refs))
    wholes = _wholes(refs)
    years = {year for year, _stage in wholes.values()}
    rows = Talk.objects.filter(school=school, taken_back_at__isnull=True).order_by("held_on", "pk")
    rows = rows.filter(year__in=years) | rows.filter(pk__in=ids)
    talks = list(rows.distinct())
    classes = list(SchoolClass.objects.filter(school=school, year__in=years)) if years else []
    found: dict[str, Any] = {str(row.pk): There(page, row.held_on) for row in talks if row.pk in ids}
    for ref, (year, stage) in wholes.items():
        held = [row for row in talks if row.year == year and str(row.stage) == stage]
        found[ref] = There(page, _all_classes([one for one in classes if one.year == year], held))
    return found


def _all_classes(classes: list[SchoolClass], talks: list[Talk]) -> date | None:
    """Return the day on which the last class had its first talk; None while one has had none."""
    days = []
    for one in classes:
        first = [row.held_on for row in talks if covers(row, one)]
        if not first:
            return None
        days.append(min(first))
    return max(days, default=None)


def covers(talk: Talk, school_class: SchoolClass) -> bool:
    """Say whether a talk was one of this class's guardians."""
    if talk.kind == "class":
        return talk.school_class_id == school_class.pk
    return talk.kind == "school" or talk.grade == school_class.grade


def _choose_talks(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None or not staff.can(Can.OUTREACH):
        return []
    stages = edition(staff.school.edition).plan.stages
    whole = [(f"{year}:{one.number}", _("%(stage)sの全学級の懇談会") % {"stage": one.label}) for one in stages]
    rows = talks_for(staff).filter(year=year, taken_back_at__isnull=True)
    return [*whole, *((str(row.pk), f"{of_whom(row)} {row.held_on:%m/%d}") for row in rows)]


def of_whom(row: Talk) -> str:
    """Return whose talk it was: 「3年2組」, 「3年」, the whole school."""
    if row.school_class is not None:
        return str(row.school_class)
    return _("%(grade)d年") % {"grade": row.grade} if row.grade else _("全校")


def _find_given(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    page = reverse("outreach:given")
    ids = {int(ref) for ref in refs if ref.isascii() and ref.isdigit() and len(ref) < 16}
    wholes = _wholes(refs)
    rows = Given.objects.filter(school=school, taken_back_at__isnull=True)
    rows = rows.filter(pk__in=ids) | rows.filter(year__in={year for year, _what in wholes.values()})
    given = list(rows.order_by("on", "pk"))
    found: dict[str, Any] = {str(row.pk): There(page, row.on) for row in given if row.pk in ids}
    for ref, (year, what) in wholes.items():
        days = [row.on for row in given if row.year == year and row.what == what]
        found[ref] = There(page, min(days, default=None))
    return found


def _choose_given(staff: Staff, year: int) -> list[tuple[str, str]]:
    if not staff.can(Can.OUTREACH):
        return []
    whole = [
        (f"{year}:{what}", _("%(what)sを配る") % {"what": label}) for what, label in GIVEN.items() if what != "item"
    ]
    rows = given_for(staff).filter(year=year, taken_back_at__isnull=True)
    return [*whole, *((str(row.pk), f"{GIVEN[row.what]} {WHOM[row.whom]} {row.on:%m/%d}") for row in rows)]


def put_in_place() -> None:
    """Register these; called when the app is ready."""
    for kind, label, find, choose in (
        ("outreach.item", gettext_lazy("学校だより"), _find_items, _choose_items),
        ("outreach.talk", gettext_lazy("懇談会"), _find_talks, _choose_talks),
        ("outreach.given", gettext_lazy("配布"), _find_given, _choose_given),
    ):
        register(kind, Linked(label, lambda row: row.url, lambda row: row.done_on, choose, find))
