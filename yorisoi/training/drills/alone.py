"""A homeroom teacher knows something and has kept it to themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_types import PAPER, PHONE, TALK, Drill, Expect, Inject, When
from yorisoi.training.drills import common

ALONE = Drill(
    code="alone",
    title=_("担任が、一人でかかえている"),
    about=_("小さく見えることを、その日のうちに組織に渡す。渡された人が動く。"),
    story=_(
        "あなたは担任の木下です。先週、{A}さんの日記に「{B}さんがいつも命令してくる」とありました。"
        "二人を呼んで話し、{B}さんはあやまりました。それで終わったと思い、だれにも伝えていません。"
        "今日、{A}さんは日記を出しませんでした。"
    ),
    minutes=25,
    children={"A": _("日記に書いた子"), "B": _("命令するとされる子")},
    begins_as="homeroom",
    injects=(
        Inject(
            "diary",
            When(minutes=6),
            PAPER,
            _("消しゴムのあとの日記"),
            _("教室の机に、{A}さんの日記が残っていました。「もう だれにも 言わない」と書いて消したあとがあります。"),
        ),
        Inject(
            "colleague",
            When(minutes=15),
            TALK,
            _("となりの組の先生から"),
            _("「あの二人、休み時間にも見ましたよ。{A}さんが荷物を持たされていました。」"),
            unless="report",
        ),
        Inject(
            "mother",
            When(day=1, at="07:50"),
            PHONE,
            _("{A}さんの保護者から電話"),
            _("「学校に行きたくないと言っています。先生は先週から知っていたのですか。」"),
        ),
    ),
    expects=(
        Expect(
            "report",
            _("あやまって終わったように見えても、生徒指導主任に渡します。一人で終わらせません。"),
            by="leave_memo",
            cite="response.pass_on",
        ),
        *common.FIRST_DAY,
        common.NOT_ASIDE,
        common.HEAR_VICTIM,
    ),
)
