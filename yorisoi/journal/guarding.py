"""Triggers by which the database itself refuses to change history, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

MESSAGE = "history is not changed: write a correction"


MAY_EMPTY = "yorisoi.may_empty"  # a setting that only the tests' databases have: they are emptied between tests


def _sqlite(table: str, name: str, event: str, when: str) -> str:
    guard = f" WHEN {when}" if when else ""
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW{guard} '
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _postgres(table: str, name: str, event: str, when: str) -> list[str]:
    guard = f" WHEN ({when})" if when else ""
    return [
        "CREATE OR REPLACE FUNCTION yorisoi_refuse() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$ "
        "LANGUAGE plpgsql",
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW{guard} EXECUTE FUNCTION yorisoi_refuse()',
    ]


def _truncate(table: str) -> str:
    """Return what refuses to empty a table at once, which no trigger of rows hears of. PostgreSQL only."""
    return (
        f'CREATE OR REPLACE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
        f"WHEN (current_setting('{MAY_EMPTY}', true) IS DISTINCT FROM 'tests') EXECUTE FUNCTION yorisoi_refuse()"
    )


class Guard(migrations.operations.base.Operation):
    """Refuse DELETE always, and UPDATE always, of some columns, or once a column is set.

    columns: a change of these is refused (empty: any update). once: refuse any update after this column has a
    value. Both together: these columns never, the others until then. kept: each of these columns stays as it is once
    it has a value, whatever becomes of the others. updates=False: refuse DELETE only.
    """

    reversible = True

    def __init__(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        once: str = "",
        kept: Sequence[str] = (),
        updates: bool = True,
    ) -> None:
        self.table, self.columns, self.once, self.updates = table, tuple(columns), once, updates
        self.kept = tuple(kept)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (
            "Guard",
            [self.table],
            {"columns": self.columns, "once": self.once, "kept": self.kept, "updates": self.updates},
        )

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def _statements(self, vendor: str) -> list[str]:
        wanted = [(f"{self.table}_no_delete", "DELETE", "")]
        if self.updates and self.columns:
            op = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
            changes = [f'OLD."{c}" {op} NEW."{c}"' for c in self.columns]
            changes += [f'(OLD."{c}" IS NOT NULL AND OLD."{c}" {op} NEW."{c}")' for c in self.kept]
            changed = " OR ".join(changes)
            listed = ", ".join(f'"{c}"' for c in (*self.columns, *self.kept))
            wanted.append((f"{self.table}_no_set", f"UPDATE OF {listed}", changed))
        if self.updates and (self.once or not self.columns):
            when = f'OLD."{self.once}" IS NOT NULL' if self.once else ""
            wanted.append((f"{self.table}_no_update", "UPDATE", when))
        out: list[str] = []
        for name, event, when in wanted:
            if vendor == "sqlite":
                out.append(_sqlite(self.table, name, event, when))
            else:
                out += _postgres(self.table, name, event, when)
        if vendor != "sqlite":
            out.append(_truncate(self.table))
        return out

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.set_up(schema_editor)

    def set_up(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put the triggers on the table, which has none."""
        for sql in self._statements(schema_editor.connection.vendor):
            schema_editor.execute(sql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        suffix = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{self.table}"'
        for what in ("delete", "update", "set", "truncate"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.table}_no_{what}"{suffix}')

    def describe(self) -> str:
        return f"Guard history in {self.table}"


class Reguard(Guard):
    """Set the guard of a table anew: its columns have changed, or SQLite has rebuilt it and dropped its triggers."""

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return ("Reguard", *super().deconstruct()[1:])

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The older guard is gone; a stricter one does no harm."""


class GuardTruncate(migrations.operations.base.Operation):
    """Let every guard that stood before refuse TRUNCATE as well; newer ones do of themselves."""

    reversible = True

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return ("GuardTruncate", [], {})

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_no\\_delete'"
                )
                tables = [name for (name,) in cursor.fetchall()]
            for table in sorted(tables):
                schema_editor.execute(_truncate(table))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """A stricter guard does no harm."""

    def describe(self) -> str:
        return "Refuse to empty the guarded tables"


class Unguard(migrations.operations.base.Operation):
    """Take a table's guards away, so that a migration may rebuild the table; a `Guard` after it puts them back."""

    reversible = False

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        Guard(self.table).database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Lift the guard of {self.table} while it is rebuilt"


def standing_guards() -> list[Guard]:
    """Return the guard that each table has when all migrations have run, by table."""
    loader = MigrationLoader(None)
    found: dict[str, Guard] = {}
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        for operation in loader.disk_migrations[key].operations:
            if isinstance(operation, Guard):
                found[operation.table] = operation
            elif isinstance(operation, Unguard):
                found.pop(operation.table, None)
    return [found[table] for table in sorted(found)]
