"""Where the groups are met: in the year's plan, on a child's page, and a warning for those who may know of pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.duties.first_page import FEET, Section
from yorisoi.groups.apart import apart_for
from yorisoi.groups.models import Apart, Leader, Place, Session
from yorisoi.groups.queries import group_of, in_force, may_see, sessions_for
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Can
from yorisoi.prevention.linked_here import Whole
from yorisoi.prevention.links import Linked, register
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.pupil_parts import Part, add_part

MET = Fixed(
    lambda arrangement, school: (
        Apart.objects.filter(
            Exists(
                Place.objects.filter(
                    arrangement_id=arrangement, pupil=OuterRef("first"), ended_at__isnull=True,
                    group__in=Place.objects.filter(
                        arrangement_id=arrangement, pupil=OuterRef(OuterRef("second")), ended_at__isnull=True
                    ).values("group"),
                )
            ),
            school_id=school, ended_at__isnull=True,
        ).values_list("pk")
    )
)  # fmt: skip
MONTHS = (4, 5, 6, 7, 9, 10, 11, 12, 1, 2, 3)
SESSIONS = Fixed(
    lambda school, first, last: (
        Session.objects.filter(school_id=school, on__gte=first, on__lte=last, cancelled_at__isnull=True)
        .order_by("on", "pk")
        .values_list("pk", "on", "held_at")
    )
)


def foot(staff: Staff) -> Section | None:
    """Below the duties of those who may know of it: children who are to be apart are in one group."""
    if staff.school_id is None or not staff.can(Can.APART):
        return None
    now = in_force(staff.school) if staff.school is not None else None
    met = {pk for (pk,) in MET.rows(arrangement=now.pk, school=now.school_id)} if now is not None else set()
    if not met or not any(row.pk in met for row in apart_for(staff)):
        return None
    return Section("groups/_foot.html")


def pupil_part(staff: Staff, pupil: Pupil) -> Part | None:
    """On a child's page: its group."""
    if staff.school_id != pupil.school_id or not may_see(staff):
        return None
    found = group_of(pupil)
    if found is None:
        return None
    arrangement, place = found
    leads = Leader.objects.filter(arrangement=arrangement, pupil=pupil, ended_at__isnull=True).exists()
    return Part("groups/_pupil_part.html", {"arrangement": arrangement, "group": place.group, "leads": leads})


# ── the plan ──


def _month(ref: str) -> tuple[date, date] | None:
    """Return the edges of the month that 「2026:05」 means; the year is the school year."""
    year, colon, month = ref.partition(":")
    if not (colon and year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit()):
        return None
    number = int(month)
    if not 1 <= number <= 12:
        return None
    first = date(int(year) + (number < 4), number, 1)
    after = date(first.year + (number == 12), number % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _find(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    months = {ref: edges for ref in refs if (edges := _month(ref)) is not None}
    ids = [pk for ref in refs if (pk := _uuid(ref)) is not None]
    found: dict[str, Any] = {}
    rows = Session.objects.filter(pk__in=ids, school=school, cancelled_at__isnull=True) if ids else []
    for row in rows:
        found[str(row.pk)] = Whole(
            reverse("groups:session", args=[row.pk]), 1, int(row.held_at is not None), row.on if row.held_at else None
        )
    if not months:
        return found
    first, last = min(edges[0] for edges in months.values()), max(edges[1] for edges in months.values())
    within: dict[str, list[tuple[date, bool]]] = defaultdict(list)
    for _pk, on, held in SESSIONS.rows(school=school.pk, first=first, last=last):
        for ref, (begins, ends) in months.items():
            if begins <= on <= ends:
                within[ref].append((on, held is not None))
    for ref in months:
        held_on = [on for on, held in within[ref] if held]
        page = reverse("groups:sessions")
        found[ref] = Whole(page, len(within[ref]), len(held_on), max(held_on, default=None))
    return found


def _choose(staff: Staff, year: int) -> list[tuple[str, str]]:
    if not may_see(staff):
        return []
    whole = [(f"{year}:{month:02d}", _("%(m)d月のたてわり活動") % {"m": month}) for month in MONTHS]
    rows = sessions_for(staff, year).filter(cancelled_at__isnull=True).order_by("on", "pk")
    return [*whole, *((str(row.pk), f"{row.on:%m/%d} {row.title}") for row in rows)]


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        "groups.session",
        Linked(gettext_lazy("たてわり班の活動"), lambda row: row.url, lambda row: row.done_on, _choose, _find),
    )
    FEET.add(foot)
    add_part(pupil_part)
