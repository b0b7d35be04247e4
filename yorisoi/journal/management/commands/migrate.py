"""`migrate`, which makes the tables of an empty database from the models, without going the whole way to them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from yorisoi.journal.fresh import is_empty, make_tables
from yorisoi.journal.keeping import kept_tables


class Command(Migrate):
    """Bring the database up to date."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what the tests need: to go the whole way although the database is empty."""
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="run each migration, also on an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all tables at once where there are none; then migrate what is left, which also tells the apps."""
        connection = connections[options["database"]]
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["step_by_step"])
        if whole and is_empty(connection):
            make_tables(connection)
        super().handle(*args, **options)
        if whole:  # whatever was done to the triggers before: what the database keeps by them is right again
            for kept in kept_tables():
                kept.fill()
