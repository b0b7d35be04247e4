"""What a questionnaire's form holds: posted values in, answers out. Pure, and the same steps whatever is answered.

Nothing is kept on the server before sending; a form without scripts carries its answers along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.datastructures import MultiValueDict

from yorisoi.policy.questionnaire import CANNOT, Item, Questionnaire

PREFIX = "q."
WITH, WITHOUT = "with", "without"
LONGEST_SENDING = 100


@dataclass(frozen=True)
class Form:
    """All that the form holds. answers: question → posted values, to the letter. name: "with", "without" or ""."""

    card: str = ""
    sending: str = ""
    name: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def chosen(self, item: Item) -> tuple[str, ...]:
        """Return what is chosen of a question. Whoever chose something can say it, whatever else is marked."""
        values = self.answers.get(item.code, ())
        if len(values) > 1:
            values = tuple(value for value in values if value != CANNOT)
        return values

    def given(self, sheet: Questionnaire) -> dict[str, Any]:
        """Return the answers as `policy.alarms.checked` takes them; what was never asked stays, to be refused there."""
        found: dict[str, Any] = {code: values[-1] for code, values in self.answers.items()}
        for item in sheet.items:
            if item.code in found and (item.several or len(self.answers[item.code]) > 1):
                if not (values := self.chosen(item)):
                    continue
                found[item.code] = list(values) if item.several and values != (CANNOT,) else _one(item, values)
        return found

    @property
    def nameless(self) -> bool | None:
        """The child's choice as `receive` takes it; None where none was made."""
        return {WITH: False, WITHOUT: True}.get(self.name)

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that a page without the questions carries unseen."""
        yield from (("card", self.card), ("sending", self.sending), ("name", self.name))
        yield from ((PREFIX + code, value) for code, values in self.answers.items() for value in values)


def _one(item: Item, values: tuple[str, ...]) -> str:
    """Words go before 「いまは いえない」; of single choices the last one counts."""
    return next((value for value in values if value != CANNOT), CANNOT) if item.kind == "text" else values[-1]


def read_form(posted: MultiValueDict[str, str]) -> Form:
    """Read a form. Nothing is judged here; line ends are made alike, empty fields left out."""
    return read_fields(dict(posted.lists()))


def read_fields(posted: Mapping[str, Sequence[str]]) -> Form:
    """Read a form's fields, each with all that was posted for it: see `read_form`."""
    answers: dict[str, tuple[str, ...]] = {}
    for name, values in posted.items():
        if name.startswith(PREFIX):
            told = [value.replace("\r\n", "\n") for value in values if isinstance(value, str) and value]
            if told:
                answers[name[len(PREFIX) :]] = tuple(dict.fromkeys(told)) if len(told) > 1 else (told[0],)
    name = _last(posted, "name")
    return Form(
        card=_last(posted, "card")[:LONGEST_SENDING].strip().lower(),
        sending=_last(posted, "sending")[:LONGEST_SENDING],
        name=name if name in {WITH, WITHOUT} else "",
        answers=answers,
    )


def _last(posted: Mapping[str, Sequence[str]], name: str) -> str:
    values = posted.get(name)
    return values[-1] if values else ""
