"""The demo's word to the homes: items of 学校だより in every state, talks at 懇談会, what was handed out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.outreach.actions import add_figure, begin_item, save_item, take_move
from yorisoi.outreach.figures import TooFew, rounds_to_tell, take_plan, take_survey
from yorisoi.outreach.models import Item
from yorisoi.outreach.recording import Held, record_given, record_talk
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition_text import seen
from yorisoi.schools.calendar import today
from yorisoi.schools.models import SchoolClass

ADDRESS = "https://yorisoi.example.jp/s/nishi/"
ASKED = (
    "SNSのトラブルは、どこまで学校に相談してよいのか。\n→ 家でのことでも、気になったらすぐに学校へ、と伝えた。",
    "様子がおかしいとき、担任以外にも話してよいか。\n→ 養護教諭、生徒指導主任、名前を書かない入口も紹介した。",
    "",
)


def outreach(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down what was told to homes this year."""
    year, now = cast.roster.year, days.now
    for moment, beat in (
        (_at(date(year, 4, 10), 16, 40), _start),
        (_at(date(year, 4, 24), 16, 30), _talks),
        (now - timedelta(minutes=3), _now),
    ):
        if moment < now:
            diary.put(moment, partial(beat, cast), about="to the homes")


def _at(day: date, hour: int, minute: int) -> datetime:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour, minute), TOKYO)


def _begun(cast: Cast, template: str, who: str) -> Item:
    token = f"demo-{template}-{who}-{today()}"
    return begin_item(school=cast.school, by=cast.staff[who], template=template, token=token)


def _pass(row: Item, cast: Cast, *steps: tuple[str, str], reason: str = "", online: bool = False) -> None:
    for move, who in steps:
        row = Item.objects.get(pk=row.pk)
        take_move(
            item=row, move=move, by=cast.staff[who], mark=seen(row.data("words")), reason=reason, address=ADDRESS,
            online=online,
        )  # fmt: skip


def _start(cast: Cast) -> None:
    row = _begun(cast, "start", "sg")
    _pass(row, cast, ("submit", "sg"), ("approve", "pr"), ("issue", "vp"), online=True)
    row.refresh_from_db()
    for what, item, copies in (("item", row, 320), ("short", None, 320), ("child", None, 330)):
        record_given(
            school=cast.school, by=cast.staff["vp"], what=what, item=item, copies=copies, on=today(),
            whom="children" if what == "child" else "families", token=f"demo-given-{what}",
        )  # fmt: skip


def _talks(cast: Cast) -> None:
    homeroom = cast.staff["t41"]
    mine = SchoolClass.objects.get(school=cast.school, year=cast.roster.year, grade=4, name="1")
    helds = (
        (Held(today(), 21, ASKED[0], school_class=mine), homeroom),
        (Held(today(), 64, ASKED[1], grade=5), cast.staff["sg"]),
        (Held(today() - timedelta(days=1), 146, ASKED[2]), cast.staff["sg"]),
    )
    for n, (held, by) in enumerate(helds):
        record_talk(
            school=cast.school, by=by, held=held, speakers=[by, cast.staff["sg"]][: 1 + (by is homeroom)],
            token=f"demo-talk-{n}",
        )  # fmt: skip
    record_given(
        school=cast.school, by=homeroom, what="handout", ref="middle", whom="class", on=today(), school_class=mine,
        copies=28, token="demo-given-handout",  # noqa: S106 (no password)
    )  # fmt: skip


def _now(cast: Cast) -> None:
    """One approved, one waiting, one sent back, one being written, one given up: of these days."""
    rounds = rounds_to_tell(cast.staff["sg"])
    row = _begun(cast, "survey", "sg")
    for one in rounds[:1]:
        with suppress(TooFew):
            add_figure(item=row, by=cast.staff["sg"], figure=take_survey(round_=one, by=cast.staff["sg"]))
    _pass(row, cast, ("submit", "sg"), ("approve", "vp"))
    row = _begun(cast, "holidays", "t41")
    _pass(row, cast, ("submit", "t41"))
    row = _begun(cast, "term_end", "sg")
    with suppress(TooFew):
        add_figure(item=row, by=cast.staff["sg"], figure=take_plan(school=cast.school, by=cast.staff["sg"]))
    _pass(row, cast, ("submit", "sg"))
    _pass(row, cast, ("return", "vp"), reason="三学期の予定を一つ加えてください。")
    row = _begun(cast, "own", "t41")
    text = {
        "title": "友達のよいところ見つけ",
        "body": "4年生の学級で、友達のよいところを見つける活動をしました。",
        "figures": {},
    }
    save_item(item=row, by=cast.staff["t41"], typed=text, before=seen(row.data("words")), leave=False)
    row = _begun(cast, "review", "sg")
    _pass(row, cast, ("give_up", "sg"), reason="評価のあとに、あらためて書く。")
