"""The guarding triggers, walls and kept tables that the migrations promise, held against what the database has."""

from __future__ import annotations

import re

from django.db import connection

from yorisoi.journal.guarding import MESSAGE, standing_guards
from yorisoi.journal.keeping import kept_tables
from yorisoi.journal.walls import standing_walls

TRIGGER = re.compile(r'CREATE (?:OR REPLACE )?TRIGGER "([^"]+)"')


def promised() -> dict[str, str]:
    """Return the name of each trigger that a migration makes, with its SQL for this database."""
    triggers = {}
    for guard in standing_guards():
        for sql in guard._statements(connection.vendor):
            if found := TRIGGER.match(sql):
                triggers[found[1]] = sql
    return triggers


def _sqlite() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _postgres() -> dict[str, str]:
    """Return the enabled triggers whose function still refuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, f.prosrc FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        return {name: source for name, source in cursor.fetchall() if "RAISE EXCEPTION" in source and MESSAGE in source}


def missing() -> list[str]:
    """Return the triggers that should be there and are missing, switched off, or changed."""
    if connection.vendor == "sqlite":
        there = _sqlite()
        return sorted(name for name, sql in promised().items() if there.get(name) != sql)
    return sorted(set(promised()) - set(_postgres()))


def fallen_walls() -> list[str]:
    """Return the tables that the wall between schools should hold and does not. SQLite has none."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity"
        )
        there = set(cursor.fetchall())
    return [wall.table for wall in standing_walls() if (wall.table, wall.name) not in there]


def unkept() -> list[str]:
    """Return the triggers of the tables that the database keeps itself which are missing or switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgenabled IN ('O', 'A')"
            )
        there = set(cursor.fetchall())
    return [name for kept in kept_tables() for name, table in kept.triggers() if (name, table) not in there]


def out_of_line() -> dict[str, int]:
    """Return how many rows of each such table are missing or are not what they should be, where any is."""
    return {kept.table: rows for kept in kept_tables() if (rows := kept.out_of_line())}
