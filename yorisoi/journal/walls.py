"""The second wall between schools: on PostgreSQL the database itself shows a school's people no row of another school.

    with behind(staff.school_id): …        # `schools.guards.needs` does so for every page of a school's people

The first wall is that every read starts from the person. This one stands where a read forgets to. A table is behind it
by its own column of the school, or by the row of another walled table that it belongs to; the same registry as for the
guards, a `Wall` in a migration. Without a school said (tick, 市教委, the public's forms, migrations, backups) all rows
pass; nonsense said for a school lets no row pass. Row-level security is forced, so that the tables' owner is held too;
a superuser, or a role with BYPASSRLS, never is (`yorisoi doctor` says so). SQLite has nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

SETTING = "yorisoi.school"
_SAID = f"current_setting('{SETTING}', true)"
# in a subquery of its own each is asked once for a statement, not for every row
NOBODY = f"(SELECT coalesce({_SAID}, '') = '')"
SCHOOL = f"(SELECT nullif({_SAID}, '')::bigint)"


class Wall(migrations.operations.base.Operation):
    """Put a table behind the wall: by `column`, or `through` another walled table whose row `by` points at.

    shared: rows that belong to no school and stand on both sides, as a condition.
    """

    reversible = True

    def __init__(
        self, table: str, *, column: str = "school_id", shared: str = "", through: str = "", by: str = ""
    ) -> None:
        self.table, self.column, self.shared, self.through, self.by = table, column, shared, through, by

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        more: dict[str, object] = {"column": self.column, "shared": self.shared, "through": self.through, "by": self.by}
        return ("Wall", [self.table], more)

    def state_forwards(self, app_label: str, state: object) -> None:
        """Policies are no part of Django's model state."""

    @property
    def name(self) -> str:
        """The policy's name."""
        return f"{self.table}_wall"

    def passes(self) -> str:
        """Return which rows pass, as a condition."""
        if self.through:
            row = f'of_school.id = "{self.table}"."{self.by}"'
            mine = f'EXISTS (SELECT 1 FROM "{self.through}" AS of_school WHERE {row})'  # noqa: S608 (names of ours)
        else:
            mine = f'"{self.column}" = {SCHOOL}'
        return " OR ".join(part for part in (NOBODY, mine, self.shared) if part)

    def set_up(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put the policy on the table, in place of an older one."""
        if schema_editor.connection.vendor != "postgresql":
            return
        for sql in (
            f'DROP POLICY IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE POLICY "{self.name}" ON "{self.table}" USING ({self.passes()})',
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" FORCE ROW LEVEL SECURITY',
        ):
            schema_editor.execute(sql, params=None)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.set_up(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for sql in (
            f'DROP POLICY IF EXISTS "{self.name}" ON "{self.table}"',
            f'ALTER TABLE "{self.table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{self.table}" DISABLE ROW LEVEL SECURITY',
        ):
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        return f"Keep the schools apart in {self.table}"


def standing_walls() -> list[Wall]:
    """Return the wall of each table when all migrations have run, by table."""
    loader = MigrationLoader(None)
    found = {
        operation.table: operation
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
        for operation in loader.disk_migrations[key].operations
        if isinstance(operation, Wall)
    }
    return [found[table] for table in sorted(found)]


@contextmanager
def behind(school_id: int | None) -> Iterator[None]:
    """See the rows of this school only, as long as this lasts, however a query is written. None: all schools.

    Said to the connection, not to a transaction: reads outside one are held as well. So a pool of connections between
    here and the database must be one by session (docs/decisions/0024).
    """
    if connection.vendor != "postgresql" or school_id is None:
        yield
        return
    before = getattr(connection, "behind_school", "")
    _say(str(school_id))
    try:
        yield
    finally:
        _say(before)


def _say(school: str) -> None:
    """Tell the connection. One that cannot be told is closed: the next is a new one, to which nothing was said."""
    connection.ensure_connection()
    connection.behind_school = school  # type: ignore[attr-defined]
    if connection.needs_rollback:  # an aborted transaction hears nothing; what was said within it goes with it
        return
    try:
        connection.connection.execute(f"SELECT set_config('{SETTING}', %s, false)", [school])
    except connection.Database.Error as error:  # type: ignore[attr-defined]
        connection.close()
        if school:
            raise DatabaseError(str(error)) from error


def held() -> bool:
    """Say whether the wall holds this connection's role: no superuser is held, and none who passes by right."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
