"""Words that speak of bullying: a table that finds and explains, so that a concern can be offered as a report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from yorisoi.policy.urgency import Found, Rule, look, read_rules
from yorisoi.policy.urgency import rules as urgent_rules

CITE = "detection.concerns"


@cache
def bullying_rules() -> dict[str, Rule]:
    """Return the rules of `bullying_words.toml` by name."""
    return read_rules(Path(__file__).parent / "bullying_words.toml", CITE)


def speaks_of_bullying(text: str) -> list[Found]:
    """Return what the table of bullying and that of urgent words find in a text, the urgent ones first."""
    return [*look(text), *look(text, bullying_rules())]


def label_of(name: str) -> str:
    """Return what a rule of either table is called; its name where the tables have changed since."""
    known = bullying_rules().get(name) or urgent_rules().get(name)
    return str(known.label) if known else name
