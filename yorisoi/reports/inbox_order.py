"""The order of the inbox: grave words nobody has looked at, news, new ones (urgent first), noted ones, decided ones.

The few of the first two kinds are found by themselves. All the rest stand in order in an index already, one stretch
behind the other; a page is cut out of it and nothing else is read.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.duties.asked import AskedBy
from yorisoi.journal.counted import count_of
from yorisoi.policy.report_flow import ReportState
from yorisoi.reports.models import Finding, Message, MessageSeen, Report
from yorisoi.reports.queries import reports_for
from yorisoi.schools.models import School, Staff

DECIDED = frozenset(ReportState) - {ReportState.RECEIVED, ReportState.NOTED}
# The stretches: states, and whether urgent ones (None: both alike).
STRETCHES: tuple[tuple[frozenset[ReportState], bool | None], ...] = (
    (frozenset({ReportState.RECEIVED}), True),
    (frozenset({ReportState.RECEIVED}), False),
    (frozenset({ReportState.NOTED}), True),
    (frozenset({ReportState.NOTED}), False),
    (DECIDED, None),
)
Cut = tuple[int, int, int]  # which stretch, from where, how many


def _unlooked() -> QuerySet[Any]:
    return Finding.objects.filter(grave=True, looked_at__isnull=True)


def _unseen(staff: Staff) -> QuerySet[Any]:
    seen = MessageSeen.objects.filter(message=OuterRef("pk"), staff=staff)
    return Message.objects.filter(~Exists(seen), direction=Message.REPORTER)


def _marked(staff: Staff) -> QuerySet[Any]:
    """Return the reports of this person with the marks by which some come first.

    `news`: the reporter has said more that this person has not seen, whatever has become of the report.
    """
    here = OuterRef("pk")
    rows = reports_for(staff).select_related(None)
    return rows.annotate(
        unlooked=Exists(_unlooked().filter(report=here)), news=Exists(_unseen(staff).filter(report=here))
    )


def _to_the_fore(staff: Staff) -> QuerySet[Any]:
    first = Q(pk__in=_unlooked().values("report_id")) | Q(pk__in=_unseen(staff).values("report_id"))
    found = _marked(staff).filter(first).order_by()
    return found.values_list("pk", "state", "urgent_at", "received_at", "unlooked", "news")


def _of(stretch: int) -> Q:
    states, urgent = STRETCHES[stretch]
    found = Q(state__in=sorted(states))
    return found if urgent is None else found & Q(urgent_at__isnull=not urgent)


def _cut(staff: Staff, cuts: frozenset[Cut], ids: tuple[Any, ...], states: frozenset[str]) -> QuerySet[Any]:
    """Return the rows of a page: those of these ids, and what is cut out of the stretches."""
    wanted = Q(pk__in=ids)
    for stretch, start, many in sorted(cuts):
        rows = reports_for(staff).select_related(None).filter(_of(stretch), state__in=sorted(states))
        rows = rows.filter(~Exists(_unlooked().filter(report=OuterRef("pk"))))
        rows = rows.filter(~Exists(_unseen(staff).filter(report=OuterRef("pk"))))
        wanted |= Q(pk__in=rows.order_by("-received_at", "-pk").values("pk")[start : start + many])
    found = _marked(staff).filter(wanted).select_related("school_class").order_by()
    return found.defer("narrative", "answers", "reporter", "received_from")


def _counts(staff: Staff) -> QuerySet[Any]:
    """Return how many reports there are of each state, and how many of them are urgent."""
    known = reports_for(staff)
    each = [known.filter(state=str(state)) for state in ReportState]
    found = [*map(count_of, each), *(count_of(rows.filter(urgent_at__isnull=False)) for rows in each)]
    return School.everywhere.filter(pk=staff.school.pk).values_list(*found)  # type: ignore[union-attr]


_COUNTS = AskedBy(_counts)
_FORE = AskedBy(_to_the_fore)
_CUT = AskedBy(_cut)


def _stretch(state: str, *, urgent: bool) -> int:
    return next(n for n, (states, each) in enumerate(STRETCHES) if state in states and each in (None, urgent))


class InOrder:
    """The inbox of one person, of some states, as a list that a `Paginator` can cut: two queries, and one a page."""

    def __init__(self, staff: Staff, states: Collection[str]) -> None:
        self.staff, self.states = staff, frozenset(str(state) for state in states)
        self.by_state: dict[str, int] = {}
        sizes = [0] * len(STRETCHES)
        found = _COUNTS.first(staff) or ()
        for state, count, urgent in zip(ReportState, found, found[len(ReportState) :], strict=False):
            self.by_state[state] = count
            if state in self.states:
                sizes[_stretch(state, urgent=True)] += urgent
                sizes[_stretch(state, urgent=False)] += count - urgent
        fore = [row for row in _FORE.rows(staff) if row[1] in self.states]
        for _pk, state, urgent_at, *_marks in fore:
            sizes[_stretch(state, urgent=urgent_at is not None)] -= 1
        fore.sort(key=lambda row: (row[3], row[0]), reverse=True)  # the latest first; what follows keeps their order
        fore.sort(key=lambda row: (not row[4], not row[5], _stretch(row[1], urgent=row[2] is not None)))
        self.fore: list[Any] = [row[0] for row in fore]
        self.sizes = sizes

    def __len__(self) -> int:
        return len(self.fore) + sum(self.sizes)

    def __getitem__(self, window: slice) -> list[Report]:
        start, stop = window.start, min(window.stop, len(self))
        ids = tuple(self.fore[start:stop])
        cuts: list[Cut] = []
        before = len(self.fore)
        for number, size in enumerate(self.sizes):
            first, last = max(start, before), min(stop, before + size)
            if first < last:
                cuts.append((number, first - before, last - first))
            before += size
        if not ids and not cuts:
            return []
        found = _CUT.rows(self.staff, cuts=frozenset(cuts), ids=ids, states=self.states)
        found.sort(key=lambda row: (row.received_at, row.pk), reverse=True)
        places = {pk: place for place, pk in enumerate(ids)}
        after = len(ids)
        found.sort(key=lambda row: (places.get(row.pk, after), _stretch(row.state, urgent=row.urgent_at is not None)))
        return found
