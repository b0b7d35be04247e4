"""What comes before a line: facts before causes, agreement before a word to the press, the family's wishes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from yorisoi.cases.models import Involvement
from yorisoi.incidents.kind_types import NO_NAMES, WHY_NOT_HEARD, WISHES_KEPT, Kind
from yorisoi.incidents.models import Incident, IncidentLine
from yorisoi.incidents.queries import press_facts, standing_lines
from yorisoi.policy.flow import NotYet
from yorisoi.policy.serious_needs import PRESS_NEEDS
from yorisoi.schools.models import Pupil
from yorisoi.schools.search import fold

TO_THE_OUTSIDE = {"press_agreed": ("words",), "press_answer": ("words",)}  # what may be said aloud


class Said(Protocol):
    """What is about to be written."""

    @property
    def code(self) -> str:
        """The choice."""

    @property
    def body(self) -> dict[str, str]:
        """The words by field."""


def before(row: Incident, kind: Kind, said: Said | None = None) -> None:
    """Raise NotYet where something comes before a line of this kind. said: the line, once it is typed."""
    if kind.states and row.state not in kind.states:
        raise NotYet([kind.first] if kind.first else [])
    if said is None:
        return
    if kind.name == "press_answer" and said.code != "held":
        facts = press_facts(standing_lines(row))
        if missing := [need for need in PRESS_NEEDS if not need.met(facts)]:
            raise NotYet(missing)
    if kind.name in TO_THE_OUTSIDE and named_in(row, (said.body.get(one, "") for one in TO_THE_OUTSIDE[kind.name])):
        raise NotYet([NO_NAMES])
    if kind.name == "hearing" and not said.body.get("wish", "").strip():
        if said.code == "could_not":
            raise NotYet([WHY_NOT_HEARD])
        if said.code == "pupil" and held_back(standing_lines(row)):
            raise NotYet([WISHES_KEPT])


def held_back(lines: Iterable[IncidentLine]) -> bool:
    """Say whether the family wished something not to be done, or the pupil could not be heard."""
    return any(
        (line.kind == "hearing" and line.code == "could_not")
        or (line.kind == "wishes" and line.data("body").get("not_wished"))
        for line in lines
    )


def children_of(row: Incident) -> list[Pupil]:
    """Return the child and every child of the cases that it touches."""
    touched = Involvement.objects.filter(case__incidents__incident=row).values("pupil")
    return list(Pupil.objects.filter(pk__in=touched) | Pupil.objects.filter(pk=row.pupil_id or 0))


def named_in(row: Incident, texts: Iterable[str]) -> bool:
    """Say whether a name of a child of this matter stands in any of the texts, in any script form."""
    folded = [fold(text) for text in texts if text.strip()]
    for one in children_of(row) if folded else ():
        whole = (f"{one.family_name}{one.given_name}", f"{one.family_kana}{one.given_kana}")
        parts = [part for part in (one.family_name, one.given_name) if len(part) > 1]
        parts += [part for part in (one.family_kana, one.given_kana) if len(part) > 2]  # はる stands in 「はるやすみ」
        names = {fold(name) for name in (*whole, *parts)}
        if any(name and name in text for name in names for text in folded):
            return True
    return False
