"""What a report costs the database: a few statements, and no more for one that names, shuts out or repeats."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import play
from yorisoi.journal.models import Event
from yorisoi.reports.models import Report

pytestmark = pytest.mark.django_db
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
TIMES = re.compile(r"^\d+ times: ")  # several rows in one statement, as SQLite is told


def asked(do: Callable[[], Any]) -> list[str]:
    """Return the statements of the second time: the first one reads what is kept."""
    do()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        do()
    said = [TIMES.sub("", query["sql"]) for query in seen.captured_queries]
    return [sql for sql in said if not sql.startswith(NOT_COUNTED)]


def send(people: Any, **told: Any) -> None:
    """A guardian opens the form and sends it."""
    url = reverse("reports:guardian", args=[people.school.slug])
    client = Client()
    assert client.get(url).status_code == 200
    told = {"narrative": "ろうかで押された", "where": "ろうか", "token": secrets.token_urlsafe(24), **told}
    assert 'class="receipt' in client.post(url, told).content.decode()


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ({}, 0),
        ({"still_going": "yes"}, 1),  # what was found
        ({"withhold": ["nurse", "vice_principal"]}, 1),  # who is shut out
        ({"still_going": "yes", "narrative": "カッターを見せられた", "wish": "ナイフも見た"}, 1),  # and owed a look
    ],
)
def test_a_whole_report_takes_a_few_statements(people: Any, told: dict[str, Any], more: int) -> None:
    found = asked(lambda: send(people, **told))
    assert len(found) <= 12 + more, "\n".join(found)
    assert len(found) >= 10
    tables = [sql.split('"')[1] for sql in found if sql.startswith("INSERT")]
    assert len(tables) == len(set(tables))  # each is written to once


def test_the_class_that_is_chosen_costs_one_more(people: Any) -> None:
    chosen = {"class_id": str(people.class31.pk)}
    assert len(asked(lambda: send(people, **chosen))) <= 13


def test_the_same_children_again_cost_what_the_first_report_did(people: Any) -> None:
    first = asked(lambda: play.report(people, by=people.homeroom, source="staff"))
    for _again in range(5):
        play.report(people, by=people.homeroom, source="staff")
    assert len(asked(lambda: play.report(people, by=people.homeroom, source="staff"))) == len(first) <= 13


@pytest.mark.requirement("E3")
def test_a_second_press_reads_and_writes_nothing(people: Any) -> None:
    token = secrets.token_urlsafe(24)
    received = Event.objects.filter(event="report.received")
    before = Report.objects.count(), received.count()
    found = asked(lambda: send(people, token=token))
    assert not any(sql.startswith(("INSERT", "UPDATE")) for sql in found)
    assert len(found) <= 5
    assert Report.objects.count() == before[0] + 1
    assert received.count() == before[1] + 1
