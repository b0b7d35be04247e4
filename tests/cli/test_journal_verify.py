"""`yorisoi journal verify` names the first line that was changed, and the guards that are missing."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from yorisoi.cli.guards import missing, promised
from yorisoi.cli.journal import verify
from yorisoi.cli.main import main
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.journal.models import Event
from yorisoi.schools.models import School

TABLE = Event._meta.db_table
DATA = "'{\"n\": 99}'"


def write(school: School, lines: int) -> list[Event]:
    """Write some lines."""
    with transaction.atomic():
        return [journal(by=SYSTEM, school_id=school.pk, event="test.line", n=n, text="髙") for n in range(lines)]


def drop(trigger: str) -> None:
    """Take a guard away, as the owner of a database can."""
    where = "" if connection.vendor == "sqlite" else f' ON "{TABLE}"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{trigger}"{where}')


def test_an_untouched_journal_is_sound(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    write(school, 5)
    verdict = verify()
    assert verdict.sound
    assert verdict.lines >= 5
    assert main(["journal", "verify"]) == 0
    assert "書かれたときのまま" in capsys.readouterr().out


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET cite = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses_to_change_a_line(school: School, sql: str) -> None:
    write(school, 1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify().sound


@pytest.mark.parametrize("change", [f"data = {DATA}", "event = 'x'", "actor_id = 7", "cite = 'x'", "about_id = '9'"])
def test_the_first_changed_line_is_named(school: School, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = write(school, 5)
    drop(f"{TABLE}_no_update")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {change} WHERE id IN ({rows[2].pk}, {rows[4].pk})")
    verdict = verify()
    assert (verdict.first, verdict.wrong) == (rows[2].pk, 2)
    assert verdict.triggers_missing == (f"{TABLE}_no_update",)
    assert main(["journal", "verify", "--school", school.slug]) == 1
    out = capsys.readouterr().out
    assert f"{rows[2].pk} 行目" in out
    assert f"{TABLE}_no_update" in out


@pytest.mark.django_db
def test_every_guard_of_the_migrations_is_in_the_database() -> None:
    assert f"{TABLE}_no_delete" in promised()
    assert missing() == []


@pytest.mark.django_db
def test_a_weakened_guard_counts_as_missing() -> None:
    name = f"{TABLE}_no_delete"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(f'CREATE TRIGGER "{name}" BEFORE DELETE ON "{TABLE}" WHEN 0 BEGIN SELECT 1; END')
        else:
            cursor.execute(f'ALTER TABLE "{TABLE}" DISABLE TRIGGER "{name}"')
    assert missing() == [name]


@pytest.mark.django_db
def test_a_school_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--school", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().out
