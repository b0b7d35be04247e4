"""A name that was typed is held against the roster and offered: the class first, and never added by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import play
from yorisoi.reports.models import Report
from yorisoi.reports.naming import suggested

pytestmark = pytest.mark.django_db


def names(report: Any, *, opened: bool = False) -> list[str]:
    """Whom the page offers; opened: where who told has just been opened."""
    return [line.name for line in suggested(report, opened=opened)]


def from_guardian(people: Any, name: str, class_id: int | None) -> Any:
    """A guardian gives a child's name and class; nobody is named by id."""
    return play.report(people, source="guardian", answers={"child_name": name}, class_id=class_id, pupils=[])


def test_the_child_of_that_class_is_offered_and_added_by_one_press(
    people: Any, make_pupil: Any, client_for: Any
) -> None:
    make_pupil(people.school, people.class61, "高崎", "はる")
    here = make_pupil(people.school, people.class31, "髙﨑", "はる")
    row = from_guardian(people, "高崎はる", people.class31.pk)
    assert names(row) == [here.name]
    client = client_for(people.guidance_head)
    page = client.get(reverse("cases:report", args=[row.pk])).content.decode()
    assert "この子ですか" in page
    assert not row.named_pupils.exists()
    client.post(reverse("cases:report_pupil", args=[row.pk]), {"person": str(here.uid)})
    assert [one.pupil_id for one in row.named_pupils.all()] == [here.pk]
    assert "この子ですか" not in client.get(reverse("cases:report", args=[row.pk])).content.decode()


def test_part_of_a_name_and_a_polite_ending(people: Any) -> None:
    assert names(from_guardian(people, "髙﨑さん", people.class31.pk)) == [people.victim.name]


def test_the_class_may_stand_in_the_name(people: Any, make_pupil: Any) -> None:
    six = make_pupil(people.school, people.class61, "佐藤", "みお")
    assert names(from_guardian(people, "6年1組 佐藤", None)) == [six.name]


def test_another_class_is_offered_where_nobody_of_the_class_fits(people: Any) -> None:
    assert names(from_guardian(people, "佐藤", people.class61.pk)) == [people.witness.name]


def test_nothing_typed_or_nobody_like_it(people: Any) -> None:
    assert names(play.report(people, pupils=[])) == []
    assert names(from_guardian(people, "存在しない名前", people.class31.pk)) == []


def test_a_child_that_tells_of_itself(people: Any) -> None:
    said = {"reporter": {"name": "佐藤"}, "class_id": people.class31.pk, "pupils": []}
    report = play.report(people, answers={"whose": "me"}, **said)
    assert names(report) == []  # who told is in custody
    assert names(report, opened=True) == [people.witness.name]
    assert names(play.report(people, answers={"whose": "friend"}, **said), opened=True) == []


def test_as_the_doors_keep_what_was_typed(people: Any) -> None:
    told = {"token": "t" * 30, "class_id": str(people.class31.pk)}
    child = {**told, "mode": "kana", "step": "check", "go": "send", "whose": "me"}
    Client().post(reverse("reports:child", args=[people.school.slug]), {**child, "name": "佐藤"})
    Client().post(
        reverse("reports:guardian", args=[people.school.slug]), {**told, "narrative": "あ", "child_name": "高崎"}
    )
    assert [names(row, opened=True) for row in Report.objects.order_by("recorded_at", "pk")] == [
        [people.witness.name],
        [people.victim.name],
    ]
