"""Routine meetings: the days of a rule, no holidays, the next one called in time, once; the agenda collected."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import jpholiday
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import play
from tests.asking import refused, text
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.models_shared import Series
from yorisoi.meetings.series import Rule, call_due, collect, days, end_series, make_series, year_end
from yorisoi.policy.deadlines import school_days
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import day_of

OPEN = school_days()


@given(
    weekday=st.integers(0, 4),
    nth=st.integers(0, 5),
    begins=st.dates(date(2024, 4, 1), date(2027, 3, 1)),
    span=st.integers(0, 365),
)
def test_days_of_a_rule(weekday: int, nth: int, begins: date, span: int) -> None:
    rule = Rule(weekday, nth, begins, begins + timedelta(days=span))
    found = days(rule, OPEN)
    assert found == sorted(set(found))
    for day in found:
        assert rule.begins <= day <= rule.ends
        assert day.weekday() == weekday
        assert not jpholiday.is_holiday(day)
    if nth:
        assert len({(d.year, d.month) for d in found}) == len(found)


def test_a_holiday_moves_the_months_meeting_by_a_week() -> None:
    second_monday = Rule(0, 2, date(2026, 10, 1), date(2026, 10, 31))  # 2026-10-12 is スポーツの日
    assert days(second_monday, OPEN) == [date(2026, 10, 19)]
    last = Rule(1, 5, date(2026, 9, 1), date(2026, 9, 30))
    assert days(last, OPEN) == [date(2026, 9, 29)]
    weekly = Rule(0, 0, date(2026, 10, 5), date(2026, 10, 26))
    assert days(weekly, OPEN) == [date(2026, 10, 5), date(2026, 10, 19), date(2026, 10, 26)]


def routine(people: Any, body: str = Body.GRADE_HEADS, **how: Any) -> Series:
    """A weekly meeting, on a weekday that is ahead."""
    return make_series(
        school=people.school, by=people.guidance_head, body=body, weekday=2, nth=0, at=time(15, 45), **how
    )


def test_near_meetings_are_called_once_and_the_rule_is_one(people: Any) -> None:
    row = routine(people)
    assert routine(people).pk == row.pk
    first = Meeting.objects.filter(of_series__series=row).count()
    assert 1 <= first <= 3
    assert call_due() == 0
    with play.move_on(7):
        assert call_due() in (0, 1)
        assert call_due() == 0
    for held in Meeting.objects.filter(of_series__series=row):
        assert day_of(held.scheduled_at).weekday() == 2
        assert people.grade_head.pk in held.attendances.values_list("staff_id", flat=True)
    end_series(series=row, by=people.principal)
    before = Meeting.objects.count()
    with play.move_on(30):
        assert call_due() == 0
    assert Meeting.objects.count() == before


def test_whoever_made_it_may_leave(people: Any) -> None:
    row = routine(people)
    people.guidance_head.is_active = False
    people.guidance_head.save()
    with play.move_on(21):
        call_due()
    newest = Meeting.objects.filter(of_series__series=row).order_by("-scheduled_at").first()
    assert newest is not None
    assert newest.convened_by_id == people.vice_principal.pk


@pytest.mark.requirement("R8")
def test_what_waits_stands_on_the_grade_heads_agenda_and_never_on_all_staffs(people: Any) -> None:
    case = play.responding(people)
    row = routine(people)
    held = Meeting.objects.filter(of_series__series=row).order_by("scheduled_at")[0]
    assert [item.case_id for item in held.items.all()] == [case.pk]
    assert collect(held, [people.guidance_head]) == 0
    staff = routine(people, Body.STAFF_MEETING)
    assert not Meeting.objects.filter(of_series__series=staff, items__isnull=False).exists()


def test_a_case_is_put_on_by_somebody_who_is_not_shut_out(people: Any) -> None:
    case = play.responding(people)
    shut_out(report=case.report_links.get().report, by=people.principal, staff=people.guidance_head)
    row = routine(people)
    held = Meeting.objects.filter(of_series__series=row).order_by("scheduled_at")[0]
    assert [item.case_id for item in held.items.all()] == [case.pk]
    assert collect(held, [people.guidance_head]) == 0


def test_the_page(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    url = reverse("meetings:series")
    client = client_for(people.vice_principal)
    assert "定例の会議はまだありません" in text(client.get(url))
    said = {
        "body": "health_committee",
        "nth": "2",
        "weekday": "3",
        "at": "15:45",
        "place": "会議室",
        "ends": year_end(),
    }
    assert client.post(url, said).status_code == 302
    page = text(client.get(url))
    assert "毎月 第2" in page
    assert "学校保健委員会" in text(client.get(reverse("meetings:list")))
    assert "年度の終わりまで" in text(client.post(url, {**said, "ends": "2000-01-01"}), 422)
    row = Series.objects.get()
    refused(client_for, url, post=False, stranger=None, wrong=people.homeroom, other=None)
    end = reverse("meetings:series_end", args=[row.pk])
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, end, post=True, stranger=None, wrong=people.homeroom, other=other)
    assert client.get(end).status_code == 405
    held = Meeting.objects.filter(of_series__series=row)[0]
    url = reverse("meetings:collect", args=[held.pk])
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=other)
    assert client.post(end).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None
    with pytest.raises(ValueError, match="when it is needed"):
        routine(people, Body.COMMITTEE)


@pytest.mark.requirement("R9")
def test_a_routine_goes_on_by_another_rule(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    row = routine(people)
    called = set(Meeting.objects.filter(of_series__series=row).values_list("pk", flat=True))
    last = max(row.called.values_list("day", flat=True))
    client, url = client_for(people.principal), reverse("meetings:series_change", args=[row.pk])
    assert "決まりを変える" in text(client.get(reverse("meetings:series")))
    assert "招集済みの会議は変わりません" in text(client.get(url))
    said = {"nth": "0", "weekday": str((row.weekday + 1) % 5), "at": "16:10", "place": "図書室"}
    assert "図書室" in text(client.post(url, {**said, "ends": "2001-01-01"}), 422)
    said["ends"] = year_end().isoformat()
    for _press in range(2):
        assert client.post(url, said)["Location"] == reverse("meetings:series")
    old, new = Series.objects.order_by("pk")
    assert old.ended_at is not None
    assert (new.ended_at, new.place, new.body) == (None, "図書室", row.body)
    assert new.begins_on > last
    assert called <= set(Meeting.objects.values_list("pk", flat=True))
    assert all(day > last for day in new.called.values_list("day", flat=True))
    stranger = client_for(make_staff(other_school, Post.PRINCIPAL))
    assert stranger.get(reverse("meetings:series_change", args=[new.pk])).status_code == 404
    assert client_for(people.homeroom).get(url).status_code == 403
    assert client.put(url).status_code == 405
