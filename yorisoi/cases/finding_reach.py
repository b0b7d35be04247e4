"""How far a search reaches beyond a reader's own cases: what went into them, and lines that stand in them too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from yorisoi.cases.models import Case, SharedEntry
from yorisoi.cases.models_hearings import Statement
from yorisoi.journal.findable import Hit


@dataclass
class Beyond:
    """What a reader finds in cases that are not theirs, because it stands in theirs.

    home: the case of theirs in which a case (its id) or a line (its id) stands. keys: bundles they may look through
    as a whole. partly: bundles of which they may find these rows (ids) and no others.
    """

    home: dict[Any, Any] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)
    partly: dict[Any, set[str]] = field(default_factory=dict)

    def may(self, hit: Hit) -> bool:
        """Say whether this is theirs to find."""
        return hit.key not in self.partly or hit.about in self.partly[hit.key]


def beyond(cases: QuerySet[Case]) -> Beyond:
    """Return what stands in these cases and lives in others that are not among them."""
    found = Beyond()
    mine: Any = cases.values("pk")
    todo: Any = mine
    while todo is mine or todo:
        rows = Case.objects.filter(merged_into__in=todo).exclude(pk__in=mine)
        level = list(rows.values_list("pk", "merged_into", "key"))
        for pk, into, key in level:
            found.home[pk] = found.home.get(into, into)
            found.parts.append(pk)
            found.keys.append(key)
        todo = [pk for pk, _into, _key in level]
    shared = SharedEntry.objects.filter(case__in=mine).exclude(entry__case__in=mine)
    for case, entry, key in shared.values_list("case", "entry", "entry__case__key"):
        found.home[entry] = case
        if key not in found.keys:
            found.lines.append(entry)
            found.partly.setdefault(key, set()).add(str(entry))
    if found.lines:
        said = Statement.objects.filter(entry__in=found.lines).values_list("pk", "entry__case__key")
        for pk, key in said:
            found.partly[key].add(str(pk))
    return found
