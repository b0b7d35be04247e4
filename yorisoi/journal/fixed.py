"""Queries that are asked on every page in the same words: Django builds their SQL once, then only the values change.

    OPEN_OF_CASE = Fixed(lambda case: Duty.objects.filter(OPEN, case_id=case))
    rows = OPEN_OF_CASE.rows(case=case.pk)

Flags (bool, None) and frozensets come in as they are: for each other one the query is built anew. A tuple comes in as a
list of its members (`…__in`). The last member is said again until there are 1, 2, 4, 8… of them, which means the same;
so the query is built a few times only, however many there are.

To build and compile a query takes Django longer than the database takes to answer it. The function is called once, with
stand-ins, and every value that changes must come in as one: what day it is, who asks, which case. A date or an id that
stands in the SQL without having come in is refused, for it would be asked for ever after. A value whose name begins
with an underscore may be left out by the query (`duties.asked` brings in all that a person is).
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, prefetch_related_objects

from yorisoi.journal.looks import seen
from yorisoi.journal.rows import Turned, maker

_building: ContextVar[bool] = ContextVar("yorisoi_fixed_building", default=False)
_SPOKEN = re.compile(r"\d{4}-\d{2}-\d{2}.*|[0-9a-f]{32}")  # how SQLite is told a date or an id
MOST = 64  # shapes of one query that are kept
_FIRST = 1_999_000_001  # no row has such a number, no query such a limit
_SMALL = 30_001  # the same for one that may stand in a column of small numbers (a year, a grade)
_YEARS = frozenset({1800, 1801})  # of a stand-in for a moment: a year worked out from it stands for none by itself
_MOST_SMALL = 32_767  # of more Django knows on PostgreSQL that such a column cannot hold it, and does not ask


class NotFixed(TypeError):
    """The query cannot be kept: a value of it is not among those that come in, or is of a kind that is not known."""


def is_building() -> bool:
    """Say whether a query is being built that will be kept."""
    return _building.get()


def _stand_in(number: int, like: Any) -> Any:
    """Return a value of the same kind that occurs nowhere else."""
    if isinstance(like, datetime):
        return datetime(1801, 1, 1, tzinfo=UTC) + timedelta(days=number)
    if isinstance(like, date):
        return date(1701, 1, 1) + timedelta(days=number)
    if isinstance(like, UUID):
        return UUID(int=(0xF1 << 120) + number)
    if isinstance(like, str):
        return f"\u2603{number}"
    if isinstance(like, bytes):
        return b"\xff\x26\x03%d" % number
    if isinstance(like, int) and not isinstance(like, bool):
        return (_FIRST if _is_large(like) else _SMALL) + number
    raise NotFixed(f"a value of {type(like)} cannot come into a fixed query")


def _is_large(value: Any) -> bool:
    """Say whether a value is a number that no column of small ones can hold."""
    return isinstance(value, int) and not 0 <= value <= _MOST_SMALL


def _filled(members: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the members, the last of them again until their number is a power of two."""
    return members and members + members[-1:] * ((1 << (len(members) - 1).bit_length()) - len(members))


def _plain(param: Any) -> Any:
    """Return bytes as bytes, however the database's driver wraps them."""
    inside = getattr(param, "obj", param)
    return bytes(inside) if isinstance(inside, (bytes, bytearray, memoryview)) else param


def _is_spoken(param: Any) -> bool:
    return isinstance(param, str) and _SPOKEN.fullmatch(param) is not None


def _asks_nothing(*_asked: Any) -> Any:
    raise NotFixed("a fixed query is built without asking the database: what it would learn is true of the stand-ins")


