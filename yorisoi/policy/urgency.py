"""Words that may be urgent: rules that show what they found and where, and leave the judging to people (R3).

Text in, findings out: no score, no order, no model. The lists are data (`urgency.toml`), to be read and corrected by
whoever works with children. What a rule cannot know, it shows: a negation (「死にたいとは思わない」) is found too.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_types import spoken
from yorisoi.policy.flow import Need, Text

CITE = "response.urgent_words"
_said = lazy(spoken, str)  # the rules are read once, their words in the language of each page
AROUND = 24  # characters shown on either side of what was found
GOING_ON, REPEATED = "going_on", "repeated"
_STRETCH = frozenset("ー〜～~…‥")
_OPENS = frozenset("「『（(【。、，,.．!！?？:：・/／")
_QUOTED = (
    *("」", "』", "!", "！", "って言", "っていわ", "っていっ", "って書", "って、"),
    *("といわれ", "と言われ", "と言った", "といった", "といって", "と言って"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks for, why it matters, and whether it cannot wait (`grave`)."""

    name: str
    label: Text
    why: Text
    cite: str = CITE
    grave: bool = False
    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found: the words as they stand there, and what stands around the first of them."""

    rule: Rule
    words: tuple[str, ...]
    before: str = ""
    after: str = ""


WORDS_CHOSEN = Need("words_chosen", _("急がないと判断した言葉を選んでください。"), CITE, lambda f: bool(f))
NOT_URGENT_REASON = Need(
    "not_urgent_reason", _("急がないと判断した理由（何を確かめたか）を書いてください。"), CITE, lambda f: bool(f)
)

# Facts that were ticked or are known, and are no words: shown beside them.
FACTS: dict[str, Rule] = {
    GOING_ON: Rule(
        GOING_ON,
        _("いまも続いている"),
        _("今日も起きるかもしれません。下校までに、だれが守るかを決めます。"),
        "response.urgent",
    ),
    REPEATED: Rule(
        REPEATED,
        _("同じ子どもに、前にも通報・事案がある"),
        _("くり返されているかもしれません。前の記録を読んでから判断します。"),
        "resolution.reopen",
    ),
}


@cache
def rules() -> dict[str, Rule]:
    """Return the rules of `urgency.toml` by name, with their lists as they are compared."""
    return read_rules(Path(__file__).parent / "urgency.toml", CITE)


def read_rules(file: Path, cite: str) -> dict[str, Rule]:
    """Return the rules of a file of words; each cites this clause."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: Rule(
            name,
            _said(given["label"], given["label_en"]),
            _said(given["why"], given["why_en"]),
            cite=cite,
            grave=given.get("grave", False),
            words=tuple(_plain(word) for word in given["words"]),
            alone=tuple(_plain(word) for word in given.get("alone", ())),
            but=tuple(_plain(word) for word in given.get("but", ())),
        )
        for name, given in data.items()
    }


def rule(name: str) -> Rule:
    """Return a rule of words or of facts by its name (KeyError if there is none)."""
    return FACTS[name] if name in FACTS else rules()[name]


def look(text: str, among: Mapping[str, Rule] | None = None) -> list[Found]:
    """Return what each rule finds in a text, in the order of the rules; nothing for a text without such words.

    among: other rules than those of urgency.
    """
    letters, places = _letters(text)
    if not letters:
        return []
    found = []
    for one in (rules() if among is None else among).values():
        if spots := _spots(one, letters, text, places):
            said = [(places[start], _stretched(text, places[end - 1] + 1)) for start, end in spots]
            start, end = said[0]
            words = tuple(dict.fromkeys(text[a:b] for a, b in said))
            found.append(Found(one, words, text[max(0, start - AROUND) : start], text[end : end + AROUND]))
    return found


def _stretched(text: str, end: int) -> int:
    """Return the end of a hit with the stretching that follows it (the ー of カッター)."""
    while end < len(text) and text[end] in _STRETCH:
        end += 1
    return end


def look_at_facts(*, still_going: str = "", earlier: int = 0) -> list[Found]:
    """Return what the facts say. still_going: the answer's code. earlier: matters known of the same children."""
    found = []
    if still_going == "yes":
        found.append(Found(FACTS[GOING_ON], ()))
    if earlier:
        found.append(Found(FACTS[REPEATED], ()))
    return found


def _spots(one: Rule, letters: str, text: str, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return (start, end) of every hit of a rule that stands in no false friend, the longest where they overlap."""
    hits = [spot for word in one.words if word in letters for spot in _all(letters, word)]
    alone = [spot for word in one.alone if word in letters for spot in _all(letters, word)]
    hits += [spot for spot in alone if _stands_alone(spot, letters, text, places)]
    if not hits:
        return []
    friends = [spot for word in one.but if word in letters for spot in _all(letters, word)]
    hits = [hit for hit in hits if not any(a <= hit[0] and hit[1] <= b for a, b in friends)]
    kept: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda spot: (spot[0], -spot[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _all(letters: str, word: str) -> list[tuple[int, int]]:
    spots, at = [], letters.find(word)
    while at >= 0:
        spots.append((at, at + len(word)))
        at = letters.find(word, at + 1)
    return spots


def _stands_alone(spot: tuple[int, int], letters: str, text: str, places: Sequence[int]) -> bool:
    """Say whether a short word begins a sentence or a quotation, or is said to have been said."""
    start, end = spot
    before = text[places[start] - 1] if places[start] else ""
    return not before or before.isspace() or before in _OPENS or letters[end:].startswith(_QUOTED)


def _plain(word: str) -> str:
    return _letters(word)[0]


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared (width even, no blanks or stretchings) and where each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        step = 2 if text[at + 1 : at + 2] in {"ﾞ", "ﾟ"} else 1
        for letter in unicodedata.normalize("NFKC", text[at : at + step]).casefold():
            if not letter.isspace() and letter not in _STRETCH:
                letters.append(letter)
                places.append(at + step - 1 if step == 2 else at)
        at += step
    return "".join(letters), places
