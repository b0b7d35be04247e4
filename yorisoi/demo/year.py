"""The whole demo: two schools, one 市教委, lived through from a year ago to this moment."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

from django.db import transaction

from yorisoi.demo import board_told, figures, higashi, nishi, serious, surveys, surveys_home, year_end
from yorisoi.demo.attendance import attendance
from yorisoi.demo.care_told import care
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.demo.drills_told import drills
from yorisoi.demo.groups_told import groups
from yorisoi.demo.outreach_told import outreach
from yorisoi.demo.papers import papers
from yorisoi.demo.plan_told import plans
from yorisoi.demo.policy_told import policy
from yorisoi.demo.roster import make_staff
from yorisoi.demo.routines import routines
from yorisoi.demo.together_told import together
from yorisoi.demo.training_told import trainings
from yorisoi.duties.models import Notice
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.models import PostHolding, School, Staff

SLUG = "nishi"
BOARD = (("board", "三枝", "さえぐさ", "みちる", "みちる", "shikyoi"),)
# Who is shown as a way in, in the order of a report's path.
SHOWN = (
    "tannin41",
    "shido",
    "kyoto",
    "kocho",
    "gakunen4",
    "hoken",
    "kyomu",
    "sc",
    "ssw",
    "senmonka",
    "shikyoi",
    "kanri",
)


@transaction.atomic
def make_demo(*, today: date | None = None) -> None:
    """Make the demo schools and let them live until this moment (or 16:50 of `today`).

    The same content for the same day each time. Does nothing if the demo school is there.
    """
    if School.objects.filter(slug=SLUG, is_demo=True).exists():
        return
    now = clock.now()
    days = Days(day_of(now), now) if today in (None, day_of(now)) else Days(today or day_of(now))
    year = school_year(days.today)
    diary = Diary()
    with clock.at(days.now):
        west = Cast(nishi.people(year, Random("nishi")))
        east = Cast(higashi.people(year, Random("higashi")))
        officer = Staff.objects.get(pk=make_staff(None, BOARD)["board"])
        PostHolding.objects.create(staff=officer, post=Post.BOARD_OFFICER, since=date(year - 1, 4, 1))
    nishi.life(diary, days, west)
    higashi.life(diary, days, east)
    routines(diary, days, west)
    surveys.life(diary, days, west)
    surveys_home.life(diary, days, west)
    care(diary, days, west)
    attendance(diary, days, west)
    serious.life(diary, days, west)
    papers(diary, days, west)
    figures.life(diary, days, west)
    year_end.life(diary, days, west)
    board_told.life(diary, days, west)
    plans(diary, days, west)
    groups(diary, days, west)
    together(diary, days, west)
    outreach(diary, days, west)
    policy(diary, days, west)
    drills(diary, days, west)
    trainings(diary, days, west)
    april = datetime.combine(date(year, 4, 1), time(0), TOKYO)
    diary.put(april, lambda: nishi.turn_of_the_year(west))
    diary.put(april, lambda: higashi.turn_of_the_year(east))
    diary.live()
    _read_the_notices(days)


def _read_the_notices(days: Days) -> None:
    """What is older than the last school day has been seen; nothing of the demo is ever mailed."""
    old = Notice.objects.filter(school__is_demo=True, at__lt=days.at(1, "0:00"))
    old.update(seen_at=days.at(1, "0:00"))
    Notice.objects.filter(school__is_demo=True).update(mailed_at=days.now)


def demo_logins() -> list[tuple[str, str, str]]:
    """Return (post, name, user name) of the people worth being first, for the text that ./run prints."""
    people = {
        row.user.username: row
        for row in Staff.objects.filter(user__username__in=SHOWN).select_related("user")
        if row.user
    }
    found = []
    for username in SHOWN:
        if (person := people.get(username)) is not None:
            label = person.post_label or str(POST_LABELS[Post.BOARD_OFFICER])
            found.append((label, person.name, username))
    return found
