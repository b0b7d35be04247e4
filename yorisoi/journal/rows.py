"""Rows made into objects with less work: the same objects, value for value.

A list of twenty duties is some four hundred objects. Django sets each of their attributes by itself, tells listeners
where there are none, and turns each id and moment through several functions. Here a model whose attributes are plain
values is filled at once, and an id or moment that SQLite gave is turned by one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID, SafeUUID

from django.apps import apps
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

Row = TypeVar("Row", bound=Model)
PLAIN = (DeferredAttribute, ForeignKeyDeferredAttribute)  # what keeps its value in the object's own dictionary


def _from_db(cls: type[Model], db: str | None, field_names: Sequence[str], values: Sequence[Any]) -> Model:
    """Return the object of a row; a column that was not asked for is read when somebody wants it, as ever."""
    names: Sequence[str] = cls._attnames  # type: ignore[attr-defined]
    made = cls.__new__(cls)
    state = ModelState()
    state.adding, state.db = False, db
    made._state = state
    made.__dict__.update(zip(names if len(values) == len(names) else field_names, values, strict=True))
    return made


def is_plain(model: type[Model]) -> bool:
    """Say whether an object of this model is no more than its values: nothing happens when one is made."""
    attributes = (model.__dict__.get(field.attname) or getattr(model, field.attname) for field in _columns(model))
    from_db: Any = model.from_db
    as_ever: Any = Model.from_db
    made_as_ever = model.__init__ is Model.__init__ and from_db.__func__ in (as_ever.__func__, _from_db)
    heard = any(signal.has_listeners(model) for signal in (pre_init, post_init))
    return made_as_ever and not heard and all(type(each) in PLAIN for each in attributes)


def new_row(model: type[Row], held: dict[str, Any] | None = None, /, **values: Any) -> Row:
    """Return a new row, as `model(…)` does, not yet written. values: by column (`card_id`), else the default.

    held: the rows that stand behind ids among these, by their name.
    """
    begun = _begun(model)
    if begun is None:
        held = held or {}
        return model(**{name: value for name, value in values.items() if name.removesuffix("_id") not in held}, **held)
    plain, asked, columns = begun
    made = model.__new__(model)
    made._state = state = ModelState()
    if held:
        state.fields_cache = held
    own = made.__dict__
    own.update(plain)
    own.update(values)
    if len(own) != columns:
        raise TypeError(f"{model}: {values.keys() - plain.keys()} are no columns of it")
    for name, default in asked:
        if name not in values:
            own[name] = default()
    return made


@cache
def _begun(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], int] | None:
    """Return what a new row begins with: values, and what has to be asked anew; how much it holds in all.

    None: more happens when one is made.
    """
    if not is_plain(model):
        return None
    asked = [(field.attname, field.default) for field in _columns(model) if _is_asked(field)]
    plain = {field.attname: None if _is_asked(field) else field.get_default() for field in _columns(model)}
    return plain, asked, len(plain) + 1


def _is_asked(field: Any) -> bool:
    return field.has_default() and callable(field.default) and field.default not in (bytes, str)


def _columns(model: type[Model]) -> Sequence[Any]:
    return model._meta.concrete_fields


def fill_at_once() -> None:
    """Let the models of this house be filled at once. Called when all of them are known."""
    for model in apps.get_models():
        if model.__module__.startswith("yorisoi.") and is_plain(model):
            model._attnames = tuple(field.attname for field in _columns(model))  # type: ignore[attr-defined]
            model.from_db = classmethod(_from_db)  # type: ignore[method-assign,assignment]


def keep_words() -> None:
    """Let SQLite's cursors keep what a statement is in its own words, "?" for "%s", and not look for each anew."""
    from django.db.backends.sqlite3.base import SQLiteCursorWrapper

    convert: Any = SQLiteCursorWrapper.convert_query

    @lru_cache(maxsize=2048)
    def plain(query: str) -> str:
        said: str = convert(None, query)
        return said

    def convert_query(self: Any, query: str, *, param_names: Any = None) -> str:
        return plain(query) if param_names is None else convert(self, query, param_names=param_names)

    SQLiteCursorWrapper.convert_query = convert_query  # type: ignore[method-assign]


_new, _put, _unknown = object.__new__, object.__setattr__, SafeUUID.unknown  # thousands of ids are made of a long list


def _id(value: Any) -> UUID:
    found = _new(UUID)
    _put(found, "int", int(value, 16))
    _put(found, "is_safe", _unknown)
    return found


class Turned:
    """Turns the values of a query's rows, None to None.

    converters: place → (functions, expression), as the compiler has them.
    """

    def __init__(self, connection: Any, converters: dict[int, tuple[list[Any], Any]]) -> None:
        quick: dict[Any, Callable[[Any], Any]] = {}
        if connection.vendor == "sqlite":
            zone, as_ever = connection.timezone, connection.ops.convert_datetimefield_value

            def moment(value: Any) -> Any:
                naive = type(value) is datetime and value.tzinfo is None
                return value.replace(tzinfo=zone) if naive else as_ever(value, None, connection)

            quick = {as_ever: moment, connection.ops.convert_uuidfield_value: _id}
        self._quick: list[tuple[int, Callable[[Any], Any]]] = []
        self._others: list[tuple[int, tuple[list[Any], Any]]] = []
        for place, (functions, expression) in converters.items():
            if len(functions) == 1 and functions[0] in quick:
                self._quick.append((place, quick[functions[0]]))
            else:
                self._others.append((place, (functions, expression)))

    def rows(self, connection: Any, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
        """Return the rows, turned."""
        for row in map(list, rows):
            for place, turn in self._quick:
                if row[place] is not None:
                    row[place] = turn(row[place])
            for place, (functions, expression) in self._others:
                for function in functions:
                    row[place] = function(row[place], expression, connection)
            yield row


def maker(queryset: Any, compiler: Any) -> Callable[[Iterable[Any]], list[Any]] | None:
    """Return what makes the answer of a compiled query out of its turned rows; None: only Django knows.

    What Django works out for each asking anew (which columns are whose) is worked out once. What is to be read with the
    rows (`prefetch_related`) is left to whoever asks.
    """
    kind = queryset._iterable_class
    if compiler.has_extra_select or queryset._known_related_objects:
        return None
    if kind is ValuesListIterable:
        return lambda rows: [tuple(row) for row in rows]
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is not ModelIterable:
        return None
    info, database = compiler.klass_info, queryset.db
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    related = get_related_populators(info, compiler.select, database)  # type: ignore[call-arg]
    more = list((compiler.annotation_col_map or {}).items())
    from_db = info["model"].from_db

    def made(rows: Iterable[Any]) -> list[Any]:
        found = []
        for row in rows:
            one = from_db(database, names, row[first:end])
            for each in related:
                each.populate(row, one)
            for name, place in more:
                setattr(one, name, row[place])
            found.append(one)
        return found

    return made
