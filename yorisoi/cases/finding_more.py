"""Texts of later chapters that the record search finds: they know the search and not the other way round.

SOURCES.append(Source(keys=…, readers=…, again=…))     # when the app is ready
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.journal.findable import Text
from yorisoi.journal.models import DataKey
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Reader:
    """One kind of row: those that a person may read (a fixed number of queries), and how a hit is shown.

    show: what is shown of a row that was found.
    """

    rows: Callable[[Staff], QuerySet[Any]]
    show: Callable[[Any], Shown]


@dataclass(frozen=True)
class Shown:
    """What is shown of a hit. texts: the words of the row, of which the excerpt is taken."""

    where: str
    label: str
    at: Any
    texts: list[str]
    url: str


@dataclass(frozen=True)
class Source:
    """One chapter's texts.

    keys: the data keys under which this person may look. readers: by kind (the model's name). again: every key with
    all texts under it, for `yorisoi search rebuild`; name: how they are counted there.
    """

    name: str
    keys: Callable[[Staff], QuerySet[Any]]
    readers: Mapping[str, Reader]
    again: Callable[[], Iterable[tuple[DataKey, Iterable[Text]]]]


SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Let the search find these texts too."""
    if all(one.name != source.name for one in SOURCES):
        SOURCES.append(source)


def keys_of_more(staff: Staff) -> Q:
    """Return what a bundle fits that lies under a key of a later chapter which this person may open."""
    found = Q(pk__in=[])
    for one in SOURCES:
        found |= Q(key__in=one.keys(staff).order_by().values("key"))
    return found
