"""Who is meant: people ticked in the type-ahead, and names that were only typed, held against the roster."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from yorisoi.reports.answers import codes_of
from yorisoi.reports.models import Report
from yorisoi.schools.models import Pupil, School, Staff, class_label
from yorisoi.schools.queries import class_labels, pupils_of, staff_of
from yorisoi.schools.search import find_people, fold

_APART = re.compile(r"[、,，;；\n]+")
_CLASS = re.compile(r"^([1-9１-９])\s*(?:年|-|の|ねん)\s*([^\s組]{1,6}?)\s*(?:組|くみ|\s)\s*(?:の\s*)?(.+)$")
_POLITE = re.compile(r"(?:さん|くん|君|ちゃん)$")


@dataclass(frozen=True)
class Picked:
    """The people ticked so far."""

    pupils: Sequence[Pupil] = ()
    staff: Sequence[Staff] = ()


@dataclass(frozen=True)
class Line:
    """One person to tick: `field` is the form's field, `ticked` whether it is chosen already."""

    field: str
    uid: str
    name: str
    sub: str
    kana: str = ""
    ticked: bool = False


def _uids(values: list[Any]) -> list[UUID]:
    out = []
    for value in values:
        try:
            out.append(UUID(str(value)))
        except ValueError:
            continue
    return out


def picked(school: School, posted: QueryDict) -> Picked:
    """Return the children and colleagues that are ticked; strangers to the school are dropped."""
    pupils = pupils_of(school).filter(uid__in=_uids(posted.getlist("pupil")))
    staff = staff_of(school).filter(uid__in=_uids(posted.getlist("concerned")))
    return Picked(list(pupils), list(staff))


def found_people(school: School, q: str, chosen: Picked) -> list[Line]:
    """Return those ticked, then whom the letters may mean."""
    labels = class_labels(pupil.pk for pupil in chosen.pupils) if chosen.pupils else {}
    lines = [Line("pupil", str(row.uid), row.name, labels.get(row.pk, ""), row.kana, True) for row in chosen.pupils] + [
        Line("concerned", str(row.uid), row.name, row.post_label, ticked=True) for row in chosen.staff
    ]
    have = {line.uid for line in lines}
    for hit in find_people(school, q) if q.strip() else []:
        if hit.uid not in have:
            lines.append(Line("pupil" if hit.kind == "pupil" else "concerned", hit.uid, hit.name, hit.sub, hit.kana))
    return lines


def recognise(school: School, text: str, chosen: Picked | None = None) -> tuple[list[int], str]:
    """Return the ids of children whose typed name leaves no doubt, and the names that could not be settled.

    A full name that one child of the school has, or a name with the class (「3年2組 田中」) that one child of
    that class has. Anything else stays text for the intake officer, but for letters that led to somebody ticked.
    """
    pieces = [piece.strip() for piece in _APART.split(text) if piece.strip()]
    if not pieces:
        return [], ""
    pupils = list(pupils_of(school))
    labels = class_labels(pupil.pk for pupil in pupils)
    named: list[int] = []
    rest: list[str] = []
    people: list[Pupil | Staff] = [*chosen.pupils, *chosen.staff] if chosen else []
    led = [fold(name) for row in people for name in (row.name, row.family_kana + row.given_kana)]
    for piece in pieces:
        if any(fold(piece) in name for name in led):
            continue
        found = _meant(piece, pupils, labels)
        if len(found) == 1:
            named += found
        else:
            rest.append(piece)
    return named, "、".join(rest)


def _meant(piece: str, pupils: list[Pupil], labels: dict[int, str]) -> list[int]:
    if place := _CLASS.match(piece):
        label = fold(class_label(int(place[1]), place[2]))
        wanted = fold(_POLITE.sub("", place[3].strip()))
        return [
            pupil.pk
            for pupil in pupils
            if fold(labels.get(pupil.pk, "")) == label
            and wanted in {fold(name) for name in (pupil.name, pupil.kana, pupil.family_name, pupil.given_name) if name}
        ]
    wanted = fold(_POLITE.sub("", piece))
    return [pupil.pk for pupil in pupils if pupil.given_name and wanted in {fold(pupil.name), fold(pupil.kana)}]


OFFERED = 4


def suggested(report: Report, *, opened: bool = False) -> list[Line]:
    """Return whom of the roster a typed name may mean, the class that was given first. Offered, never added.

    opened: the name of a child that tells of itself as well, where who told has just been opened.
    """
    typed = _typed_names(report, opened)
    if not typed:
        return []
    named = {row.pupil_id: row.pupil for row in report.named_pupils(manager="now").select_related("pupil")}
    typed = [piece for piece in typed if all(_likeness(piece, pupil) is None for pupil in named.values())]
    pupils = [pupil for pupil in pupils_of(report.school) if pupil.pk not in named] if typed else []
    found: dict[int, Line] = {}
    for piece in typed:
        place = _CLASS.match(piece)
        here = fold(class_label(int(place[1]), place[2])) if place else fold(str(report.school_class or ""))
        like = {pupil: _likeness(place[3] if place else piece, pupil) for pupil in pupils}
        labels = class_labels(pupil.pk for pupil, likeness in like.items() if likeness is not None)
        hits = [
            (fold(labels.get(pupil.pk, "")) != here, likeness, pupil)
            for pupil, likeness in like.items()
            if likeness is not None
        ]
        hits.sort(key=lambda hit: hit[:2])
        if here and hits and not hits[0][0]:  # somebody of that class fits: nobody else is offered
            hits = [hit for hit in hits if not hit[0]]
        for _elsewhere, _likeness_of, pupil in hits:
            line = Line("pupil", str(pupil.uid), pupil.name, labels.get(pupil.pk, ""), kana=pupil.kana)
            found.setdefault(pupil.pk, line)
    return list(found.values())[:OFFERED]


def _typed_names(report: Report, opened: bool) -> list[str]:
    """Return the names of children that somebody typed: whom a guardian means, who a child is that tells of itself."""
    answers = report.data("answers")
    typed = [str(answers.get("child_name", "")), str(answers.get("people_text", ""))]
    if opened and report.source == "child" and codes_of(answers, "whose") in ([], ["me"]):
        typed.append(str(report.data("reporter").get("name", "")))
    return [piece.strip() for text in typed for piece in _APART.split(text) if piece.strip()]


def _likeness(piece: str, pupil: Pupil) -> int | None:
    """0 for the full name or its reading, 1 for one of its halves, 2 where one holds the other, None otherwise."""
    wanted = fold(_POLITE.sub("", piece.strip()))
    whole = [fold(name) for name in (pupil.name, pupil.kana) if name]
    halves = [pupil.family_name, pupil.given_name, pupil.family_kana, pupil.given_kana]
    if not wanted:
        return None
    if wanted in whole:
        return 0
    if wanted in {fold(half) for half in halves if half}:
        return 1
    return 2 if any(wanted in name or (len(name) > 1 and name in wanted) for name in whole) else None
