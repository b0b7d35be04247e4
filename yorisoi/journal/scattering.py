"""Tables whose rows lie in no order: on SQLite a row's place (rowid) counts up, and so tells when it came."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

PLACE = """CREATE TRIGGER "TABLE_scatter" AFTER INSERT ON "TABLE" FOR EACH ROWWHEN
BEGIN UPDATE "TABLE" SET rowid = DRAWN WHERE rowid = NEW.rowid; END"""
DRAWN = "abs(random() % 4611686018427387904) + 1"
# below zero, so that the others' places go on as if there were none of these, also where these were the first
DRAWN_FOR_SOME = f"""CASE WHEN NEW."SOME" IS NULL THEN 1 ELSE -({DRAWN}) END"""


class Scatter(migrations.operations.base.Operation):
    """Draw the place of each new row of a table; its primary key must be something else than a number.

    once: as of the table's `Guard`, which refuses to move a row that comes in with this column set (a restored one).
    some: draw the places of rows in which this column is set, and let the others lie in their order. Those must tell
    anyway when they came, and are told apart from these by no gap: to draw a place costs each index a second page.

    To be said again after a migration by which SQLite rebuilds the table. PostgreSQL has no such place; what its rows
    tell (ctid, xmin) is for the writer to hide.
    """

    reversible = True

    def __init__(self, table: str, *, once: str = "", some: str = "") -> None:
        self.table, self.once, self.some = table, once, some

    def state_forwards(self, app_label: str, state: object) -> None:
        """Triggers are no part of Django's model state."""

    def set_up(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put the trigger on the table."""
        if schema_editor.connection.vendor == "sqlite":
            when = f' WHEN NEW."{self.once}" IS NULL' if self.once else ""
            drawn = DRAWN
            if self.some:
                when, drawn = f' WHEN NEW."{self.some}" IS NOT NULL OR NEW.rowid < 1', DRAWN_FOR_SOME
            sql = PLACE.replace("TABLE", self.table).replace("ROWWHEN", f"ROW{when}").replace("DRAWN", drawn)
            sql = sql.replace("SOME", self.some)
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
    loader = MigrationLoader(None)
    found = {
        operation.table: operation
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
        for operation in loader.disk_migrations[key].operations
        if isinstance(operation, Scatter)
    }
    return [found[table] for table in sorted(found)]
