"""Cards: a QR token and three words for each child in a round, made from the round's key, kept only as keyed hashes.

They can be printed again at any time and are nowhere written down; with the round's key they end.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings

from yorisoi.journal.keys import open_key
from yorisoi.journal.models import DataKey
from yorisoi.reports.receipts import Mistyped, nearest, words

WORDS = 3
_BITS = 11
_APART = re.compile(r"[^ぁ-ゖー]+")


def _hash_key() -> bytes:
    return _hash_key_of(settings.MASTER_KEY)


@lru_cache(maxsize=4)
def _hash_key_of(master: bytes) -> bytes:
    return hmac.digest(master, b"yorisoi.survey.card.v1", "sha256")


def card_token(key: DataKey, card_id: Any) -> str:
    """Return the token of a card's QR code: 24 letters and digits, 120 random bits."""
    made = hmac.digest(open_key(key), f"card:{card_id}".encode(), "sha256")
    return base64.b32encode(made[:15]).decode().lower()


def card_words(key: DataKey, card_id: Any) -> list[str]:
    """Return the three words of a card."""
    made = int.from_bytes(hmac.digest(open_key(key), f"words:{card_id}".encode(), "sha256")[:8])
    return [words()[made >> _BITS * place & (1 << _BITS) - 1] for place in range(WORDS)]


def token_hash(token: str) -> bytes:
    """Return the keyed hash by which a card is found by its token."""
    return hmac.digest(_hash_key(), f"token:{token}".encode(), hashlib.sha256)


def words_hash(round_id: Any, class_id: int, code: Sequence[str]) -> bytes:
    """Return the keyed hash by which a card of a class is found by its words."""
    return hmac.digest(_hash_key(), f"words:{round_id}:{class_id}:{' '.join(code)}".encode(), hashlib.sha256)


def sending_hash(round_id: Any, sending: str) -> bytes:
    """Return the keyed hash of the random key that a tablet sends along, so that a resend is known."""
    return hmac.digest(_hash_key(), f"sending:{round_id}:{sending}".encode(), hashlib.sha256)


def read_words(text: str) -> list[str]:
    """Return the three words of what a child typed, katakana and any blanks understood, or raise `Mistyped`."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in plain)
    typed = [word for word in _APART.split(plain) if word]
    if not typed:
        raise Mistyped("empty")
    if len(typed) != WORDS and (found := _parted("".join(typed))):
        return found
    known = set(words())
    for position, word in enumerate(typed, 1):
        if word not in known:
            raise Mistyped("unknown", position=position, word=word, suggestions=nearest(word), count=len(typed))
    if len(typed) != WORDS:
        raise Mistyped("count", count=len(typed))
    return typed


def _parted(run: str) -> list[str] | None:
    """Part letters written without spaces into three words, if there is exactly one way."""
    known = set(words())
    ways = [
        [run[:a], run[a : a + b], run[a + b :]]
        for a in (2, 3, 4)
        for b in (2, 3, 4)
        if {run[:a], run[a : a + b], run[a + b :]} <= known
    ]
    return ways[0] if len(ways) == 1 else None
