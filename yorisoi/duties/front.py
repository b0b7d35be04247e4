"""The front of a list of duties: those due first, as many as anybody reads, each basket read in the order of its index.

A person's duties lie in baskets: those assigned by name, and one for each post they hold or stand in for. Each is read
only as far as `MOST`; so a list costs the same however much a school owes. Head counts are exact up to there, and say
so where there are more. Whoever goes further reaches everything: from there on all is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import merge
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from yorisoi.duties.asked import AskedBy
from yorisoi.duties.away import stood_in_for
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import basket_of, once, open_duties, without_shut_out
from yorisoi.duties.times import edges
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Staff

PAGE = 20  # as much as one reads at once; the head counts lead to the pages further on
MOST = 5 * PAGE
SECTIONS: dict[str, Text] = {
    "late": gettext_lazy("おくれ"),
    "today": gettext_lazy("今日中"),
    "week": gettext_lazy("今週"),
    "later": gettext_lazy("この先"),
}
TONES = {"late": "danger", "today": "warn"}
Key = tuple[datetime, datetime, UUID]
Beyond = Callable[[], QuerySet[Duty]]


def in_order(rows: QuerySet[Duty]) -> QuerySet[Any]:
    """Return (due_at, owed_at, id) of the first rows."""
    wanted = ("due_at", "owed_at", "pk")
    return rows.select_related(None).order_by(*wanted).values_list(*wanted)[: MOST + 1]


def _of_school(staff: Staff, **narrowed: Any) -> QuerySet[Duty]:
    return once(without_shut_out(Duty.objects.filter(OPEN, school=staff.school, **narrowed), staff))


BY_NAME = AskedBy(lambda staff: in_order(_of_school(staff, staff__in=[staff, *stood_in_for(staff)])))
BY_POST = AskedBy(lambda staff, **basket: in_order(_of_school(staff, staff__isnull=True, **basket)))
OF_SCHOOL = AskedBy(lambda staff: in_order(once(open_duties(staff))))
OF_POST = AskedBy(lambda staff, acting_post: in_order(once(open_duties(staff)).filter(acting_post=acting_post)))


def front_of(staff: Staff) -> list[Key]:
    """Return the keys of what this person owes, in order, at most `MOST` and one."""
    baskets = [BY_NAME.rows(staff)]
    for held in _distinct(one for person in (staff, *stood_in_for(staff)) for one in person.holdings):
        baskets.append(BY_POST.rows(staff, **held))
    return list(dict.fromkeys(merge(*baskets)))[: MOST + 1]


def _distinct(holdings: Iterable[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for held in holdings:
        basket = basket_of(held)
        if basket not in found:
            found.append(basket)
    return found


def tally(listed: Listed) -> list[dict[str, Any]]:
    """Return the head counts, each with the page on which its section begins; `more`: at least as many.

    Where there are more than the front holds, whoever has not gone there is led to the page from which all is counted.
    """
    counts = listed.counts()
    cut = listed.more
    last = max((place for place, key in enumerate(SECTIONS) if counts[key]), default=0)
    out, before = [], 0
    for place, (key, label) in enumerate(SECTIONS.items()):
        out.append(
            {
                "key": key,
                "label": label,
                "count": counts[key],
                "more": cut and place >= last,
                "tone": TONES.get(key, "") if counts[key] else "",
                "page": before // PAGE + 1,
            }
        )
        before += counts[key]
    return out


def _by_section(due: Iterable[datetime]) -> dict[str, int]:
    now, midnight, monday = edges()
    counts = dict.fromkeys(SECTIONS, 0)
    for at in due:
        counts["late" if at < now else "today" if at < midnight else "week" if at < monday else "later"] += 1
    return counts


def _counted(rows: QuerySet[Duty]) -> dict[str, int]:
    """Return how many of these duties, however many, stand in each section: one statement."""
    now, midnight, monday = edges()
    within = {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=midnight),
        "week": Q(due_at__gte=midnight, due_at__lt=monday),
        "later": Q(due_at__gte=monday),
    }
    asked = {f"in_{key}": Count("pk", filter=fits) for key, fits in within.items()}
    found = rows.select_related(None).order_by().aggregate(**asked)
    return {key: found[f"in_{key}"] for key in SECTIONS}


class Listed(Paginator):
    """Pages of the front; what lies beyond it is counted and read only when somebody goes there."""

    def __init__(self, front: list[Key], beyond: Beyond, rows_of: Callable[[list[UUID]], list[Duty]]) -> None:
        super().__init__([], PAGE)
        self.front, self.beyond, self.rows_of = front, beyond, rows_of
        self._whole: dict[str, int] | None = None  # the counts of all, where they had to be asked for

    @property
    def more(self) -> bool:
        """Whether there are more than `count`."""
        return self._whole is None and len(self.front) > MOST

    @property
    def count(self) -> int:
        """How many there are on all pages, as far as is known."""
        return len(self.front) if self._whole is None else sum(self._whole.values())

    @property
    def num_pages(self) -> int:
        """How many pages, counted past the front only when somebody goes there."""
        return max(1, -(-self.count // PAGE))

    def counts(self) -> dict[str, int]:
        """Return how many stand in each section, as far as is known."""
        return self._whole or _by_section(due for due, *_rest in self.front[:MOST])

    def get_page(self, number: int | float | str | None) -> Page:
        """Return the page of this number; the first for what is none, the last for what lies behind it."""
        try:
            wanted = max(1, int(number or 1))
        except ValueError:
            wanted = 1
        if self.more and wanted > MOST // PAGE:
            self._whole = _counted(self.beyond())
        return self.page(min(wanted, self.num_pages))

    def page(self, number: int | str) -> Page:
        """Return the rows of one page."""
        place = self.validate_number(number)
        first = (place - 1) * PAGE
        ids = [key[-1] for key in self.front[first : first + PAGE]]
        if self._whole is not None and first >= MOST:
            ordered = self.beyond().order_by("due_at", "owed_at", "pk").values_list("pk", flat=True)
            ids = list(ordered[first : first + PAGE])
        return Page(self.rows_of(ids), place, self)


__all__ = ["MOST", "OF_POST", "OF_SCHOOL", "PAGE", "SECTIONS", "TONES", "Listed", "front_of", "tally"]