class _Ready:
    """One query as compiled for one database and one kind of each value."""

    def __init__(self, queryset: QuerySet[Any], stand_ins: dict[str, Any]) -> None:
        self.queryset = queryset
        self.compiler: Any = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, params = self.compiler.as_sql()
        told = {self._told(value): name for name, value in stand_ins.items()}
        self.params = list(params)
        self.places: list[tuple[int, str, type]] = []
        for place, param in enumerate(self.params):
            plain = _plain(param)
            if isinstance(plain, (int, str, date, UUID, bytes)) and plain in told:
                self.places.append((place, told[plain], type(param)))
            elif isinstance(param, (date, UUID)) or _is_spoken(param) or (type(plain) is int and plain in _YEARS):
                raise NotFixed(f"{param!r} did not come in: {self.sql}")
        wanted = {name for name in stand_ins if not name.startswith("_")}
        if missing := wanted - {name for _place, name, _kind in self.places}:
            raise NotFixed(f"{missing} do not stand in: {self.sql}")
        columns = [each[0] for each in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.turned = Turned(connections[DEFAULT_DB_ALIAS], self.converters)
        self.made = maker(queryset, self.compiler)
        self.more: tuple[Any, ...] = queryset._prefetch_related_lookups  # type: ignore[attr-defined]

    def said(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the words and the parameters for these values."""
        params = self.params.copy()
        for place, name, kind in self.places:
            value = self._told(values[name])
            params[place] = kind(value) if kind not in (type(value), date, datetime) else value
        return self.sql, tuple(params)

    @staticmethod
    def _told(value: Any) -> Any:
        """Return a value as the database is told it."""
        if isinstance(value, (int, str, bytes)):
            return value
        connection = connections[DEFAULT_DB_ALIAS]
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return connection.ops.adapt_datefield_value(value)
        if isinstance(value, UUID):
            return value if connection.features.has_native_uuid_field else value.hex
        return value

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """Return the rows for these values."""
        if self.made is None:
            return list(self.ask(values))
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(*self.said(values))
            found = cursor.fetchall()
        rows = self.made(self.turned.rows(connection, found))
        if self.more and rows:
            prefetch_related_objects(rows, *self.more)
        return rows

    def ask(self, values: dict[str, Any]) -> QuerySet[Any]:
        """Return the same as Django asks for it."""
        said = self.said(values)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_more: said
        compiler.get_converters = lambda _columns: self.converters
        compiler.apply_converters = lambda rows, _converters: self.turned.rows(compiler.connection, rows)
        queryset: Any = self.queryset.all()
        queryset.query.get_compiler = lambda *_args, **_more: compiler
        return queryset


class Fixed:
    """A query that is asked again and again with other values.

    stand_ins: for values that hang together (a moment and its day), what stands in for them. in_look: read once in a
    look at a page (`journal.looks`).
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any]], stand_ins: dict[str, Any] | None = None, *, in_look: bool = False
    ) -> None:
        self._build = build
        self._in_look = in_look
        self._given = stand_ins or {}
        self._ready: dict[tuple[Any, ...], _Ready | None] = {}

    def rows(self, **values: Any) -> list[Any]:
        """Return the rows for these values."""
        if not self._in_look or (known := seen()) is None:
            return self._rows(values)
        key = (self, *values.items())
        if key not in known:
            known[key] = self._rows(values)
        return known[key].copy()

    def know(self, found: list[Any], **values: Any) -> None:
        """In a look, take these rows for the answer: another query has read the same ones already."""
        if (known := seen()) is not None:
            known[(self, *values.items())] = found

    def _rows(self, values: dict[str, Any]) -> list[Any]:
        ready, each = self._for(values)
        return [] if ready is None else ready.rows(each)

    def said(self, **values: Any) -> tuple[str, tuple[Any, ...]] | None:
        """Return words and parameters, to stand in a larger statement; None for what has no row."""
        ready, each = self._for(values)
        return None if ready is None else ready.said(each)

    def _for(self, values: dict[str, Any]) -> tuple[_Ready | None, dict[str, Any]]:
        each: dict[str, Any] = {}
        shape: tuple[Any, ...] = (connections[DEFAULT_DB_ALIAS].vendor, *values)
        for name, value in values.items():
            if isinstance(value, tuple):
                values[name] = value = _filled(value)
                each |= {f"{name}.{place}": one for place, one in enumerate(value)}
                shape += (len(value), type(value[0]) if value else None, any(_is_large(one) for one in value))
            elif value is None or isinstance(value, (bool, frozenset)):
                shape += (value,)
            else:
                each[name] = value
                shape += (type(value), _is_large(value))
        if shape not in self._ready:
            if len(self._ready) >= MOST:
                self._ready.clear()
            self._ready[shape] = self._compiled(values, each)
        return self._ready[shape], each

    def _compiled(self, values: dict[str, Any], each: dict[str, Any]) -> _Ready | None:
        """Build the query with stand-ins; None for one that the database need not be asked."""
        stand_ins = {name: _stand_in(number, value) for number, (name, value) in enumerate(each.items())} | self._given
        whole = {
            name: tuple(stand_ins[f"{name}.{place}"] for place in range(len(value)))
            if isinstance(value, tuple)
            else stand_ins.get(name, value)
            for name, value in values.items()
        }
        token = _building.set(True)
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(_asks_nothing):
                return _Ready(self._build(**whole), stand_ins)
        except EmptyResultSet:
            return None
        finally:
            _building.reset(token)

    def first(self, **values: Any) -> Any:
        """Return the first row, or None. The query says by its own limit that one is enough."""
        return next(iter(self.rows(**values)), None)

    def of(self, parent: Any, name: str, **values: Any) -> list[Any]:
        """Return the rows that belong to `parent`, each of which knows it by this name without asking."""
        found = self.rows(**{name: parent.pk}, **values)
        for row in found:
            setattr(row, name, parent)
        return found


def ahead(rows: Iterable[Any], name: str, found: Iterable[Any], back: str) -> None:
    """Let each of these rows know its own of `found` as `row.<name>.all()`, and these it as `back`, without asking."""
    own: dict[Any, list[Any]] = defaultdict(list)
    for each in found:
        own[getattr(each, f"{back}_id")].append(each)
    for row in rows:
        for each in own[row.pk]:
            setattr(each, back, row)
        known = getattr(row, name).all()
        known._result_cache, known._prefetch_done = own[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known
