"""見本市立西小学校: its people and its matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from yorisoi.demo import names, set_asides, stories_now, stories_open, stories_open2, stories_resolved
from yorisoi.demo import stories_resolved2 as more
from yorisoi.demo import stories_watch as watch
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.demo.roster import PAIRS, SIZES, Roster, hold_classes, hold_posts, make_classes, make_pupils, make_school
from yorisoi.demo.roster import make_staff as make_people
from yorisoi.demo.story import Story
from yorisoi.duties.away import set_away
from yorisoi.duties.turning import follow_the_children
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.roles import Post

SCHOOL_POSTS = (
    ("pr", Post.PRINCIPAL), ("vp", Post.VICE_PRINCIPAL), ("ac", Post.ACADEMIC_HEAD), ("sg", Post.GUIDANCE_HEAD),
    ("nu", Post.NURSE), ("mu", Post.TEACHER), ("sh", Post.TEACHER), ("su", Post.TEACHER), ("s2", Post.TEACHER),
    ("sp", Post.TEACHER), ("yt", Post.TEACHER), ("co", Post.COUNSELLOR), ("sw", Post.SOCIAL_WORKER),
    ("ex", Post.EXPERT), ("ad", Post.ADMINISTRATOR),
)  # fmt: skip
# The people of the path stand first, so that whoever is shown one 担任 or 学年主任 is shown one with something to do.
PLACES = ("4-1", "4-2", "1-1", "1-2", "2-1", "2-2", "3-1", "3-2", "5-1", "5-2", "6-1", "6-2")
HEADS = {4: "g4", 1: "t11", 2: "t21", 3: "g3", 5: "t51", 6: "t61"}

# story, children by the seats of this year
MATTERS: tuple[tuple[Callable[[Story], None], dict[str, str]], ...] = (
    (stories_resolved.ball_game, {"v": "4-1:3", "p": "4-1:9", "w": "4-1:14"}),
    (stories_resolved.lunch, {"v": "5-2:4", "v2": "5-2:11", "p": "5-2:17"}),
    (stories_resolved.shoes, {"v": "5-1:2", "p": "5-1:6", "i": "5-1:12"}),
    (more.pretend_fights, {"v": "2-1:5", "p": "2-1:12"}),
    (more.group_chat, {"v": "6-1:3", "p": "6-1:8", "q": "6-1:13", "w": "6-1:19"}),
    (more.reopened, {"v": "4-2:4", "p": "4-2:10"}),
    (stories_open.seat_next, {"v": "3-2:6", "p": "3-2:13"}),
    (stories_open.whispers, {"v": "6-1:21", "p": "6-1:16", "q": "6-1:5"}),
    (stories_open2.lunch_group, {"v": "5-1:6", "p": "5-1:15", "q": "5-1:20"}),
    (stories_open2.posted_picture, {"v": "6-2:11", "p": "6-2:17"}),
    (stories_open2.absent_days, {"v": "5-2:8", "p": "5-2:14", "q": "5-2:20", "w": "5-2:22"}),
    (watch.strict_words, {"v": "4-2:7", "p": "4-2:13"}),
    (watch.only_two, {"v": "2-2:3", "p": "2-2:9"}),
    (watch.sharp_voice, {"v": "4-1:17", "p": "4-1:20"}),
    (watch.lent_card, {"v": "3-2:10", "p": "3-2:18"}),
    (stories_now.not_my_teacher, {"v": "6-2:5", "p": "6-2:13"}),
    (stories_now.pushed_in_line, {"v": "4-1:6", "p": "4-1:11", "w": "4-1:16"}),
    (stories_now.torn_drawing, {"v": "2-1:8", "p": "2-1:15"}),
    (stories_now.inbox, {}),
    (stories_now.inbox_guardian, {"v": "3-2:20"}),
    (stories_now.inbox_staff, {"v": "2-2:12", "p": "2-2:16"}),
    (stories_now.inbox_resident, {}),
    (stories_now.inbox_evening, {}),
)


def people(year: int, rng: Random) -> Roster:
    """Write school, classes, children and staff with the posts of last year."""
    roster = Roster(make_school("nishi", "見本市立西小学校", "mihon-nishi"), year)
    make_classes(roster, range(1, 7), (1, 2))
    sizes = {f"{grade}-{group}": SIZES[(grade - 1) * 2 + group - 1] for grade in range(1, 7) for group in (1, 2)}
    make_pupils(roster, rng, sizes, graduates=49)
    roster.staff = make_people(roster.school, names.STAFF)
    hold_posts(roster, SCHOOL_POSTS, date(year - 2, 4, 1))
    last = {place: f"t{PAIRS[int(place[0])]}{place[2]}" for place in PLACES}
    hold_classes(roster, year - 1, homerooms=last, heads={grade: HEADS[PAIRS[grade]] for grade in HEADS})
    return roster


def turn_of_the_year(cast: Cast) -> None:
    """April: this year's classes and heads; what was owed goes on to them."""
    hold_classes(
        cast.roster, cast.roster.year, homerooms={place: f"t{place[0]}{place[2]}" for place in PLACES}, heads=HEADS
    )
    cast.meet()
    follow_the_children(cast.school)


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put the year down: about twenty matters, and what was set aside."""
    for tell, children in MATTERS:
        tell(Story(diary, days, cast, tell.__name__, **children))
    for tell in set_asides.ALL:
        tell(Story(diary, days, cast, tell.__name__))
    diary.put(days.at(1, "16:00"), lambda: _somebody_is_away(days, cast), about="away")
    relay = Story(diary, days, cast, "relay", v="4-2:15", p="4-2:20", w="4-2:21")
    stories_open.relay(relay, _act_of_a_period_that_ends(days, -2))
    nickname = Story(diary, days, cast, "nickname", v="6-2:2", p="6-2:9", q="6-2:15", w="6-2:20")
    stories_open.nickname(nickname, _act_of_a_period_that_ends(days, 3))


def _somebody_is_away(days: Days, cast: Cast) -> None:
    """The 担任 of 2年1組 is away for a few days; a colleague stands in."""
    person = cast.staff["t21"]
    set_away(staff=person, substitute=cast.staff["mu"], since=days.day(0), until=days.day(-3), by=person)


def _act_of_a_period_that_ends(days: Days, by: int) -> int:
    """Return the latest school day since which three months will have passed by that day (below 0: still to come)."""
    back = 30
    while add_months(days.day(back), 3) > days.day(by):
        back += 1
    return back
