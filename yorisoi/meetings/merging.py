"""Two hands in one text: what each changed since the text they began from, made into one without losing a line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

Change = tuple[int, int, list[str]]  # lines from, to (of the text both began from), what stands there instead


@dataclass(frozen=True)
class Merged:
    """The text of both. `both`: they wrote at the same place, and what each wrote stands one below the other."""

    text: str
    both: bool = False


def merge(base: str, theirs: str, mine: str) -> Merged:
    """Return one text: lines changed by one hand as that hand left them, lines changed by both with both texts.

    base: what `mine` was typed over. theirs: what is kept by now. A hand that only wrote on where the other left off
    is taken as it is, so that a text sent twice does not stand there twice.
    """
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    start, left, right = base.split("\n"), theirs.split("\n"), mine.split("\n")
    lines, both, at = [], False, 0
    for begin, end, ours, others in _regions(_changes(start, left), _changes(start, right)):
        lines += start[at:begin]
        said, doubled = _one(_apply(start, begin, end, others), _apply(start, begin, end, ours), start[begin:end])
        lines, both, at = lines + said, both or doubled, end
    return Merged("\n".join(lines + start[at:]), both)


def _changes(base: list[str], text: list[str]) -> list[Change]:
    codes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(a, b, text[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _regions(theirs: list[Change], mine: list[Change]) -> list[tuple[int, int, list[Change], list[Change]]]:
    """Return (from, to, my changes, their changes): changes that touch one another are one region."""
    rows = sorted([*((c, 0) for c in mine), *((c, 1) for c in theirs)], key=lambda row: (row[0][0], row[0][1], row[1]))
    found: list[tuple[int, int, list[Change], list[Change]]] = []
    for change, whose in rows:
        begin, end, _text = change
        if found and (begin < found[-1][1] or begin == found[-1][0]):
            first, last, ours, others = found.pop()
            end = max(end, last)
            begin = first
        else:
            ours, others = [], []
        (others if whose else ours).append(change)
        found.append((begin, end, ours, others))
    return found


def _apply(base: list[str], begin: int, end: int, changes: list[Change]) -> list[str]:
    out, at = [], begin
    for first, last, text in changes:
        out += base[at:first] + text
        at = last
    return out + base[at:end]


def _one(theirs: list[str], mine: list[str], base: list[str]) -> tuple[list[str], bool]:
    """Return what stands in a region that one or both have changed; whether both texts had to be kept."""
    if mine in (theirs, base):
        return theirs, False
    if theirs == base:
        return mine, False
    one, other = "\n".join(theirs), "\n".join(mine)
    if other.startswith(one):
        return mine, False
    if one.startswith(other):
        return theirs, False
    return [*(line for line in theirs), *(line for line in mine if line not in theirs)], True
