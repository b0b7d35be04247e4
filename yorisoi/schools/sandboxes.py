"""Which schools are in sight: the real ones, or within a drill its sandbox alone, never both.

    with inside(run.sandbox_id): …        # `training.drill_middleware` does so for every request of a drill

A sandbox is a school made for one drill (`School.sandbox_of`). `School.objects` shows what is in sight, so that
whatever goes over all schools leaves sandboxes out without thinking of it; what goes over rows of all schools asks
`here()`, or `real()` where nobody of a sandbox ever comes. `School.everywhere` is for the few reads that know the
school already. A query that is built once and kept (`journal.fixed`) may not ask what is in sight: it would ask so for
ever after; it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from yorisoi.journal.fixed import NotFixed, is_building

if TYPE_CHECKING:
    from yorisoi.schools.models import School

_INSIDE: ContextVar[int | None] = ContextVar("yorisoi_sandbox", default=None)


def inside_of() -> int | None:
    """Return the sandbox in which this happens, None in the real world."""
    return _INSIDE.get()


@contextmanager
def inside(sandbox_id: int) -> Iterator[None]:
    """See this sandbox and no other school, as long as this lasts."""
    token = _INSIDE.set(sandbox_id)
    try:
        yield
    finally:
        _INSIDE.reset(token)


def real(path: str = "school") -> Q:
    """Return what a row fits whose school (at `path`) is a real one, or that belongs to no school."""
    return Q(**{f"{path}__sandbox_of__isnull": True})


def here(path: str = "school") -> Q:
    """Return what a row fits whose school is in sight: a real one, or within a drill its sandbox."""
    if is_building():
        raise NotFixed("what is in sight changes from one request to the next: no kept query may ask")
    within = _INSIDE.get()
    return real(path) if within is None else Q(**{path: within})


def of_the_board(school: School) -> Q:
    """Return what a person of 市教委 fits who is for this school. The real board is for no sandbox: none is told."""
    return Q(school=school) if school.sandbox_of_id else Q(school__isnull=True) | Q(school=school)


class InSight(models.Manager["School"]):
    """The schools in sight."""

    def get_queryset(self) -> Any:
        """Return the real ones, or the sandbox of this drill."""
        if is_building():
            raise NotFixed("what is in sight changes from one request to the next: ask School.everywhere")
        within = _INSIDE.get()
        rows = super().get_queryset()
        return rows.filter(sandbox_of__isnull=True) if within is None else rows.filter(pk=within)
