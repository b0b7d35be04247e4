"""What the form of a line begins with, and what can be chosen in it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yorisoi.incidents.kind_types import Kind
from yorisoi.incidents.models import IncidentLine
from yorisoi.incidents.queries import press_facts
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_needs import PRESS_NEEDS

# kinds of lines beside whose form the wishes of child and family stand
WISHES_BESIDE = frozenset({"hearing", "publication", "result", "explained_two", "press_agreed", "around"})


def start_of(name: str, old: IncidentLine | None, lines: Sequence[IncidentLine]) -> dict[str, Any]:
    """Return what the form begins with: the old line's words; of the notice what was claimed or found."""
    if old is not None:
        body = {f"body_{key}": words for key, words in old.data("body").items()}
        return {"occurred_at": old.occurred_at, "code": old.code, "next_on": old.next_on, **body}
    if name == "notice":
        said = [line.data("body").get("words", "") for line in lines if line.kind in {"claim", "opened"}]
        return {"body_words": "\n".join(said)}
    return {"code": "held"} if name == "press_answer" else {}


def codes_now(kind: Kind, lines: Sequence[IncidentLine]) -> tuple[tuple[str, Text], ...]:
    """Return what can be chosen now: before agreement with the board nobody has answered the press."""
    if kind.name != "press_answer":
        return kind.codes
    facts = press_facts(lines)
    return tuple(one for one in kind.codes if one[0] == "held" or all(need.met(facts) for need in PRESS_NEEDS))


__all__ = ["WISHES_BESIDE", "codes_now", "start_of"]
