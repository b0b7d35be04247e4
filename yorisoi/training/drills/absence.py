"""A child's absences reach thirty days; bullying is suspected, and nobody has put the two together."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.absence import BULLYING
from yorisoi.training import drill_acts as acts
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PHONE, TALK, Drill, Expect, Inject, When


def _prepare(stage: Stage) -> None:
    acts.absent(stage, "A", 30, BULLYING)


ABSENCE = Drill(
    code="absence",
    title=_("欠席が30日になる"),
    about=_("いじめが疑われる欠席。数がそろったその日に、重大事態にあたるかを考える。"),
    story=_(
        "{A}さんの欠席が、今日で30日になりました。家庭は「友だちがこわい」と話しています。"
        "担任は毎週家庭を訪ね、「学級の問題」として一人で続けてきました。すべきことに、欠席の知らせが出ています。"
    ),
    minutes=25,
    children={"A": _("休んでいる子")},
    begins_as="principal",
    prepare=_prepare,
    before=timedelta(hours=7),
    injects=(
        Inject(
            "wait",
            When(minutes=8),
            TALK,
            _("担任の木下先生から"),
            _("「家庭とはいい関係です。騒ぎにすると、かえって来られなくなります。もう少し待てませんか。」"),
        ),
        Inject(
            "mother",
            When(day=1, at="09:00"),
            PHONE,
            _("{A}さんの保護者から電話"),
            _("「30日で重大事態だと、ニュースで見ました。学校は何もしてくれないのですか。」"),
            unless="incident",
        ),
    ),
    expects=(
        Expect("duty:absence_serious", _("30日は目安です。いじめが疑われるなら、数を待たずに考えます。")),
        Expect(
            "incident",
            _("疑いがあるなら、調べる前に重大事態として扱います。"),
            by="absence_serious",
            cite="serious.absence",
        ),
        Expect("duty:serious_phone", _("市教委への一報は、調べてからではありません。")),
        Expect("duty:serious_police", _("命や体への重いおそれがないかを考えて残します。")),
        Expect("duty:serious_preserve", _("出欠と連絡の記録を残します。")),
        Expect("duty:serious_sheet", _("いじめ記録票を出します。")),
        Expect("duty:serious_notice", _("分かっていることを、書面で報告します。")),
    ),
)
