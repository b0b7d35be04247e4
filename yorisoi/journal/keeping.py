"""Tables that the database itself keeps from others: a row for each of something, worked out anew when one changes.

What a list is ordered by may lie in several tables; no index reaches over two. Such a table holds it together, and one
index of it gives the order. Nothing writes it but the triggers here, by one rule, whatever way the rows came: the same
words fill it when it is made (`Keep.fill`) and find what is out of line (`Keep.out_of_line`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

Watched = tuple[str, str, Sequence[str]]


class Keep(migrations.operations.base.Operation):
    """Keep the rows of a table as `select` gives them, with `columns` in its order; the first is the key.

    select: the words of the query; `{one}` in it stands for the condition by which it gives the one row of a key.
    subject: what the condition compares. watched: each table that the row is worked out of, its column that holds the
    key, and its columns that count. Rows of none of them are ever deleted: each has its `Guard`.

    To be said again after a migration by which SQLite rebuilds a watched table. On PostgreSQL the triggers write as who
    writes the watched row, and so behind the same wall: a row that they may not see is not theirs to change.
    """

    reversible = True

    def __init__(
        self, table: str, *, columns: Sequence[str], select: str, subject: str, watched: Sequence[Watched]
    ) -> None:
        self.table, self.columns, self.select, self.subject = table, tuple(columns), select, subject
        self.watched = tuple(watched)

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def triggers(self) -> list[tuple[str, str]]:
        """Return the name of each trigger with the table it stands on."""
        return [
            (f"{self.table}_of_{table}_{event}", table)
            for table, _key, _columns in self.watched
            for event in ("insert", "update")
        ]

    def _write(self, one: str, differs: str) -> str:
        """Return the statement that puts right the rows of this condition, and touches none that is right."""
        key, *rest = self.columns
        changed = " OR ".join(f'"{self.table}"."{name}" {differs} excluded."{name}"' for name in rest)
        return (
            f'INSERT INTO "{self.table}" ({", ".join(self.columns)}) {self.select.format(one=one)} '
            f"ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in rest)} "
            f"WHERE {changed}"
        )

    def _statements(self, vendor: str) -> list[str]:
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        out: list[str] = []
        for table, key, columns in self.watched:
            name = f"{self.table}_of_{table}"
            write = self._write(f'{self.subject} = NEW."{key}"', differs)
            run = f"BEGIN {write}; END"
            if vendor != "sqlite":
                # whoever else changes what the row is worked out of waits here, and then sees what was changed
                lock = f'PERFORM 1 FROM "{self.table}" WHERE {self.columns[0]} = NEW."{key}" FOR UPDATE'
                out.append(
                    f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger AS '
                    f"$$ BEGIN {lock}; {write}; RETURN NULL; END $$ LANGUAGE plpgsql"
                )
                run = f'EXECUTE FUNCTION "{name}"()'
            changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)
            listed = ", ".join(f'"{column}"' for column in columns)
            out += [
                f'CREATE TRIGGER "{name}_insert" AFTER INSERT ON "{table}" FOR EACH ROW '
                f'WHEN (NEW."{key}" IS NOT NULL) {run}',
                f'CREATE TRIGGER "{name}_update" AFTER UPDATE OF {listed} ON "{table}" FOR EACH ROW '
                f'WHEN (NEW."{key}" IS NOT NULL AND ({changed})) {run}',
            ]
        return out

    def set_up(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put the triggers on the tables, which have none of them."""
        for sql in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(sql, params=None)

    def fill(self) -> None:
        """Put right every row."""
        with connection.cursor() as cursor:
            cursor.execute(self._write("1 = 1", "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"))

    def out_of_line(self) -> int:
        """Return how many rows are missing or are not what they should be."""
        should = self.select.format(one="1 = 1")
        found = f'SELECT {", ".join(self.columns)} FROM "{self.table}"'  # noqa: S608 (names of ours)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({should} EXCEPT {found}) AS missing")  # noqa: S608 (the same)
            return int(cursor.fetchone()[0])

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._drop(schema_editor)
        self.set_up(schema_editor)
        self.fill()

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._drop(schema_editor)

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for name, table in self.triggers():
            suffix = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{suffix}')

    def describe(self) -> str:
        return f"Keep the rows of {self.table}"


def kept_tables() -> list[Keep]:
    """Return how each table is kept by the database when all migrations have run, by table."""
    loader = MigrationLoader(None)
    found = {
        operation.table: operation
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
        for operation in loader.disk_migrations[key].operations
        if isinstance(operation, Keep)
    }
    return [found[table] for table in sorted(found)]
