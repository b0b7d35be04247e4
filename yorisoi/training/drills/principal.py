"""A guardian tells of a child who suffers; the principal is named, and so is shut out."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_acts import comes
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PRESS, TALK, Drill, Inject, When
from yorisoi.training.drills import common

WORDS = (
    "{A}が{B}さんたちに持ち物を取られ、「校長先生に相談したが『そのくらいは自分で言い返しなさい』と言われた」と話しています。"
    "校長先生には知られずに、調べてもらえませんか。"
)


def _prepare(stage: Stage) -> None:
    comes(stage, "guardian", WORDS, "AB", still_going="yes", reporter={"name": "星野 保護者", "relation": "保護者"})


PRINCIPAL = Drill(
    code="principal",
    title=_("校長の名前が出てくる通報"),
    about=_("名前の挙がった人は、職が何であっても外れる。教頭が代わって進める。"),
    story=_(
        "保護者から届いた通報に、校長の対応への不満が書かれています。"
        "名前の挙がった人は、この通報の受付からも判断からも閲覧からも外れます（校長役の画面には、この通報は出ません）。"
    ),
    minutes=30,
    children={"A": _("持ち物を取られた子"), "B": _("取ったとされる子")},
    begins_as="guidance_head",
    prepare=_prepare,
    before=timedelta(minutes=10),
    injects=(
        Inject(
            "principal",
            When(minutes=8),
            TALK,
            _("朝倉校長から"),
            _("「何か通報が来たそうですね。内容を教えてください。」（答えてよいか、考えてください）"),
        ),
        Inject(
            "press",
            When(day=1, at="10:00"),
            PRESS,
            _("新聞社から電話"),
            _("「校長先生の対応について、保護者から話を聞きました。事実ですか。」（窓口は教頭です）"),
        ),
    ),
    expects=(*common.FIRST_DAY, common.NOT_ASIDE, common.HEAR_VICTIM),
)
