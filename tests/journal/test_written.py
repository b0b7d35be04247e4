"""Rows that are written together are, to the byte, what Django would have written one by one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from yorisoi.duties.models import Duty, Notice
from yorisoi.journal.actions import line
from yorisoi.journal.actors import PUBLIC
from yorisoi.journal.keys import data_key
from yorisoi.journal.models import DataKey, Event
from yorisoi.journal.written import Rows, insert_all
from yorisoi.policy.roles import Post

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 8, 3, 4, 5, 678901, tzinfo=UTC)


def raw(table: str, without: set[str]) -> list[dict[str, Any]]:
    """What the database holds, past every model."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        names = [each[0] for each in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{k: bytes(v) if isinstance(v, memoryview) else v for k, v in r.items() if k not in without} for r in found]


def made(people: Any) -> list[Any]:
    """Rows of every kind of column, with and without a value."""
    about = {"subject_kind": "surveys.readingitem", "subject_id": uuid.UUID(int=7)}
    shared = {"school": people.school, "owed_at": AT, "due_at": AT, "cite": "c", "clock": "k", **about}
    return [
        Duty(name="a", owner_post=Post.HOMEROOM, acting_post="nurse", grade=3, words=b"\x00\xff", **shared),
        Duty(name="b", owner_post="x", acting_post="y", pupil=people.victim, school_class=people.class31, **shared),
        Notice(school=people.school, staff=people.homeroom, kind="k", at=AT, **about),
        line(by=PUBLIC, school_id=people.school.pk, event="e", at=AT, text="「かな」", number=3, none=None),
        line(by=people.homeroom, school_id=people.school.pk, event="f", about=people.victim, at=AT),
    ]


def test_what_is_written_together_is_what_django_writes(people: Any) -> None:
    tables = {Duty: {"id"}, Notice: {"id"}, Event: {"id", "uid", "leaf"}}
    before = {model: len(raw(model._meta.db_table, set())) for model in tables}
    for row in made(people):
        row.save(force_insert=True)
    rows = Rows()
    rows.add(made(people))
    rows.write()
    for model, without in tables.items():
        new = raw(model._meta.db_table, without)[before[model] :]
        first, second = new[: len(new) // 2], new[len(new) // 2 :]
        assert len(first) in (1, 2)
        key = repr
        assert sorted(map(key, first)) == sorted(map(key, second))
    rows.write()
    assert len(raw("duties_notice", set())) == before[Notice] + 2  # they are gone from there


def test_every_value_is_read_back(people: Any) -> None:
    mine = made(people)
    insert_all(Duty, mine[:2])
    for row in mine[:2]:
        found = Duty.objects.get(pk=row.pk)
        for field in Duty._meta.concrete_fields:
            wanted, told = getattr(row, field.attname), getattr(found, field.attname)
            assert (bytes(told) if isinstance(told, memoryview) else told) == wanted


def test_nothing_is_written_outside_a_transaction(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    rows.add(made(people)[2:3])
    monkeypatch.setattr("yorisoi.journal.written.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="outside"):
        rows.write()


def test_rows_that_ask_the_clock_ask_it_when_they_are_written(people: Any) -> None:
    row = data_key(people.school.pk)
    before = timezone.now()
    insert_all(DataKey, [row])
    assert before <= row.made_at <= timezone.now()
    assert DataKey.objects.get(pk=row.pk).made_at == row.made_at
    assert not row._state.adding
    row.save()  # is no second one
    assert DataKey.objects.filter(pk=row.pk).count() == 1
