"""A letter to the guardians of one child: a draft that the school finishes in Word. No other child's name is in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yorisoi.documents.blocks import Block, Head, Paper, Para, Table
from yorisoi.documents.gather import Gathered, say_day, say_moment
from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.schools.models import Pupil
from yorisoi.schools.queries import holders

OPENING = {
    "victim": (
        "日ごろから、本校の教育活動にご理解をいただき、ありがとうございます。"
        "お子さまがつらい思いをされたことについて、学校として重く受けとめています。"
        "これまでに分かったことと、これからの対応をお知らせします。"
    ),
    "perpetrator": (
        "日ごろから、本校の教育活動にご理解をいただき、ありがとうございます。"
        "お子さまが関わったとされる出来事について、これまでに確かめたことと、これからの対応をお知らせします。"
        "お子さまの話も、ていねいに聞いてまいります。"
    ),
    "": (
        "日ごろから、本校の教育活動にご理解をいただき、ありがとうございます。"
        "お子さまに関わりのある出来事について、学校の対応をお知らせします。"
    ),
}
TO_WRITE = "【ここに書いてください: {what}】"


def letter(told: Gathered, pupil: Pupil) -> Paper:
    """Return the draft for the guardians of this child, by the role it has in the case."""
    case = told.case
    roles = {row.role for row in told.now_in if row.pupil_id == pupil.pk}
    side = next((one for one in ("victim", "perpetrator") if one in roles), "")
    seat = told.seats.get(pupil.pk)
    principal = "・".join(row.name for row in holders(case.school, Post.PRINCIPAL))
    blocks: list[Block] = [
        Para(say_day(clock.now()), right=True),
        Para(f"{seat.school_class if seat else ''}　{pupil.name} さんの保護者　様"),
        Para(f"{case.school.name}\n校長　{principal}", right=True),
        Para(OPENING[side]),
        Head("1　確かめたこと"),
        Para(TO_WRITE.format(what="いつ、どこで、何があったか。確かめた事実だけを。ほかのお子さんの名前は書きません")),
        Head("2　学校の対応"),
        Para(TO_WRITE.format(what="お子さまへの支え・指導、見守りの体制、相談できる人")),
        Head("3　これから"),
        Para(_onward(told)),
        Head("4　お願いとご相談"),
        Para("ご家庭で気づかれたこと、お子さまが話されたことがありましたら、どんなことでもお知らせください。"),
        _helplines(told),
    ]
    return Paper(
        kind="letter",
        title="お知らせ",
        about=_("事案 %(number)s") % {"number": case.label},
        school=case.school.name,
        edition=f"{case.edition}・{edition(case.edition).version}",
        blocks=tuple(blocks),
        mark="親展",
    )


def _onward(told: Gathered) -> str:
    case = told.case
    said = [f"次の会議（{say_moment(case.next_at)}）のあとに、あらためてお知らせします。"] if case.next_at else []
    if case.period_ends_on:
        said.append(f"少なくとも {say_day(case.period_ends_on)} まで見守りを続け、おわりに必ずお話をうかがいます。")
    return "".join(said) or TO_WRITE.format(what="次にお知らせする日")


def _helplines(told: Gathered) -> Table:
    lines = [one for one in edition(told.case.school.edition).helplines if one.phone][:5]
    rows = tuple((one.name_ja, one.matters_ja, one.phone) for one in lines)
    return Table(("相談できるところ", "内容", "電話"), rows, (5, 5, 3))
