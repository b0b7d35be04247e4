"""The demo's officer of 市教委: reads and acknowledges what came, asks back, advises; the school answers."""

from __future__ import annotations

from functools import partial

from yorisoi.cases.models import BoardCopy
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.incidents.models import Incident
from yorisoi.oversight import words
from yorisoi.oversight.models import BoardWord
from yorisoi.oversight.queries_words import awaiting
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Exclusion
from yorisoi.schools.models import PostHolding, Staff

READS = (170, 130, 95, 70, 50, 35, 24, 15, 9)  # school days ago: a morning on which all is acknowledged


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put it all down."""
    for back in READS:
        diary.put(days.at(back, "9:15"), partial(_acknowledge, back), about=f"board reads {back}")
    put = diary.put
    put(
        days.at(20, "10:40"),
        lambda: _asks(
            days,
            "first",
            20,
            18,
            "聞き取りは、だれが、どのように分けて行いましたか。まだ聞けていない子どもがいれば、その予定も教えてください。",
        ),
    )
    put(
        days.at(18, "15:20"),
        lambda: _answered(
            cast.staff["vp"],
            "担任・学年主任・養護教諭の三人で、別々の部屋で同じ日に行いました。聞けていない子どもはいません。",
        ),
    )
    put(days.at(12, "13:30"), _advises)
    put(
        days.at(1, "11:10"),
        lambda: _asks(
            days, "first", 1, -2, "被害の子どもの保護者の受けとめを、いつ、どのように確かめたか教えてください。"
        ),
    )


def _officer() -> Staff:
    held = PostHolding.objects.filter(post=Post.BOARD_OFFICER, until__isnull=True, staff__school__isnull=True)
    return held.order_by("pk")[0].staff


def _acknowledge(back: int) -> None:
    officer = _officer()
    for rows in awaiting(officer):
        for copy in rows.order_by("at", "pk"):
            words.acknowledge(about=copy, by=officer, token=f"demo-ack-{back}-{copy.pk}"[:64])


def _asks(days: Days, kind: str, back: int, until: int, said: str) -> None:
    """Ask about the latest report of the first school; of no case that somebody is kept from."""
    kept = Exclusion.objects.filter(lifted_at__isnull=True).values("report")
    rows = BoardCopy.objects.filter(school__slug="nishi", kind=kind).exclude(case__reaches__report__in=kept)
    if (copy := rows.order_by("-at", "-pk").first()) is not None:
        words.ask_back(about=copy, by=_officer(), words=said, due_on=days.day(until), token=f"demo-ask-{back}")


def _answered(by: Staff, said: str) -> None:
    if (question := BoardWord.objects.filter(token="demo-ask-20").first()) is not None:  # noqa: S106 (no password)
        words.answer(question=question, by=by, words=said, token="demo-answer-20")  # noqa: S106


def _advises() -> None:
    if (row := Incident.objects.filter(school__slug="nishi").order_by("opened_at", "pk").first()) is not None:
        said = "聴き取りは、一度に一人、三十分までを目安にしてください。付きそう人を本人に選んでもらえたかを、次の報告に書いてください。"
        words.comment(about=row, by=_officer(), words=said, token="demo-advice-12")  # noqa: S106
