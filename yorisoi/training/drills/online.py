"""A group chat mocks a child; a guardian brings a screenshot."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_acts import comes, screenshot
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PHONE, TALK, Drill, Expect, Inject, When
from yorisoi.training.drills import common

WORDS = (
    "子どものタブレットに、組のグループの書きこみがありました。{A}さんの写真に、ひどいことばが次々とついています。"
    "書いているのは{B}さんと{C}さんのようです。うちの子も入っていました。画面を送ります。夜もつづいています。"
)


def _prepare(stage: Stage) -> None:
    comes(
        stage, "guardian", WORDS, "ABC", forms=["online"], still_going="yes", files=[screenshot()],
        about={"account": "4-1 group"}, reporter={"name": "笹川 保護者", "relation": "保護者"},
    )  # fmt: skip


ONLINE = Drill(
    code="online",
    title=_("ネットの書きこみと、1枚の画面"),
    about=_("家で起きたことでも学校が受けとめ、証拠を残し、急ぐことを先に決める。"),
    story=_(
        "保護者の一人が、組のグループの画面を送ってくれました。{A}さんの写真に、心ないことばがつづいています。"
        "書きこみは今夜もつづきそうです。{A}さんの家庭は、まだ知りません。"
    ),
    minutes=35,
    children={
        "A": _("写真をのせられた子"),
        "B": _("書きこんだとされる子"),
        "C": _("書きこんだとされる子"),
        "J": _("知らせてくれた家庭の子"),
    },
    begins_as="guidance_head",
    prepare=_prepare,
    before=timedelta(minutes=5),
    injects=(
        Inject(
            "delete",
            When(minutes=12),
            PHONE,
            _("{B}さんの保護者から電話"),
            _("「うわさを聞きました。グループは今すぐ消させます。それで終わりにしてください。」"),
        ),
        Inject(
            "absent",
            When(day=1, at="08:20"),
            TALK,
            _("{A}さんが欠席"),
            _("{A}さんが休みました。連絡帳には「おなかがいたい」とだけあります。"),
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
        common.MEMO,
        common.READ,
        Expect(
            "move:report.mark_urgent",
            _("今夜もつづくおそれがあるなら、委員会を待たずに、まず止めることと守ることを決めます。"),
            by="interim_measure",
        ),
        common.CONVENE,
        common.OPEN,
        common.NOT_ASIDE,
        common.FACTS,
        common.HEAR_VICTIM,
        common.RECOGNISE,
        common.VISIT,
        common.BOARD,
    ),
)
