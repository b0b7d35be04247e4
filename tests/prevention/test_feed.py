"""The calendar feed: one's own activities behind a secret token, and no word of a child."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.asking import text
from tests.prevention.conftest import of
from yorisoi.prevention.actions import Told, take_move
from yorisoi.prevention.feeds import _folded, calendar, end_feed, make_feed, owner_of_token
from yorisoi.prevention.models import Activity, Feed, Plan
from yorisoi.schools.models import Staff

pytestmark = pytest.mark.django_db


def read(token: str) -> str:
    return text(Client().get(f"/plan/feed/{token}.ics"))


def test_a_feed_holds_ones_own_and_nothing_else(people: Any, plan: Plan) -> None:
    token = make_feed(staff=people.academic_head)
    answer = Client().get(f"/plan/feed/{token}.ics")
    found = text(answer)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    plain = found.replace("\r\n ", "")
    assert "SUMMARY:道徳教育の充実" in plain
    assert "元気アンケート" not in plain  # 生徒指導主任's
    assert plain.count("BEGIN:VEVENT") == plan.activities.filter(owner_post="academic_head").count()
    for child in (people.victim, people.perpetrator, people.witness):
        assert child.family_name not in plain
    assert all(len(line.encode()) <= 75 for line in found.split("\r\n"))
    # long ones stand on the day by which they are due, short ones on their days
    assert "DTSTART;VALUE=DATE:20261231" in plain
    assert "DTSTART;VALUE=DATE:20261015" not in plain
    drop = of(plan, "moral_4")
    take_move(activity=drop, move="drop", by=people.principal, told=Told("まとめて行う"))
    assert "20261231" not in read(token)


def test_a_token_is_revoked_made_anew_and_ends_with_the_person(people: Any, plan: Plan) -> None:
    first = make_feed(staff=people.nurse)
    second = make_feed(staff=people.nurse)
    assert Client().get(f"/plan/feed/{first}.ics").status_code == 404
    assert read(second)
    assert Feed.objects.filter(staff=people.nurse, ended_at=None).count() == 1
    assert not any(second.encode() in bytes(row.token_hash) for row in Feed.objects.all())
    Staff.objects.filter(pk=people.nurse.pk).update(is_active=False)
    assert Client().get(f"/plan/feed/{second}.ics").status_code == 404
    Staff.objects.filter(pk=people.nurse.pk).update(is_active=True)
    assert end_feed(staff=people.nurse)
    assert not end_feed(staff=people.nurse)
    assert Client().get(f"/plan/feed/{second}.ics").status_code == 404
    for nonsense in ("x", "あ", "%00", "a" * 500):
        assert owner_of_token(nonsense) is None
        assert Client().get(f"/plan/feed/{nonsense}.ics").status_code == 404
    with pytest.raises(PermissionDenied):
        make_feed(staff=people.administrator)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_title_breaks_the_calendar(title: str) -> None:
    row = Activity(title=title, begins=date(2026, 5, 1), ends=date(2026, 5, 2), state="planned")
    made = calendar([row], name="計画", address="https://example.test/{id}/")
    lines = made.replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    assert len(lines) == 18
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert _folded("a" * 75) == "a" * 75
