"""What is kept from a person is the same whether it is read once for a page that is looked at, or in each read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from tests import play
from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.duties import kept_from
from yorisoi.duties.kept_from import EVERY_ROW, nothing_kept, open_matters, open_reports
from yorisoi.duties.models import Duty, Notice
from yorisoi.duties.queries import duties_of, meetings_today, open_duties, settled_by, to_read, unseen
from yorisoi.journal import clock
from yorisoi.meetings.models import AgendaItem
from yorisoi.meetings.queries import items_for, meetings_for
from yorisoi.reports.models import Report
from yorisoi.reports.queries import reports_for
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Staff

pytestmark = pytest.mark.django_db
START = clock.now().replace(year=2020)
READS: dict[str, Callable[[Staff], Any]] = {
    "cases": cases_for,
    "reports": reports_for,
    "readable": report_readable_by,
    "items": items_for,
    "meetings": meetings_for,
    "duties": duties_of,
    "school's duties": open_duties,
    "settled": lambda staff: settled_by(staff, START),
    "notices": unseen,
    "seats": meetings_today,
    "to read": to_read,
}


def seen(staff: Staff, *, looks_only: bool) -> dict[str, list[Any]]:
    """Return what each read gives to this person."""
    fresh = Staff.objects.select_related("school").get(pk=staff.pk)
    fresh.looks_only = looks_only
    return {name: sorted(str(getattr(row, "pk", row)) for row in read(fresh)) for name, read in READS.items()}


def everybody(people: Any) -> list[Staff]:
    return list(Staff.objects.filter(school=people.school))


def test_a_look_sees_what_every_read_would(people: Any) -> None:
    case, other = play.responding(people), play.opened(people)
    report = other.report_links.get().report
    for named in (None, people.guidance_head, people.principal):
        if named is not None:
            shut_out(report=report, by=people.vice_principal, staff=named)
        for person in everybody(people):
            assert seen(person, looks_only=True) == seen(person, looks_only=False), (named, person)
    looked = seen(people.principal, looks_only=True)
    assert str(case.pk) in looked["cases"]
    assert str(other.pk) not in looked["cases"]
    assert str(report.pk) not in looked["readable"]


def test_more_than_can_be_named_is_looked_up(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = play.opened(people)
    shut_out(report=case.report_links.get().report, by=people.vice_principal, staff=people.principal)
    monkeypatch.setattr(kept_from, "MOST", 0)
    monkeypatch.setattr(kept_from, "_OF_STAFF", kept_from.Fixed(kept_from._OF_STAFF._build))
    person = Staff.objects.get(pk=people.principal.pk)
    person.looks_only = True
    assert kept_from.kept(person) is None
    assert not nothing_kept(person)
    assert not cases_for(person).exists()


def test_whoever_writes_asks_anew(people: Any) -> None:
    case = play.opened(people)
    person = Staff.objects.get(pk=people.principal.pk)
    assert not person.looks_only
    assert cases_for(person).exists()
    shut_out(report=case.report_links.get().report, by=people.vice_principal, staff=person)
    assert not cases_for(person).exists()


def test_only_a_look_is_known_beforehand(people: Any, rf: Any) -> None:
    from yorisoi.schools.middleware import PersonMiddleware

    for method, looks in (("GET", True), ("HEAD", True), ("POST", False)):
        request = rf.generic(method, "/")
        request.user, request.session = people.principal.user, {}
        PersonMiddleware(lambda asked: {"staff": asked.staff} and _Answer())(request)  # type: ignore[arg-type]
        assert request.staff.looks_only is looks


class _Answer:
    headers: dict[str, str] = {}


@pytest.mark.parametrize("model", [Report, Case, Duty, Notice, AgendaItem])
def test_every_row_is_every_row_beside_anything(people: Any, model: Any) -> None:
    play.responding(people)
    everything = model.objects.count()
    for wanted in (EVERY_ROW, Q(pk__in=[]) | EVERY_ROW, EVERY_ROW & EVERY_ROW, Q(pk__isnull=True) | EVERY_ROW):
        assert model.objects.filter(wanted).count() == everything
    assert model.objects.filter(~EVERY_ROW).count() == 0


def test_nothing_kept_is_no_empty_condition(people: Any) -> None:
    people.principal.looks_only = True
    assert nothing_kept(people.principal)
    assert open_reports(people.principal)
    assert open_matters(people.principal)
