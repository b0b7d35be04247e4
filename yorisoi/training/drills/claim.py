"""A guardian claims that it is a serious incident; the school sees it otherwise."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.training import drill_acts as acts
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PHONE, PRESS, TALK, VISITOR, Drill, Expect, Inject, When


def _prepare(stage: Stage) -> None:
    case = acts.in_facts(stage, "{A}が、{B}さんに押されてころんだと言っています。")
    acts.heard(
        stage, case, victim="「押された。こわい」と話した。", other="「ふざけていただけ」と話した。",
    )  # fmt: skip


CLAIM = Drill(
    code="claim",
    title=_("保護者の申立て：「重大事態として調べてほしい」"),
    about=_("学校の見方とちがっても、申立てがあれば重大事態として扱い、その日に市教委へ一報する。"),
    story=_(
        "{A}さんと{B}さんのことで、事実確認をしている事案があります。職員室では「けんかだった」という見方が多くなりました。"
        "{A}さんは先週から夜眠れず、病院に通っているそうです。"
    ),
    minutes=30,
    children={"A": _("押された子"), "B": _("押したとされる子")},
    begins_as="vice_principal",
    prepare=_prepare,
    before=timedelta(days=2),
    injects=(
        Inject(
            "claim",
            When(minutes=3),
            VISITOR,
            _("{A}さんの保護者が窓口に"),
            _("「医師に診断書をもらいました。これは重大事態です。学校だけで決めず、きちんと調べてください。」"),
        ),
        Inject(
            "staff",
            When(minutes=12),
            TALK,
            _("職員室で"),
            _("「診断書があっても、けんかはけんかでしょう。まず委員会で、重大事態かどうか決めてからにしては。」"),
        ),
        Inject(
            "press",
            When(day=1, at="13:00"),
            PRESS,
            _("新聞社から電話"),
            _(
                "「重大事態の申立てがあったと聞きました。学校の受けとめを聞かせてください。」（重大事態のページに記録できます）"
            ),
        ),
        Inject(
            "board",
            When(day=2, at="09:30"),
            PHONE,
            _("市教委から電話"),
            _(
                "「発生の報告を受けとりました。調査の主体は市教委とします。」（重大事態のページに、受けた決定として記録できます）"
            ),
            only="move:serious.report_occurrence",
        ),
    ),
    expects=(
        Expect(
            "incident",
            _("申立ては、学校が認めるかどうかを問わず、受けたときに重大事態として始まります。"),
            by="serious_phone",
            cite="serious.claim",
        ),
        Expect("duty:serious_phone", _("会議の結論を待たずに、まず電話で一報します。")),
        Expect("duty:serious_police", _("命や体への重いおそれがないかを、その場で考えて残します。")),
        Expect("duty:serious_preserve", _("メモやアンケートを捨てる前に、残すものを決めます。")),
        Expect("duty:serious_sheet", _("いじめ記録票を出します。")),
        Expect("duty:serious_notice", _("申立ての内容を、言いかえずにそのまま書いて報告します。")),
        Expect(
            "move:serious.report_occurrence",
            _("発生の報告は、この三つがそろって届きます。"),
            by="serious_notice",
            after="duty:serious_phone",
        ),
    ),
)
