"""A child tells without a name that another is left out."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_acts import comes
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PAPER, PHONE, TALK, Drill, Inject, When
from yorisoi.training.drills import common

WORDS = (
    "なまえは かきたくないです。{A}さんが、{B}さんたちに「きもい」と いわれて、きゅうしょくの とき つくえを はなされて います。"
    "{A}さんは わらって いるけど、トイレで ないて いました。せんせいは しりません。"
)


def _prepare(stage: Stage) -> None:
    comes(stage, "child", WORDS, "AB", anonymous=True, forms=["teasing", "ignoring"], still_going="yes")


def _second(stage: Stage) -> None:
    comes(
        stage,
        "child",
        "きょうも {A}さんの うわばきが かくされて いました。{C}さんも みて いました。",
        "AC",
        anonymous=True,
    )


ANONYMOUS = Drill(
    code="anonymous",
    title=_("名前のない、子どもからの通報"),
    about=_("だれが言ったかわからない通報を、その日のうちに組織で受けとめる。"),
    story=_(
        "水曜日の放課後です。会議の前に受付を開くと、名前を書かない子どもからの通報が届いていました。"
        "名前の出ている{A}さんは、学校ではいつも笑っている子です。担任は「そんな様子はない」と言っています。"
    ),
    minutes=30,
    children={"A": _("通報に名前のある子"), "B": _("した側とされる子"), "C": _("見ていた子")},
    begins_as="guidance_head",
    prepare=_prepare,
    before=timedelta(minutes=10),
    injects=(
        Inject(
            "teacher",
            When(minutes=10),
            TALK,
            _("担任の木下先生から"),
            _("「名前のない通報は、いたずらかもしれません。少し様子を見てからでもいいのでは。」"),
        ),
        Inject(
            "second",
            When(day=1, at="08:10"),
            PAPER,
            _("もう一つの通報"),
            _("朝、また名前のない通報が届きました。{A}さんの上ばきのことが書かれています。受付を見てください。"),
            effect=_second,
        ),
        Inject(
            "mother",
            When(day=1, at="16:30"),
            PHONE,
            _("{A}さんの保護者から電話"),
            _("「夜、ふとんの中で泣いていました。学校で何かありましたか。」"),
            unless="duty:visit_victim_home",
        ),
        Inject(
            "board",
            When(day=2, at="10:00"),
            PHONE,
            _("市教委から電話"),
            _("「報告を受けとりました。{A}さんの様子を、来週もう一度聞かせてください。困ったら指導主事が行きます。」"),
            only="duty:tell_board",
        ),
        Inject(
            "board_asks",
            When(day=2, at="10:05"),
            PHONE,
            _("市教委から電話"),
            _("「{A}さんの保護者から、こちらに相談がありました。学校からは何も聞いていませんが。」"),
            unless="duty:tell_board",
        ),
    ),
    expects=(
        *common.FIRST_DAY,
        common.NOT_ASIDE,
        common.HEAR_VICTIM,
        common.RECOGNISE,
        common.VISIT,
        common.BOARD,
    ),
)
