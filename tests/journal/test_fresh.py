"""A new database has the tables, constraints, indexes and triggers that all migrations would have given it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import json, re, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.contrib.contenttypes.models import ContentType
from django.db.migrations.state import ProjectState

def quicker():
    # For each new table, constraint and index Django renders nearly all models anew in the shape of that time: three
    # quarters of the long way. Here what is new is put in among what is rendered. Tables that came out otherwise for
    # that would not be those of the short way.
    def append_option(self, app_label, model_name, option, what):
        state = self.models[app_label, model_name]
        state.options[option] = [*state.options[option], what]
        if "apps" in self.__dict__:
            meta = self.apps.get_model(app_label, model_name)._meta
            meta.original_attrs[option] = [each.clone() for each in state.options[option]]
            setattr(meta, option, meta.original_attrs[option])

    def add_model(self, state):
        self.models[state.app_label, state.name_lower] = state
        if self._relations is not None:
            self.resolve_model_relations((state.app_label, state.name_lower))
        if "apps" in self.__dict__:
            self.apps.render_multiple([state])

    ProjectState._append_option, ProjectState.add_model = append_option, add_model

quicker()
call_command("migrate", *sys.argv[1:], interactive=False, verbosity=0)
found = {"kinds": sorted(map(str, ContentType.objects.values_list("app_label", "model")))}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        columns = connection.introspection.get_table_description(cursor, table)
        found[table] = sorted(str((c.name, c.type_code, c.null_ok, c.default, c.display_size)) for c in columns)
        for name, what in connection.introspection.get_constraints(cursor, table).items():
            name = re.sub("_[0-9a-f]{8}(_|$)|[0-9]+(__)?$", "", name)  # Django's digest, SQLite's number
            found.setdefault(table + " constraints", []).append(str((name, sorted(what.items(), key=str))))
        found.get(table + " constraints", []).sort()
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL")
        rest = cursor.fetchall()
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        for name, sql in cursor.fetchall():
            checks = re.findall(r'CONSTRAINT "\\w+" (?:CHECK|UNIQUE) .*?(?=, CONSTRAINT|\\)$)', sql)
            rest.append((name + " checks", str(sorted(checks))))
    else:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        rest = cursor.fetchall()
        cursor.execute(
            "SELECT conname, conrelid::regclass::text || pg_get_constraintdef(oid) FROM pg_constraint"
        )
        rest += cursor.fetchall()
        cursor.execute("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
        rest += cursor.fetchall()
        cursor.execute("SELECT policyname, tablename || permissive || cmd || qual FROM pg_policies")
        rest += cursor.fetchall()
        cursor.execute("SELECT relname, relrowsecurity::text || relforcerowsecurity FROM pg_class WHERE relkind = 'r'")
        rest += cursor.fetchall()
    found["rest"] = sorted(re.sub("_[0-9a-f]{8}(_|\\\\b)", "_", str(row)) for row in rest)
print(json.dumps(found))
"""


def look(data: Path, *arguments: str) -> Any:
    """Return what a database of its own looks like after `migrate`."""
    import json

    data.mkdir()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("YORISOI_")}
    if connection.vendor == "postgresql":
        database = f"test_fresh_{data.name}_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE template0')
        ours["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *arguments],
        cwd=ROOT,
        env={**ours, "YORISOI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "yorisoi.config.settings"},
        capture_output=True,
        text=True,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{database}"')
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.requirement("R2")
@pytest.mark.django_db(transaction=True)
def test_the_short_way_ends_where_the_long_way_ends(tmp_path: Path) -> None:
    short, long = look(tmp_path / "short"), look(tmp_path / "long", "--step-by-step")
    assert len(short) > 100
    assert short.keys() == long.keys()
    assert [(name, row) for name in long for row in set(long[name]) ^ set(short[name])] == []
    assert short == long
