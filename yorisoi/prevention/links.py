"""What an activity of the plan can be done by: things of other chapters, linked instead of typed twice.

    register("outreach.newsletter", Linked(label=…, url=…, done_on=…, choices=…))

Called when the app is ready. kind is "app.model" in small letters; the rows are read by their keys in one query for
each kind (with `find` where what is linked is no row of that table), and `url` and `done_on` are given such a row.
An activity is done when all that is linked to it is done, on the day on which the last of it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from yorisoi.policy.flow import Text
from yorisoi.prevention.models import Activity, Link
from yorisoi.schools.models import School, Staff

Find = Callable[[School, Collection[str]], Mapping[str, Any]]


@dataclass(frozen=True)
class Linked:
    """One kind of thing.

    label: what people call it. url: its page. done_on: the day on which it was done, None while it is not.
    choices: (key, label) of what this person may link in this school year. find: rows by key, of this school.
    """

    label: Text
    url: Callable[[Any], str]
    done_on: Callable[[Any], date | None]
    choices: Callable[[Staff, int], list[tuple[str, str]]]
    find: Find | None = None


_LINKED: dict[str, Linked] = {}


def register(kind: str, linked: Linked) -> None:
    """Let activities be done by things of this kind ("app.model", in small letters)."""
    _LINKED[kind] = linked


def kinds() -> Mapping[str, Linked]:
    """Return what is registered, by kind."""
    return _LINKED


@dataclass(frozen=True)
class LinkShown:
    """A link as the pages show it. done_on: None while it is not done. there: the thing was found."""

    row: Link
    kind: Text
    url: str
    done_on: date | None
    there: bool


def _rows(kind: str, linked: Linked, school: School, refs: Collection[str]) -> Mapping[str, Any]:
    if linked.find is not None:
        return linked.find(school, refs)
    model = apps.get_model(kind)
    keys = []
    for ref in refs:
        try:
            keys.append(model._meta.pk.to_python(ref))
        except ValidationError:
            continue
    return {str(pk): row for pk, row in model._default_manager.in_bulk(keys).items()}


def look_up(school: School, links: Iterable[Link]) -> dict[Any, list[LinkShown]]:
    """Return the links of each activity (by its id) as they stand now; one query for each kind that occurs."""
    rows = list(links)
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wanted[row.kind].add(row.ref)
    found = {kind: _rows(kind, _LINKED[kind], school, refs) for kind, refs in wanted.items() if kind in _LINKED}
    shown: dict[Any, list[LinkShown]] = defaultdict(list)
    for row in rows:
        linked = _LINKED.get(row.kind)
        thing = found.get(row.kind, {}).get(row.ref)
        if linked is None or thing is None:
            shown[row.activity_id].append(LinkShown(row, linked.label if linked else "", "", None, there=False))
        else:
            one = LinkShown(row, linked.label, linked.url(thing), linked.done_on(thing), there=True)
            shown[row.activity_id].append(one)
    return shown


def done_by_links(links: Collection[LinkShown]) -> date | None:
    """Return the day on which all that is linked was done; None while something is not, or nothing is linked."""
    days = [link.done_on for link in links]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def may_open(staff: Staff, url: str) -> bool:
    """Say whether the page behind this address takes people with these rights."""
    try:
        declares = getattr(resolve(url.partition("?")[0].partition("#")[0]).func, "declares", None)
    except Resolver404:
        return False
    return declares in ("public", "account") or (isinstance(declares, frozenset) and bool(declares & staff.rights))


def label_of(staff: Staff, kind: str, ref: str, year: int) -> str | None:
    """Return how a thing is called that this person may link this year; None for anything else."""
    linked = _LINKED.get(kind)
    return dict(linked.choices(staff, year)).get(ref) if linked else None


def links_of(activities: Iterable[Activity]) -> list[Link]:
    """Return the links that stand of these activities."""
    return list(Link.objects.filter(activity__in=list(activities), ended_at__isnull=True).order_by("at", "pk"))
