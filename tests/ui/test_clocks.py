"""Times are said as people say them; days are calendar days in Asia/Tokyo."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.ui.clocks import ends_day, phrase, say_day, say_moment, settled

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 6, 3, 15, 40, tzinfo=TOKYO)  # a Wednesday


def at(month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("due", "said", "tone"),
    [
        (at(6, 1), "2日おくれ", "danger"),
        (at(6, 2), "1日おくれ", "danger"),
        (at(6, 3, 15, 0, 0), "40分おくれ", "danger"),
        (at(6, 3, 13, 20, 0), "2時間20分おくれ", "danger"),
        (at(6, 3), "今日中 あと8時間19分", "warn"),
        (at(6, 3, 18, 40, 0), "今日中 あと3時間", "warn"),
        (at(6, 3, 16, 5, 0), "今日中 あと25分", "warn"),
        (at(6, 3, 15, 40, 30), "今日中 まもなく", "warn"),
        (at(6, 4), "あすまで", "neutral"),
        (at(6, 8), "あと5日", "neutral"),
        (at(9, 3), "あと約3か月", "neutral"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(due: datetime, said: str, tone: str) -> None:
    assert phrase(due, NOW) == (said, tone)


def test_after_midnight_yesterdays_deadline_is_one_day_late_not_one_minute() -> None:
    assert phrase(at(6, 2), datetime(2026, 6, 3, 0, 0, tzinfo=TOKYO)) == ("1日おくれ", "danger")


def test_the_server_may_think_in_another_time_zone() -> None:
    utc = ZoneInfo("UTC")
    assert phrase(at(6, 3).astimezone(utc), NOW.astimezone(utc)) == phrase(at(6, 3), NOW)


@given(st.integers(min_value=-400 * 24 * 60, max_value=400 * 24 * 60))
def test_late_is_grave_and_only_late_is(minutes: int) -> None:
    due = NOW + timedelta(minutes=minutes)
    said, tone = phrase(due, NOW)
    assert (tone == "danger") == (due < NOW) == ("おくれ" in said)


def test_what_is_done_says_whether_it_was_in_time() -> None:
    assert settled(at(6, 3), NOW) == ("済", "ok")
    assert settled(at(6, 1), NOW) == ("済（2日おくれ）", "neutral")
    assert settled(at(6, 3, 15, 0, 0), NOW) == ("済（40分おくれ）", "neutral")


def test_days_carry_their_weekday_and_another_year_is_named() -> None:
    assert say_day(NOW, NOW) == "6月3日(水)"
    assert say_moment(datetime(2026, 6, 3, 0, 5, tzinfo=TOKYO), NOW) == "6月3日(水) 0:05"
    assert say_day(datetime(2027, 2, 1, tzinfo=TOKYO), NOW) == "2027年2月1日(月)"
    assert ends_day(at(6, 3))
    assert not ends_day(NOW)
