"""The child's steps: always the same ones in the same order, whatever is answered. Pure: posted values in, pages out.

Nothing is kept on the server or the tablet before sending: every answer travels in the form's hidden fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from yorisoi.reports.reading import MODES, text_data
from yorisoi.schools.fields import LONGEST, length

CANNOT = "cannot_say"
CHECK = "check"


class Posted(Protocol):
    """What a browser sent: Django's QueryDict."""

    def getlist(self, key: str) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. kind: many, one, scale (0–10), text, line, class. modes: asked only in these."""

    name: str
    kind: str
    modes: tuple[str, ...] = MODES
    options: tuple[str, ...] = ()


def _options(name: str) -> tuple[str, ...]:
    return tuple(text_data()["option"][name])


SCALE = tuple(str(n) for n in range(11))
LOWER = ("kana", "ruby")
UPPER = ("upper", "en")
STEPS: dict[str, tuple[Question, ...]] = {
    "what": (Question("forms", "many"),),
    "whose": (Question("whose", "one", options=_options("whose")),),
    "when": (
        Question("when", "one", options=_options("when")),
        Question("still_going", "one", options=_options("still_going")),
    ),
    "where": (Question("where", "many", options=_options("where")),),
    "feel": (
        Question("feel", "one", LOWER, options=_options("feel")),
        Question("feel_scale", "scale", UPPER, options=SCALE),
    ),
    "adults": (
        Question("talk_to", "many", options=_options("talk_to")),
        Question("withhold", "many", options=_options("withhold")),
    ),
    "name": (Question("name", "line"), Question("class_id", "class")),
    "words": (Question("words", "text"),),
    "check": (),
}
ORDER = tuple(STEPS)
QUESTIONS = {question.name: question for questions in STEPS.values() for question in questions}


@dataclass(frozen=True)
class Sheet:
    """All that the form holds: the mode, the token, the answers by question, the steps that could not be said."""

    mode: str = "kana"
    token: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    def one(self, name: str) -> str:
        """Return the (first) answer to a question, or ""."""
        return next(iter(self.answers.get(name, ())), "")

    def hidden(self, step: str) -> Iterator[tuple[str, str]]:
        """Yield the fields that this step's page must carry unseen: all that it does not ask itself."""
        asked = {question.name for question in asked_in(step, self.mode)}
        for name, values in self.answers.items():
            if name not in asked:
                yield from ((name, value) for value in values)
        yield from (("unsaid", name) for name in sorted(self.unsaid))


def asked_in(step: str, mode: str) -> list[Question]:
    """Return the questions that a step shows in a mode."""
    return [question for question in STEPS[step] if mode in question.modes]


def read_sheet(posted: Posted, forms: Sequence[str], classes: Sequence[str], *, token: str) -> Sheet:
    """Read the form. Values that no page offers are dropped; what a child wrote is kept to the letter.

    forms: codes of the school's forms of bullying. classes: ids of its classes, as text.
    """
    mode = (list(posted.getlist("mode")) or [""])[-1]
    answers: dict[str, tuple[str, ...]] = {}
    for name, question in QUESTIONS.items():
        values = [value.replace("\r\n", "\n") for value in posted.getlist(name) if isinstance(value, str) and value]
        if question.kind not in {"line", "text"}:
            allowed = forms if name == "forms" else classes if name == "class_id" else question.options
            values = [value for value in dict.fromkeys(values) if value in allowed]
        if question.kind != "many":
            values = values[-1:]
        if values:
            answers[name] = tuple(values)
    unsaid = frozenset(name for name in posted.getlist("unsaid") if name in STEPS)
    return Sheet(mode if mode in MODES else "kana", token, answers, unsaid)


def step_too_long(sheet: Sheet) -> str:
    """Return the step whose words are longer than anybody can take, or ""."""
    for step, questions in STEPS.items():
        for question in questions:
            if question.kind in {"line", "text"} and length(sheet.one(question.name)) > LONGEST:
                return step
    return ""


def turn(sheet: Sheet, step: str, go: str, *, mending: bool = False) -> tuple[Sheet, str]:
    """Turn a page. go: next, back, cannot, to:<step>. Returns the sheet and the step to show ("mode" before the first).

    mending: the step was opened by 「なおす」; from there every button leads back to the check page.
    「いまは いえない」 says so for the whole step and lets its answers go; answering it later takes that back.
    """
    if step not in STEPS:
        return sheet, ORDER[0]
    place = ORDER.index(step)
    answered = any(sheet.answers.get(question.name) for question in asked_in(step, sheet.mode))
    if go == "cannot" and step != "check":
        names = {question.name for question in STEPS[step]}
        answers = {name: values for name, values in sheet.answers.items() if name not in names}
        return Sheet(sheet.mode, sheet.token, answers, sheet.unsaid | {step}), CHECK if mending else ORDER[place + 1]
    if answered:
        sheet = Sheet(sheet.mode, sheet.token, sheet.answers, sheet.unsaid - {step})
    if mending and not go.startswith("to:"):
        return sheet, CHECK
    if go == "back":
        return sheet, ORDER[place - 1] if place else "mode"
    if go.startswith("to:") and go[3:] in STEPS:
        return sheet, go[3:]
    return sheet, ORDER[min(place + 1, len(ORDER) - 1)]
