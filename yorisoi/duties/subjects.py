"""What a duty or a notice can be about besides a report, a case or a meeting. Later chapters put theirs here.

    register("attendance.absencewarning", Subject(label=…, url=…, verb=…, kept=…))

They know the duties and not the other way round; called when the app is ready.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from yorisoi.duties.kept_from import nothing_kept
from yorisoi.duties.models import Duty, Notice
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Staff

ACTING = gettext_lazy("確かめた人として")


@dataclass(frozen=True)
class Subject:
    """One kind of subject: a model whose rows have a UUID, a school and a sealing key.

    label: what people call it (no name in it). url: its page. verb, verbs: the words on the button, by `done_by`.
    kept: the rows that are kept from this person; asked only of people from whom a report or case is kept, but for
    `own`: subjects that know of themselves from whom they are kept. acting: as what a person owes it by name.
    """

    label: Text
    url: Callable[[UUID], str]
    verb: Text
    kept: Callable[[Staff], QuerySet[Any]]
    verbs: Mapping[str, Text] = field(default_factory=dict)
    own: bool = False
    acting: Text = ACTING


_SUBJECTS: dict[str, Subject] = {}


def register(kind: str, subject: Subject) -> None:
    """Let duties and notices be about rows of this model ("app.model", in small letters)."""
    _SUBJECTS[kind] = subject


def subject_of(row: Duty | Notice) -> Subject:
    """Return what kind of subject this row is about. Raises KeyError for one that nobody has registered."""
    return _SUBJECTS[row.subject_kind]


def open_subjects(staff: Staff, path: str = "subject_id") -> Q:
    """Return what a row must fit whose `path` is of no subject that is kept from this person."""
    free = nothing_kept(staff)
    kept = Q(pk__in=[])
    for kind, subject in _SUBJECTS.items():
        if subject.own or not free:  # looked up for the row at hand, not all that is kept read for every list
            kept |= Q(Q(subject_kind=kind), Exists(subject.kept(staff).filter(pk=OuterRef(path))))
    return ~kept


def with_subjects(rows: Iterable[Duty]) -> None:
    """Give each row what it is about, with the key of its texts: one query for each kind of subject."""
    wanted: dict[str, list[Duty]] = defaultdict(list)
    for row in rows:
        if row.subject_id is not None:
            wanted[row.subject_kind].append(row)
    for kind, about in wanted.items():
        manager = apps.get_model(kind)._default_manager.select_related("key")
        found = manager.in_bulk({row.subject_id for row in about})
        for row in about:
            row.hold(found[row.subject_id])
