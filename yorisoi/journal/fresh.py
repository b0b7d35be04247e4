"""The tables of a new database, made at once as the last migrations would leave them.

To run every migration on an empty database takes ten seconds and more: Django renders all models anew for each change
of any. What comes out is the same, which `tests/journal/test_fresh.py` holds to: tables, columns, constraints,
indexes, triggers, walls. Migrations that put data right have nothing to do where there is none.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from yorisoi.journal.guarding import standing_guards
from yorisoi.journal.keeping import kept_tables
from yorisoi.journal.scattering import scattered
from yorisoi.journal.walls import standing_walls


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the database has no table yet."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make every table with its guards, and note every migration as run; all of it or nothing."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    models = executor.loader.project_state(graph.leaf_nodes()).apps.get_models()
    with connection.schema_editor() as editor:  # one transaction
        editor.create_model(executor.recorder.Migration)
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for guard in standing_guards():
            guard.set_up(editor)
        for table in scattered():
            table.set_up(editor)
        for wall in standing_walls():
            wall.set_up(editor)
        for kept in kept_tables():  # of no rows yet
            kept.set_up(editor)
        for app_label, name in graph.nodes:
            executor.recorder.Migration.objects.using(connection.alias).create(app=app_label, name=name)
