"""Tables whose rows lie in no order: on SQLite a row's place (rowid) counts up, and so tells when it came."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

PLACE = """CREATE TRIGGER "TABLE_scatter" AFTER INSERT ON "TABLE" FOR EACH ROWWHEN
BEGIN UPDATE "TABLE" SET rowid = abs(random() % 4611686018427387904) + 1 WHERE rowid = NEW.rowid; END"""


class Scatter(migrations.operations.base.Operation):
    """Draw the place of each new row of a table; its primary key must be something else than a number.

    once: as of the table's `Guard`, which refuses to move a row that comes in with this column set (a restored one).

    To be said again after a migration by which SQLite rebuilds the table. PostgreSQL has no such place; what its rows
    tell (ctid, xmin) is for the writer to hide.
    """

    reversible = True

    def __init__(self, table: str, *, once: str = "") -> None:
        self.table, self.once = table, once

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def set_up(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put the trigger on the table."""
        if schema_editor.connection.vendor == "sqlite":
            when = f' WHEN NEW."{self.once}" IS NULL' if self.once else ""
            sql = PLACE.replace("TABLE", self.table).replace("WHEN", when)
            schema_editor.execute(sql, params=None)  # the percent sign is SQL's

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(self.table, schema_editor)
        self.set_up(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _drop(self.table, schema_editor)

    def describe(self) -> str:
        return f"Scatter the rows of {self.table}"


def _drop(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_scatter"')


def scattered() -> list[Scatter]:
    """Return the tables whose rows are scattered when all migrations have run."""
    found = {
        operation.table: operation
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, Scatter)
    }
    return [found[table] for table in sorted(found)]
