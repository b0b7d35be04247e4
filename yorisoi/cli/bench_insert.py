"""Many rows at once, for the benchmark's data only: past the actions, within the database's rules."""

from __future__ import annotations

from typing import Any

from django.db import connection, models


def insert_all(model: type[models.Model], rows: list[Any]) -> None:
    """Write these rows with one prepared statement, much faster than `bulk_create`."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    values = [tuple(field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608 (our own names)
