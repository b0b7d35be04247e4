"""Pages of long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, per_page: int, number: int) -> None:
        super().__init__(rows, per_page)
        self.number = number

    @cached_property
    def count(self) -> int:
        """How many there are in all."""
        return self.number


class IdsFirst(Paginator):
    """Puts only the ids in order, then reads the rows of one page: thousands of whole rows need not be sorted."""

    def page(self, number: int | str) -> Page:
        """Return the rows of one page, in their order."""
        place = self.validate_number(number)
        rows: Any = self.object_list
        first = (place - 1) * self.per_page
        lean = rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)
        ids = list(lean[first : first + self.per_page])
        found = {row.pk: row for row in rows.filter(pk__in=ids)}
        return Page([found[pk] for pk in ids if pk in found], place, self)
