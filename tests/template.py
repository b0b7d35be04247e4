"""What takes long to make is made once for all workers of a test run: the tables above all.

Every worker, and every program that a test starts on a data folder of its own, would else run all migrations again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "yorisoi.sqlite3"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker who asks has filled; the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"once-{name}"
    with (shared / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = shared / f"once-{name}.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def _run(data: Path, **more: str) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("YORISOI_")}
    ours.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **ours,
            "YORISOI_DATA": str(data),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "yorisoi.config.settings",
            **more,
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the tables could not be made:\n{done.stdout}{done.stderr}")


def _sqlite(folder: Path) -> None:
    from django.db.backends.sqlite3.base import Database

    _run(folder)
    written = Database.connect(folder / DATABASE)
    written.execute("PRAGMA journal_mode=DELETE")  # all in one file
    written.close()


def put_tables(factory: pytest.TempPathFactory, data: Path) -> None:
    """Put a SQLite database with all tables and nothing in them into a data folder that has none."""
    shutil.copyfile(once(factory, "sqlite", _sqlite) / DATABASE, data / DATABASE)
    (data / DATABASE).chmod(0o600)


def ready_database(factory: pytest.TempPathFactory) -> Any:
    """Let the test database begin with all tables. What is returned must be kept until Django is connected."""
    from django.db import connection

    from yorisoi.journal.guarding import MAY_EMPTY

    if connection.vendor == "sqlite":
        made = connection.Database.connect(once(factory, "sqlite", _sqlite) / DATABASE)
        memory = connection.Database.connect(connection.creation._get_test_db_name(), uri=True)
        made.backup(memory)
        made.close()
        return memory
    # the tests empty their tables at once, which the guards refuse everywhere else
    connection.settings_dict["OPTIONS"]["options"] = f"-c {MAY_EMPTY}=tests"
    connection.settings_dict["TEST"]["TEMPLATE"] = (once(factory, "postgres", _postgres) / "name").read_text()
    return None


def _postgres(folder: Path) -> None:
    """Make the template in the server that DATABASE_URL names. It stays there: the next run begins with a new one."""
    from urllib.parse import urlsplit

    from django.db import connection

    name = f"test_template_{connection.settings_dict['NAME']}"
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    _run(folder, DATABASE_URL=urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
    (folder / "name").write_text(name)
