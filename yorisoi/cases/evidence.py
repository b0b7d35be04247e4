"""What is on record for each of the three elements: short quotes with where they stand, the child's words first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from yorisoi.cases.present_known import Known, Word

LONGEST = 70  # letters of one quote
MOST = 4  # quotes of one element; the rest is read in 「分かっていること」

# Element → the kinds of lines that speak of it. A hearing counts by whom it was held with.
KINDS: dict[str, frozenset[str]] = {
    "act": frozenset({"act", "hearing:perpetrator", "hearing:around", "gathering", "file"}),
    "distress": frozenset({"hearing:victim", "pupil_confirmation"}),
    "circumstances": frozenset({"observation", "follow_up", "guardian_confirmation", "gathering"}),
}


@dataclass(frozen=True)
class Quote:
    """One short quote."""

    word: Word
    text: SafeString


@dataclass(frozen=True)
class Element:
    """A field of the determination, and what is on record for it."""

    field: forms.BoundField
    quotes: list[Quote]
    children: list[SafeString]


def elements(fields: Sequence[forms.BoundField], known: Known | None) -> list[Element]:
    """Return the fields with their quotes. The relation shows the children with their classes and roles."""
    return [
        Element(one, _quotes(one.name, known), known.children if known and one.name == "relation" else [])
        for one in fields
    ]


def _quotes(name: str, known: Known | None) -> list[Quote]:
    if known is None or name not in KINDS:
        return []
    found = [word for word in [*known.said, *known.facts] if word.kind in KINDS[name]]
    if name == "distress":
        found += [word for word in known.said if word.kind == "report:child"]
    if name == "act":
        found += [word for word in known.said if word.kind.startswith("report")]
    if name == "circumstances":
        found += known.memos
    return [
        Quote(word, known.letters.veil(Truncator(word.words).chars(LONGEST))) for word in found if word.words.strip()
    ][:MOST]
