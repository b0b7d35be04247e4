"""What must not stand in a text that goes to every home: small numbers, words about one child, numbers of no table.

A rule looks at letters and finds what is written as people write it. What it cannot see, the manager who approves does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from yorisoi.policy.small import SMALL

_KANJI = {letter: n for n, letter in enumerate("〇一二三四五六七八九")}
_NUMBER = r"(?:[0-9]+(?:,[0-9]{3})*|[〇一二三四五六七八九十百]+)"
_PEOPLE = re.compile(rf"(?<![0-9.,第])({_NUMBER})\s*(?:人|名(?!前|札|字|所|簿|物|称|詞))")
_PERCENT = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)\s*(?:%|パーセント)")
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:人|名)\s*(?:中|の?うち|のなか|の中)[、,はに]*\s*({_NUMBER})\s*(?:人|名)")
_CHILD = "(?:子(?:ども)?|児童|お子(?:さん|様)?)"
_FEW = re.compile(rf"数(?:人|名)(?!前)|(?:ひとり|ふたり)の{_CHILD}(?!も)")
# 「一人で悩まない」「一人ひとり」「一人の子も見のがさない」「二人以上の教職員」 count no child
_NOBODY_COUNTED = re.compile(
    rf"^(?:一|1)(?:人|名)(?:で|一|1|ひとり|でも|も|だけで|きり|の{_CHILD}も|の力)"
    rf"|^{_NUMBER}(?:人|名)(?:以上)?の(?:大人|先生|教職員|職員|教員|担任)"
)
_PERSONAL = (
    re.compile(r"(?<![A-Za-z])[A-Z](?:さん|くん|君|ちゃん|児|子|男|女)(?![A-Za-z])"),
    re.compile(r"[1-6一二三四五六]年\s*[0-9一二三四五六]組の(?:ある)?(?:男子|女子|男の子|女の子|児童|子(?!ども(?:たち|全員))|お子)"),
    re.compile(r"(?:被害|加害)(?:児童|者|側)|いじめ(?:た|られた|を(?:した|受けた))(?:男子|女子|男の子|女の子)"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
)  # fmt: skip


def plain_letters(text: str) -> str:
    """Return a text as it is searched: full-width digits and letters as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def number_of(word: str) -> int:
    """Return what a number says, in digits or in kanji."""
    if word[0].isascii():
        return int(word.replace(",", ""))
    if not set(word) & {"十", "百"}:
        return int("".join(str(_KANJI[letter]) for letter in word))
    total, digit = 0, 0
    for letter in word:
        if letter in _KANJI:
            digit = _KANJI[letter]
        else:
            total, digit = total + (digit or 1) * (10 if letter == "十" else 100), 0
    return total + digit


def _counted(text: str) -> list[tuple[int, str]]:
    found = []
    for one in _PEOPLE.finditer(text):
        if not _NOBODY_COUNTED.match(text[one.start() :]):
            found.append((number_of(one[1]), one[0]))
    return found


def people_counted(text: str) -> list[int]:
    """Return the numbers of people that a text tells, in their order."""
    return [n for n, _said in _counted(plain_letters(text))]


def small_numbers(text: str, base: int | None = None) -> list[str]:
    """Return what tells of fewer than five people, or leaves so few: as written, or as a share of `base` people."""
    text = plain_letters(text)
    found = [said for n, said in _counted(text) if 0 < n < SMALL]
    found += [one[0] for one in _FEW.finditer(text)]
    for one in _OUT_OF.finditer(text):
        whole, part = number_of(one[1]), number_of(one[2])
        if 0 < whole - part < SMALL:
            found.append(one[0])
    for one in _PERCENT.finditer(text):
        share = float(one[1])
        people = (base or 0) * min(share, 100 - share) / 100
        if base and 0 < share < 100 and people < SMALL:
            found.append(one[0])
    return list(dict.fromkeys(found))


def foreign_numbers(text: str, known: Collection[int]) -> list[str]:
    """Return the numbers of people that are not among those of the table beside the text."""
    return list(dict.fromkeys(said for n, said in _counted(plain_letters(text)) if n not in known and n))


def personal_words(text: str) -> list[str]:
    """Return what is said about one child, even without a name: 「Aさん」, 「3年2組の女子」, 「被害児童」."""
    text = plain_letters(text)
    return list(dict.fromkeys(one[0] for rule in _PERSONAL for one in rule.finditer(text)))
