"""The pages that are opened most ask the database as often of a few cases as of many."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import play


def asked(client: Any, where: str) -> int:
    for _time in range(2):  # what is read once is read
        client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


def test_many_cases_take_as_many_queries_as_few(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    for _each in range(2):  # so that every list has a line of each kind
        play.report(people)
        play.opened(people)
    pages = [
        *((who, reverse("cases:board")) for who in (people.guidance_head, people.homeroom)),
        *((who, reverse("duties:mine")) for who in (people.guidance_head, people.homeroom)),
        (people.principal, reverse("duties:school")),
        (people.guidance_head, reverse("reports:inbox")),
        (people.guidance_head, reverse("cases:report", args=[report.pk])),
        (people.principal, reverse("cases:show", args=[case.pk])),
        (people.homeroom, reverse("cases:show", args=[case.pk])),
        (people.guidance_head, reverse("meetings:list")),
    ]
    clients = {who.pk: client_for(who) for who, _where in pages}
    few = [asked(clients[who.pk], where) for who, where in pages]
    for _each in range(4):
        play.report(people)
        play.opened(people)
    many = [asked(clients[who.pk], where) for who, where in pages]
    assert many == few
