"""An answer of 元気アンケート that nobody has read rests since the day before yesterday."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.training.drill_acts import answered
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import TALK, VISITOR, Drill, Expect, Inject, When
from yorisoi.training.drills import common

ANSWERS = {"hurt": "many", "going_on": "yes", "forms": ["teasing"]}


def _prepare(stage: Stage) -> None:
    answered(stage, ANSWERS)


ANSWER = Drill(
    code="answer",
    title=_("読まれていない、アンケートの答え"),
    about=_("見落とした答えに気づいたところから、その日のうちに取りもどす。"),
    story=_(
        "月曜日に元気アンケートを行いました。担任は行事の準備で忙しく、答えはまだ読まれていません。"
        "水曜日の放課後、養護教諭が「{A}さん、月曜から毎日保健室に来ています」と話してくれました。"
    ),
    minutes=25,
    children={"A": _("答えを書いた子")},
    begins_as="homeroom",
    prepare=_prepare,
    before=timedelta(days=2, hours=5),
    injects=(
        Inject(
            "busy",
            When(minutes=8),
            TALK,
            _("学年主任の加納先生から"),
            _("「集計は来週の学年会でいいと聞いていましたが、急ぐものがありましたか。」"),
        ),
        Inject(
            "father",
            When(day=1, at="08:15"),
            VISITOR,
            _("{A}さんの保護者が来校"),
            _("「アンケートに書いたのに、だれも聞いてくれないと言っています。」"),
            unless="move:report.open_case",
        ),
    ),
    expects=(
        Expect("duty:survey_read_grave", _("「つづいている」という答えは、その日のうちに読むものです。")),
        Expect("duty:survey_end_grave", _("担任でない人も読み、通報・面談・小委員会のどれかで必ず終わらせます。")),
        Expect(
            "report",
            _("答えの中の訴えは、通報として受けとめ直します。"),
            by="survey_end_grave",
            cite="detection.survey_reading",
        ),
        common.MEMO,
        common.CONVENE,
        common.OPEN,
        common.FACTS,
    ),
)
