"""The demo's routine meetings, and people who read what was shared with them: the old of it all, the new in part."""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.meetings.models_shared import Addressee
from yorisoi.meetings.series import make_series
from yorisoi.meetings.sharing import confirm_read
from yorisoi.policy.roles import Body
from yorisoi.schools.models import School

# body, every week or which week of the month, weekday (Monday is 0), time, place
RULES = (
    (Body.GRADE_HEADS, 0, 2, time(15, 45), "会議室"),
    (Body.STAFF_MEETING, 2, 0, time(15, 30), "職員室"),
    (Body.HEALTH_COMMITTEE, 3, 3, time(16, 0), "保健室"),
)
FARTHEST, EVERY = 240, 4  # school days


def routines(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down the routines of the school, and that people read."""
    diary.put(days.at(0, "8:40"), lambda: _make(cast), about="routines")
    for back in range(1, FARTHEST, EVERY):
        diary.put(days.at(back, "16:20"), lambda: _read(cast.school), about="reading")


def _make(cast: Cast) -> None:
    for body, nth, weekday, at, place in RULES:
        make_series(
            school=cast.school, by=cast.staff["sg"], body=body, weekday=weekday, nth=nth, at=at, place=place
        )  # fmt: skip


def _read(school: School) -> None:
    """Everybody has read what is a day old; of what is newer, two of three."""
    rows = Addressee.objects.filter(sharing__school=school, read_at__isnull=True).select_related("sharing", "staff")
    for n, row in enumerate(rows.order_by("sharing__at", "staff__family_kana", "staff__given_kana", "pk")):
        old = row.sharing.at < clock.now() - timedelta(days=1)
        if old or n % 3:
            with suppress(Addressee.DoesNotExist):  # whoever was shut out since finds nothing to read
                confirm_read(sharing=row.sharing, by=row.staff)
