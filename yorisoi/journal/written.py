"""Rows that are written together: one statement for each table, by a plan that is made once for each model.

Django prepares every value of every row anew, which takes several times as long as the database takes to write it. What
is written this way is the same to the byte (tests/journal/test_written.py), and the rows know that they are written;
those that get their id from the database do not learn it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

_AS_IT_IS = {
    "BigIntegerField", "IntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
    "PositiveBigIntegerField", "BooleanField", "AutoField", "BigAutoField",
    "BinaryField", "SealedField",
}  # fmt: skip
_WORDS = {"CharField", "TextField", "SlugField"}
Convert = Callable[[Any], Any]


class Rows:
    """Rows of one transaction, not yet written. Tables are written in the order in which they first came."""

    def __init__(self) -> None:
        self._of: dict[type[models.Model], list[models.Model]] = {}

    def add(self, rows: Iterable[models.Model]) -> None:
        """Take these in; their values are read when they are written."""
        for row in rows:
            self._of.setdefault(type(row), []).append(row)

    def write(self) -> None:
        """Write all. Inside the transaction of the change only."""
        if not connection.in_atomic_block:
            raise RuntimeError("rows are written outside a transaction")
        for model, rows in self._of.items():
            insert_all(model, rows)
        self._of = {}


def insert_all(model: type[models.Model], rows: list[Any]) -> None:
    """Write these new rows of one table."""
    if not rows:
        return
    words, place, told, stamped = _plan(model, connection.vendor)
    for row in rows:
        for field in stamped:
            field.pre_save(row, True)
        row._state.adding, row._state.db = False, connection.alias
    values = list(map(told, rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # each statement is planned there: one for all
            cursor.execute(words + ", ".join([place] * len(values)), [each for row in values for each in row])
        else:  # each statement is kept ready there
            cursor.executemany(words + place, values)


def told_id(value: UUID) -> Any:
    """Return an id as the database is told it."""
    return value if connection.features.has_native_uuid_field else value.hex


@cache
def _plan(model: type[models.Model], vendor: str) -> tuple[str, str, Callable[[models.Model], list[Any]], list[Any]]:
    """Return the beginning of the statement, the places of one row, and what tells the database a row's values.

    The last are the columns that ask the clock when a row is made.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    stamped = [f for f in fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)]
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    words = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES "  # noqa: S608 (our own names)
    values_of = itemgetter(*(field.attname for field in fields))
    converts = [(place, _convert(field, vendor)) for place, field in enumerate(fields)]
    spoken = [place for place, convert in converts if convert is _text]
    others = [(place, convert) for place, convert in converts if convert not in (_same, _text)]

    def told(row: models.Model) -> list[Any]:
        values = list(values_of(row.__dict__))
        for place in spoken:
            if type(values[place]) is not str:
                values[place] = _text(values[place])
        for place, convert in others:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values

    return words, f"({', '.join(['%s'] * len(fields))})", told, stamped


def _convert(field: Any, vendor: str) -> Convert:
    kind = (field.target_field if field.is_relation else field).get_internal_type()
    if kind in _AS_IT_IS or isinstance(field, models.BinaryField):
        return _same
    if kind in _WORDS:
        return _text
    if kind == "UUIDField":
        return _same if vendor == "postgresql" else _hex
    if kind == "DateTimeField":
        return _same if vendor == "postgresql" else _Moments(connection.ops.adapt_datetimefield_value)
    if kind == "JSONField" and vendor == "sqlite" and field.encoder is None:
        return json.dumps
    return lambda value: field.get_db_prep_save(value, connection)


class _Moments:
    """Tells a moment; the rows of one action have the same one, one after the other."""

    def __init__(self, tell: Convert) -> None:
        self._tell, self._last = tell, (None, None)

    def __call__(self, value: Any) -> Any:
        last, told = self._last
        if value is not last:
            told = self._tell(value)
            self._last = value, told
        return told


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> Any:
    return value if value is None or type(value) is str else str(value)


def _hex(value: UUID) -> str:
    return f"{value.int:032x}"
