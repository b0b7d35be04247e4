"""The determination as a guided page: the child's words, then the three elements, each beside what is on record.

What is on record is offered to be ticked as supporting an element or speaking against it. Nothing is ticked beforehand:
which record says what is for people to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as part
from typing import TYPE_CHECKING

from django import forms
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from yorisoi.cases.present_known import Known, Word
from yorisoi.policy.flow import Text

if TYPE_CHECKING:
    from yorisoi.cases.forms_room import DecisionForm

LONGEST = 110  # letters of one quote

# Element → the kinds of lines that speak of it first. A hearing counts by whom it was held with.
NEAR: dict[str, tuple[str, ...]] = {
    "relation": ("report:", "memo"),
    "act": ("act", "hearing:", "gathering", "report:", "file"),
    "distress": ("hearing:victim", "pupil_confirmation", "report:child", "guardian_confirmation", "observation"),
}
TITLES: dict[str, tuple[Text, Text]] = {
    "relation": (gettext_lazy("関係"), gettext_lazy("一定の人的関係にある児童どうしか。")),
    "act": (gettext_lazy("行為"), gettext_lazy("心理的・物理的な影響を与える行為があったか。")),
    "distress": (gettext_lazy("心身の苦痛"), gettext_lazy("その子の立場から見て、苦痛を感じているか。")),
}
BESIDE = {"distress": ("play_or_quarrel", "circumstances")}  # what is asked together with an element


@dataclass(frozen=True)
class Record:
    """One record that may be ticked for or against an element."""

    word: Word
    text: SafeString
    supports: bool
    opposes: bool

    @property
    def ticked(self) -> bool:
        """Somebody ticked it."""
        return self.supports or self.opposes


@dataclass
class Step:
    """One element: the question, its answer, what is asked with it, and the records."""

    name: str
    number: int
    title: Text
    question: Text
    field: forms.BoundField
    beside: list[forms.BoundField]
    near: list[Record]
    more: list[Record]
    children: list[SafeString] = part(default_factory=list)

    @property
    def left(self) -> bool:
        """Say whether there is any record at all."""
        return bool(self.near or self.more)


@dataclass
class Guide:
    """All of it: the child's words on top, the elements, what does not fit."""

    words: forms.BoundField | None
    quotes: list[Record]
    steps: list[Step]
    last: list[forms.BoundField]


def _all(known: Known | None) -> list[Word]:
    return [w for w in [*known.said, *known.facts, *known.memos] if w.ref and w.words.strip()] if known else []


def records(known: Known | None) -> list[tuple[str, str]]:
    """Return the records that may be ticked: reference and label."""
    return [(word.ref, word.label) for word in _all(known)]


def guide(form: DecisionForm, known: Known | None) -> Guide | None:
    """Return the determination of this form, or nothing where the move wants none."""
    names = [name for name in TITLES if name in form.fields]
    if not names and "against" not in form.fields and "child_words" not in form.fields:
        return None
    ticked = {(element, side, ref) for element, side, ref in form.evidence()}
    steps = [_step(form, name, n, known, ticked) for n, name in enumerate(names, 1)]
    own = [w for w in _all(known) if w.kind in {"hearing:victim", "report:child", "pupil_confirmation"}]
    shown = {name for step in steps for name in (step.name, *(one.name for one in step.beside))}
    rest = [name for name in ("circumstances", "play_or_quarrel", "against") if name not in shown]
    return Guide(
        words=form["child_words"] if "child_words" in form.fields else None,
        quotes=[_record(w, known, "", set()) for w in own[:4]],
        steps=steps,
        last=form.part(rest),
    )


def _step(form: DecisionForm, name: str, n: int, known: Known | None, ticked: set[tuple[str, str, str]]) -> Step:
    title, question = TITLES[name]
    found = [_record(word, known, name, ticked) for word in _all(known)]
    near = [one for one in found if one.ticked or one.word.kind.startswith(NEAR[name])]
    return Step(
        name=name,
        number=n,
        title=title,
        question=question,
        field=form[name],
        beside=form.part(BESIDE.get(name, ())),
        near=near,
        more=[one for one in found if one not in near],
        children=known.children if known and name == "relation" else [],
    )


def _record(word: Word, known: Known | None, element: str, ticked: set[tuple[str, str, str]]) -> Record:
    short = Truncator(word.words).chars(LONGEST)
    text = known.letters.veil(short) if known else SafeString("")
    return Record(word, text, (element, "for", word.ref) in ticked, (element, "against", word.ref) in ticked)
