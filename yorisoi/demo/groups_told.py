"""The demo's たてわり班: twenty groups since April, a session a month, the next one ahead."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.groups.apart import keep_apart
from yorisoi.groups.changing import put_in_force
from yorisoi.groups.making import Wish, make_groups
from yorisoi.groups.models import Arrangement, Session
from yorisoi.groups.queries import groups_of, on_the_day
from yorisoi.groups.sessions import away_on, hold, plan_session, reflect, take_part
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.prevention.models import Activity
from yorisoi.prevention.recording import link
from yorisoi.schools.calendar import day_of, school_year

GROUPS = 20
LATEST = 4  # sessions that are told
PLAYED = (
    (
        "ドッジボール",
        "校庭で二つの輪に分かれて遊んだ。低学年の子にボールを回す班が多かった。",
        "次は体育館の日を先に取る。",
    ),
    ("じゃんけん列車と名前おぼえ", "全員の名前を呼び合った。1年生が笑っていた。", "6年生が遊びを三つ考えてくる。"),
    (
        "班でたからさがし",
        "校内に札をかくし、班で力を合わせて見つけた。",
        "答えがむずかしかった。低学年のヒントをふやす。",
    ),
    ("大なわ", "班の目標を決めて跳んだ。跳べない子に声をかける姿があった。", "目標を班の子に決めさせたい。"),
)
SAID = (
    "1年生がなかなか入れなかったので、手をつないで一緒に入りました。次は最初から声をかけたいです。",
    "みんなが話を聞いてくれて、うれしかったです。",
    "けんかになりそうだったけど、4年生が順番を決めてくれました。",
    "ルールの説明が長くなってしまいました。次は紙に書いてきます。",
)


def groups(diary: Diary, days: Days, cast: Cast) -> None:
    """Put the year's groups and their sessions down."""
    year = cast.roster.year
    start = date(year, 4, 20)
    begins = min(_at(start), days.now - timedelta(minutes=4))
    diary.put(begins, lambda: _begin(cast, year), about="groups")
    met = [day for day in _days(days, day_of(begins)) if day < days.today][-LATEST:]
    for n, day in enumerate(met):
        diary.put(_at(day, 11), partial(_session, cast, n, day), about=f"groups {day}")
    ahead = next((days.day(-n) for n in range(5, 12) if days.day(-n).weekday() == 2), days.day(-5))
    if school_year(ahead) == year:
        diary.put(days.now - timedelta(minutes=3), partial(_plan, cast, len(met), ahead), about="groups ahead")


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), TOKYO)


def _days(days: Days, since: date) -> list[date]:
    """Return the second Wednesday of each month that is a school day, in order."""
    found, day = [], since
    while day <= days.today:
        if day.weekday() == 2 and 8 <= day.day <= 14 and day > since and days.is_school_day(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _begin(cast: Cast, year: int) -> None:
    head = cast.staff["sg"]
    first, second = cast.pupil("5-1:3"), cast.pupil("5-2:7")
    if first.left_on is None and second.left_on is None:
        said = "家どうしの行き違いがあり、しばらく離したい。"
        keep_apart(by=head, first=first, second=second, note=said, token=f"demo-apart-{year}")
    row = make_groups(school=cast.school, by=head, wish=Wish("new_year", GROUPS), token=f"demo-groups-{year}")
    put_in_force(arrangement=row, by=cast.staff["sg"], from_on=day_of(clock.now()))
    activity = Activity.objects.filter(plan__school=cast.school, plan__year=year, code="groups_play").first()
    if activity is not None:
        link(activity=activity, by=head, kind="groups.session", ref=f"{year}:10")


def _plan(cast: Cast, n: int, day: date) -> Session:
    title = PLAYED[n % len(PLAYED)][0]
    return plan_session(school=cast.school, by=cast.staff["sg"], on=day, title=title, token=f"demo-{day}")


def _session(cast: Cast, n: int, day: date) -> None:
    row, head = _plan(cast, n, day), cast.staff["sg"]
    _title, done, then = PLAYED[n % len(PLAYED)]
    arrangement = Arrangement.objects.select_related("school", "key").get(pk=row.arrangement_id)
    here, shown = on_the_day(arrangement, day), groups_of(arrangement)
    away = away_on([pupil.pk for kids in here.values() for pupil in kids], day)
    away |= {kids[0].pk for place, kids in enumerate(here.values()) if kids and place % 6 == n}
    for place, one in enumerate(shown):
        kids = {pupil.pk for pupil in here.get(one.row.pk, [])}
        take_part(session=row, by=head, group=one.row, present=kids - away)
        if place % 7 == n and one.leaders:
            words, leader = SAID[(place + n) % len(SAID)], one.leaders[0].pupil
            reflect(session=row, by=head, group=one.row, leader=leader, words=words, token=f"demo-{place}")
    hold(session=row, by=head, words={"done": done, "next": then}, token=f"demo-{day}")
