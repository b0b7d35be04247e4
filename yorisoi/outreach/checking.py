"""What is wrong with a text before it goes to every home, rule by rule, with the words in question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yorisoi.editions.queries import helplines_of
from yorisoi.outreach.leaflets import figures_of
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Need
from yorisoi.policy.outreach_flow import FROM_TABLE, NO_CASES, NO_CHILD, NO_PERSONAL, NO_SMALL
from yorisoi.policy.outreach_text import foreign_numbers, personal_words, plain_letters, small_numbers
from yorisoi.prevention.naming import counts_cases, names_a_child
from yorisoi.schools.models import Pupil, School
from yorisoi.schools.queries import pupils_of
from yorisoi.schools.search import fold

_CALLED = re.compile(r"([一-龯々〆ヶぁ-んァ-ヴー𠀀-𪛟]{1,8}?)(さん|くん|君|ちゃん)(?!ご)")
# everybody is called so, and nobody: also where a child's name sounds the same
_EVERYBODY = frozenset(
    {"みな", "皆", "お子", "子", "お母", "お父", "母", "父", "たく", "どなた", "子ども", "生徒", "児童"}
)
_PHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Found:
    """One rule that a text breaks. words: what is meant, as it stands there."""

    need: Need
    words: tuple[str, ...]


def called_children(school: School, text: str) -> list[str]:
    """Return what calls a child of this school by one of its names: 「はるさん」, 「髙橋くん」."""
    known = _names(school)
    found = []
    for one in _CALLED.finditer(text):
        word = one[1]
        if word in _EVERYBODY:
            continue
        ends = (fold(word[n:]) for n in range(len(word)))
        if any(end in known for end in ends if end):
            found.append(one[0])
    return list(dict.fromkeys(found))


def _names(school: School) -> frozenset[str]:
    rows = pupils_of(school).values_list("family_name", "given_name", "family_kana", "given_kana")
    return frozenset(fold(name) for row in rows for name in row if name) - {fold(word) for word in _EVERYBODY}


def text_of(said: Mapping[str, Any]) -> str:
    """Return all that people typed into an item."""
    return f"{said.get('title', '')}\n{said.get('body', '')}"


def examine(school: School, said: Mapping[str, Any]) -> list[Found]:
    """Return every rule that the text breaks, in the order of the table."""
    text = text_of(said)
    shown = figures_of(school, said.get("figures", {}))
    surveys = [figure.told for figure, _codes in shown if figure.told["people"] is not None]
    children = Pupil.objects.filter(school=school, left_on__isnull=True).count()
    base = min((told["people"] for told in surveys), default=children)
    named = called_children(school, text)
    if names_a_child(school, text):
        named.append("（姓名）")
    personal = personal_words(text) + _phones(school, text)
    checks: list[tuple[Need, list[str]]] = [
        (NO_CHILD, named),
        (NO_SMALL, small_numbers(text, base)),
        (NO_CASES, ["件"] if counts_cases(plain_letters(text)) else []),
        (NO_PERSONAL, personal),
        (FROM_TABLE, foreign_numbers(text, _in_tables(shown)) if surveys else []),
    ]
    return [Found(need, tuple(words)) for need, words in checks if words]


def _in_tables(shown: list[tuple[Any, list[str]]]) -> set[int]:
    """Return the numbers that the tables show; their sums and differences are not among them."""
    found: set[int] = set()
    for figure, codes in shown:
        told = figure.told
        found |= {told["people"]} if told["people"] is not None else set()
        for row in told["rows"]:
            if row["code"] in codes:
                found |= {count for _word, count in row["cells"] if count is not None}
    return found


def _phones(school: School, text: str) -> list[str]:
    """Return numbers to call that are none of the school's helplines: somebody's own, or one that nobody checks."""
    known = {re.sub(r"\D", "", one.line.phone) for one in helplines_of(school, edition(school.edition))}
    found = [one[0] for one in _PHONE.finditer(plain_letters(text))]
    return [one for one in found if len(re.sub(r"\D", "", one)) >= 10 and re.sub(r"\D", "", one) not in known]
