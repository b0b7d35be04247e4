"""Texts that can be found: per data key one sealed bundle of folded texts, each with what it is and where it stands.

Written in the transaction that writes the text. The caller folds (`schools.search.fold`); blanks and control signs are
gone from folded texts, so that two of them part the records of a bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from yorisoi.journal.crypto import Unreadable, seal, unseal
from yorisoi.journal.keys import Opener, open_key, opener
from yorisoi.journal.models import DataKey, SearchText

CURSOR = "yorisoi_search"
PIECE = 500  # bundles that are read at a time
AFTER_HEAD, AFTER_TEXT = b"\x1f", b"\x1e"


@dataclass(frozen=True, slots=True)
class Text:
    """One text: of which kind and row, when (seconds), the folded words."""

    kind: str
    about: str
    at: int
    folded: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where something was found."""

    kind: str
    about: str
    at: int
    key: Any


def _about(key_id: Any) -> str:
    return f"search:{key_id}"


def _record(text: Text) -> bytes:
    return f"{text.kind}:{text.about}:{text.at}".encode() + AFTER_HEAD + text.folded.encode() + AFTER_TEXT


def _records(texts: Iterable[Text]) -> bytes:
    return b"".join(_record(text) for text in texts if text.folded)


def _first(key: DataKey, records: bytes) -> SearchText:
    return SearchText(key=key, school_id=key.school_id, words=seal(open_key(key), records, _about(key.pk)))


def first_bundle(key: DataKey, texts: Iterable[Text]) -> list[SearchText]:
    """Return the bundle of a new key, not yet written: none where there is no word."""
    records = _records(texts)
    return [_first(key, records)] if records else []


def make_findable(key: DataKey, texts: Iterable[Text]) -> None:
    """Add texts under this key. Inside the caller's transaction, with the report or case of the key locked or new."""
    records = _records(texts)
    if not records:
        return
    opened = open_key(key)
    row = SearchText.objects.select_for_update().filter(pk=key.pk).first()
    if row is None:
        _first(key, records).save(force_insert=True)
        return
    row.words = seal(opened, unseal(opened, bytes(row.words), _about(key.pk)) + records, _about(key.pk))
    row.save(update_fields=["words"])


def forget_texts(key: DataKey) -> None:
    """Drop the bundle of a key: before it is made anew, or with the destroyed key."""
    SearchText.objects.filter(key=key).delete()


def look_through(rows: QuerySet[SearchText], school_id: int, needles: Iterable[bytes], most: int) -> list[Hit]:
    """Return where any of the needles stands in these bundles, newest first; at most `most` are gathered."""
    wanted = [needle for needle in needles if needle]
    found: dict[tuple[str, str], Hit] = {}
    opened: Opener | None = None
    for told, wrapped, sealed in _as_told(rows.values_list("key_id", "key__wrapped", "words")):
        if wrapped is None or not sealed:
            continue
        key_id = _spelt(told)
        opened = opened or opener(school_id)
        try:
            plain = unseal(opened(key_id, bytes(wrapped)), sealed, _about(key_id))
        except Unreadable:
            continue
        for needle in wanted:
            if needle in plain:
                key = UUID(key_id)
                for head in _heads(plain, needle):
                    kind, about, at = head.decode().split(":")
                    found[kind, about] = Hit(kind, about, int(at), key)
        if len(found) >= most:
            break
    return sorted(found.values(), key=lambda hit: (-hit.at, hit.about))


def _as_told(rows: QuerySet[Any, Any]) -> Iterator[Sequence[Any]]:
    """Yield these rows as the database tells them, a piece at a time: thousands of ids need not become objects."""
    if connection.vendor == "postgresql":
        yield from _as_bytes(rows)
        return
    compiler = rows.query.get_compiler(using=rows.db)
    for piece in compiler.execute_sql(chunked_fetch=True, chunk_size=PIECE):
        yield from piece


def _as_bytes(rows: QuerySet[Any, Any]) -> Iterator[Sequence[Any]]:
    """Yield them as PostgreSQL has them: as text each byte is two digits, read as slowly as searched.

    Django's cursors know text only; the statement is still its own, and the connection, with its walls, the same.
    """
    from psycopg import ServerCursor

    try:
        words, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        told = cursor.mogrify(words, params)
    with transaction.atomic(), connection.wrap_database_errors, ServerCursor(connection.connection, CURSOR) as server:
        server.execute(told, binary=True)
        while piece := server.fetchmany(PIECE):
            yield from piece


def _spelt(told: Any) -> str:
    """Return an id as it is spelt; SQLite tells its digits alone."""
    if not isinstance(told, str):
        return str(told)
    return f"{told[:8]}-{told[8:12]}-{told[12:16]}-{told[16:20]}-{told[20:]}"


def _heads(plain: bytes, needle: bytes) -> Iterator[bytes]:
    """Yield the head of each record that holds the needle in its text."""
    at = plain.find(needle)
    while at != -1:
        start = plain.rfind(AFTER_TEXT, 0, at) + 1
        head_ends = plain.find(AFTER_HEAD, start)
        end = plain.find(AFTER_TEXT, head_ends)
        if head_ends < at:
            yield plain[start:head_ends]
            at = plain.find(needle, end)
        else:  # in the head: an id that looks like the words
            at = plain.find(needle, head_ends)
