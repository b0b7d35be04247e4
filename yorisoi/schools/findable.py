"""Make the words of a sealed row findable, in the transaction that writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from yorisoi.journal.findable import Text, make_findable
from yorisoi.journal.sealed import SealedRow
from yorisoi.schools.search import fold


def findable(row: SealedRow, *fields: str, at: datetime) -> None:
    """Add a row's words to what can be found under its key; at: when what it tells of happened.

    Fields that hold data give all the texts in them; ids, codes and dates are no words.
    """
    make_findable(row.sealing_key(), [text_of(row, *fields, at=at)])


def text_of(row: SealedRow, *fields: str, at: datetime) -> Text:
    """Return the folded words of a row."""
    return joined(row, (said for name in fields for said in _words(row.text(name))), at=at)


def joined(row: SealedRow, words: Iterable[str], *, at: datetime) -> Text:
    """Return these words of a row, folded."""
    return Text(str(row._meta.model_name), str(row.pk), int(at.timestamp()), fold(BETWEEN.join(words)))


def _words(text: str) -> Iterable[str]:
    if not text.startswith(("{", "[")):
        return [text]
    try:
        return list(_texts(json.loads(text)))
    except ValueError:
        return [text]


def _texts(value: Any, name: str = "") -> Iterable[str]:
    if isinstance(value, str) and name not in CODES and not name.endswith(("_date", "_at")):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in CODES:
                yield from _texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)


BETWEEN = "\x00"  # stays when texts are folded: nothing is found across two fields
CODES = frozenset(
    {"relation", "act", "distress", "opinion", "side", "role", "roles", "evidence", "hearings", "case_id"}
)
