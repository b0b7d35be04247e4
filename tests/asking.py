"""The five questions that every view is asked, and the counting of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text(response: Any, status: int = 200) -> str:
    """Return the page's text; the status must be as said."""
    assert response.status_code == status, (response.status_code, response.content.decode()[:400])
    return str(response.content.decode())


def queries(client: Client, url: str) -> int:
    """Return how many queries the page takes, journal and session included."""
    with CaptureQueriesContext(connection) as seen:
        text(client.get(url))
    return len(seen)


def refused(make: Callable[..., Client], url: str, *, post: bool, stranger: Any, wrong: Any, other: Any) -> None:
    """Ask: a stranger 404, the wrong right 403, another school 404, nobody to the log-in (the method: beside)."""
    for person, status in ((stranger, 404), (wrong, 403), (other, 404)):
        if person is None:
            continue
        client = make(person)
        answer = client.post(url) if post else client.get(url)
        assert answer.status_code == status, (person, answer.status_code)
    answer = Client().post(url) if post else Client().get(url)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
