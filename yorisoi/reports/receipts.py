"""Receipt codes: six hiragana words that a child can copy, 60 random bits and 6 bits that notice a slip.

The words come from the form's token by HMAC, so that sending the same form twice gives the same words, and
nothing that was written down has to be kept: the report holds only a keyed hash of them.
`words.txt` is part of the code's meaning: never change or reorder it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

WORDS = 6
_BITS = 11  # of one word
_RANDOM, _CHECK = 60, 6
_CRC = 0b1000011  # x⁶ + x + 1: lets 31 of 2047 single wrong words pass (1.5 %)
_APART = re.compile(r"[^ぁ-ゖーa-z一-鿿]+")


class Mistyped(ValueError):
    """A code that cannot be one.

    reason: "empty", "count" (not six words), "unknown" (a word that is not in the list), "check" (all are words,
    but they do not belong together). position: which word, from 1, where that is known. word: what was typed.
    suggestions: words of the list within one letter of it.
    """

    def __init__(
        self,
        reason: str,
        *,
        position: int | None = None,
        word: str = "",
        suggestions: Sequence[str] = (),
        count: int = 0,
    ) -> None:
        super().__init__(reason)
        self.reason, self.position, self.word, self.count = reason, position, word, count
        self.suggestions = tuple(suggestions)


@cache
def words() -> tuple[str, ...]:
    """Return the 2048 words in their fixed order."""
    return tuple((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(words())}


def _key(use: str) -> bytes:
    # From the master key, which is kept and backed up for as long as the texts are; Django's secret may be changed.
    return hmac.digest(settings.MASTER_KEY, f"yorisoi.receipt.{use}.v1".encode(), "sha256")


def _check_bits(random: int) -> int:
    rest = random << _CHECK
    for bit in range(_RANDOM + _CHECK - 1, _CHECK - 1, -1):
        if rest >> bit & 1:
            rest ^= _CRC << (bit - _CHECK)
    return rest


def receipt_code(token: str) -> list[str]:
    """Return the six words that belong to a form's token: always the same ones."""
    digest = hmac.digest(_key("code"), token.encode(), "sha256")
    random = int.from_bytes(digest[:8]) >> (64 - _RANDOM)
    code = random << _CHECK | _check_bits(random)
    return [words()[code >> _BITS * place & (1 << _BITS) - 1] for place in range(WORDS - 1, -1, -1)]


def code_hash(code: Sequence[str]) -> bytes:
    """Return the keyed hash of six words by which a report is found: 32 bytes, useless without the key."""
    return hmac.digest(_key("hash"), " ".join(code).encode(), hashlib.sha256)


def read_code(text: str) -> list[str]:
    """Return the six words of what somebody typed, or raise `Mistyped`.

    Katakana, full and half width, numbers before the words, any marks or spaces between them, or none at all,
    are understood. A slip of the pen (か for が, っ for つ) is not guessed at: it is pointed out.
    """
    typed = [word for word in _APART.split(_hiragana(text)) if word]
    if not typed:
        raise Mistyped("empty")
    if len(typed) != WORDS and (found := _parted("".join(typed))):
        return found
    for position, word in enumerate(typed, 1):
        if word not in _numbers():
            raise Mistyped("unknown", position=position, word=word, suggestions=nearest(word), count=len(typed))
    if len(typed) != WORDS:
        raise Mistyped("count", count=len(typed))
    if not _agrees(typed):
        raise Mistyped("check", count=WORDS)
    return typed


def nearest(word: str) -> list[str]:
    """Return the words of the list that differ by one letter (changed, missing, or one too many)."""
    if not 1 <= len(word) <= 5:
        return []
    return [known for known in words() if _one_apart(word, known)]


def _one_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    if len(long) == len(short):
        return sum(a != b for a, b in zip(short, long, strict=True)) <= 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _hiragana(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in plain)


def _agrees(code: Sequence[str]) -> bool:
    number = 0
    for word in code:
        number = number << _BITS | _numbers()[word]
    return _check_bits(number >> _CHECK) == number & (1 << _CHECK) - 1


def _parted(run: str) -> list[str] | None:
    """Part letters written without (or with wrong) spaces into six words, if there is exactly one right way."""
    if len(run) > WORDS * 4:
        return None
    ways: list[list[str]] = []

    def part(rest: str, code: list[str]) -> None:
        if len(code) == WORDS:
            if not rest and _agrees(code):
                ways.append(code)
            return
        for length in (2, 3, 4):
            if rest[:length] in _numbers() and len(rest[:length]) == length:
                part(rest[length:], [*code, rest[:length]])

    part(run, [])
    return ways[0] if len(ways) == 1 else None
