"""Trainings in the demo: two held this year, one planned, one given up; the policy read by all but two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import partial

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.policy.deadlines import TOKYO
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff
from yorisoi.training.reading_actions import confirm_policy, follow_school
from yorisoi.training.training_actions import Told, catch_up, move_training, plan_training, said_of
from yorisoi.training.training_models import Training
from yorisoi.training.training_queries import whole_staff

TOKEN = "demo-training-told-"  # noqa: S105 (no password)
UNREAD = ("t41", "t22")
APRIL = (
    "いじめかどうかは、行為の大きさではなく、本人が心や体に苦痛を感じているかで考える。\n"
    "気づいたら、一人で抱えず、確かめてからでもなく、その日のうちに生徒指導主任に渡す。\n"
    "渡したあとは小委員会が集まり、何をするかを複数の目で決める。"
)
ONLINE = (
    "画面を見せてもらったら、消さずに写し、いつ・どこに出ていたかを書きとめる。\n"
    "家で起きたことも、学校の子どもどうしなら学校が受けとめる。\n"
    "グループの名前だけで決めつけず、まず、された子の安全を確かめる。"
)


def trainings(diary: Diary, days: Days, cast: Cast) -> None:
    """Put them down."""
    april = datetime.combine(_weekday(date(cast.roster.year, 4, 9)), time(15, 45), TOKYO)
    if april < days.at(12, "0:00"):
        diary.put(april, partial(_hold, cast, "1", "definition", "定義と、その日のうちに伝える道筋", APRIL, ("nu",)))
        diary.put(
            april + timedelta(days=4), partial(_caught, cast, "1", "nu", "「確かめてから」ではなく「まず渡す」。")
        )
    diary.put(days.at(6, "8:30"), partial(follow_school, cast.school), about="the policy is to be read")
    diary.put(days.at(5, "16:45"), partial(_read, cast, 0), about="the policy is read")
    gone = ("t11", "t31", "co")
    diary.put(days.at(4, "15:50"), partial(_hold, cast, "2", "online", "画面の中で起きること", ONLINE, gone))
    diary.put(
        days.at(3, "16:30"), partial(_caught, cast, "2", "t11", "写しは、消す前に。学級だよりで家庭にも伝えたい。")
    )
    diary.put(days.at(3, "16:45"), partial(_read, cast, 1), about="the policy is read")
    diary.put(days.at(2, "9:20"), partial(_plan, cast, days.day(-8)), about="trainings to come")


def _weekday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _hold(cast: Cast, number: str, theme: str, title: str, text: str, missed: Iterable[str]) -> None:
    by = cast.staff["sg"]
    told = Told(theme, today(), about=said_of(title, "会議室", by.name, text))
    row = plan_training(school=cast.school, by=by, told=told, token=TOKEN + number)
    gone = {cast.staff[code].pk for code in missed}
    came = [one.pk for one in whole_staff(cast.school) if one.pk not in gone]
    move_training(training=row, move="held", by=by, told=Told(day=today(), came=came), token=TOKEN + number + "-held")


def _caught(cast: Cast, number: str, who: str, words: str) -> None:
    row = Training.objects.get(school=cast.school, token=TOKEN + number)
    catch_up(training=row, by=_person(cast, who), on=today(), words=words)


def _person(cast: Cast, who: str) -> Staff:
    return next(one for one in whole_staff(cast.school) if one.pk == cast.staff[who].pk)


def _read(cast: Cast, part: int) -> None:
    left = {cast.staff[code].pk for code in UNREAD}
    for n, person in enumerate(whole_staff(cast.school)):
        if person.pk not in left and n % 2 == part:
            confirm_policy(by=person, edition=cast.school.edition)


def _plan(cast: Cast, day: date) -> None:
    by = cast.staff["ac"]
    text = "架空の事例を、班ごとに流れ図に沿って考える。だれに、いつ、何を伝えるかを書き出す。"
    about = said_of("冬の事例研修（30分）", "職員室", cast.staff["sg"].name, text)
    plan_training(school=cast.school, by=by, told=Told("case", day, about=about), token=TOKEN + "3")
    about = said_of("校内の組織の見直し", "会議室", "", "")
    told = Told("organisation", day, "grade_heads", about)
    row = plan_training(school=cast.school, by=by, told=told, token=TOKEN + "4")
    told = Told(words="学年主任者会の議題として扱うことにした。")
    move_training(training=row, move="drop", by=by, told=told, token=TOKEN + "4-drop")
