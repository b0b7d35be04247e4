"""A case that looks solved: something happens again before three months have passed."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.models import Case
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.policy.roles import Body, Post
from yorisoi.schools.calendar import today
from yorisoi.training import drill_acts as acts
from yorisoi.training.drill_school import Stage
from yorisoi.training.drill_types import PHONE, TALK, Drill, Expect, Inject, When

AGO = timedelta(days=29)  # a Tuesday in May, past the holidays


def _prepare(stage: Stage) -> None:
    began = clock.now()
    case = acts.in_facts(stage, "{A}が{B}さんに、休み時間のたびに遊びから外されると言っています。")
    acts.writes(
        stage, case, Post.GUIDANCE_HEAD, "act", "昼休みに、{B}さんが{A}さんを遊びから外した。", flag="stopped",
        forms=("ignoring",),
    )  # fmt: skip
    acts.heard(stage, case, victim="「いやだった。また入れてほしい」", other="「ルールをまもらないから」と話した。")
    with clock.at(began + timedelta(days=1)):
        _recognised(stage, case)
    with clock.at(began + timedelta(days=1, hours=1)):
        _told(stage, case)
    with clock.at(began + timedelta(days=14)):
        acts.writes(
            stage, case, Post.GRADE_HEAD, "follow_up", "いっしょに遊ぶ姿が見られる。", flag="improving",
            body={"guardians": "「安心しています」"},
        )  # fmt: skip
        held = acts.sits(stage, Body.GRADE_HEADS, cases=[case])
        later = today() + timedelta(days=60)
        acts.decides(stage, case, held, "support_on", follow_up_date=later)
        finalise(meeting=held, by=stage.staff[Post.VICE_PRINCIPAL], decisions=[])


def _recognised(stage: Stage, case: Case) -> None:
    held = acts.sits(stage, Body.COMMITTEE, cases=[case])
    acts.decides(
        stage, case, held, "recognise", relation="yes", act="yes", distress="felt", child_words="「いやだった」",
        reason="苦痛を感じている",
    )  # fmt: skip
    acts.decides(
        stage, case, held, "set_plan", care="担任とSCが週に一度話を聞く", short_goal="外さない", long_goal="安心して遊べる",
        follow_up_date=today() + timedelta(days=13), next_at=clock.now() + timedelta(days=60), next_work="様子を見る",
    )  # fmt: skip
    finalise(meeting=held, by=stage.staff[Post.PRINCIPAL], decisions=[])


def _told(stage: Stage, case: Case) -> None:
    a, b = stage.pupils["A"], stage.pupils["B"]
    acts.writes(stage, case, Post.HOMEROOM, "care", "毎朝、声をかけることにした。", pupil=a)
    acts.writes(stage, case, Post.HOMEROOM, "guidance", "相手の気持ちを考えて話した。", pupil=b)
    for pupil in (a, b):
        acts.writes(stage, case, Post.HOMEROOM, "home_visit", "事実と、これからのことを伝えた。", pupil=pupil)
    acts.writes(stage, case, Post.GUIDANCE_HEAD, "guidance_around", "学級で、入れてと言われたときのことを話した。")
    acts.writes(stage, case, Post.GUIDANCE_HEAD, "staff_informed", "職員会議で伝えた。", code="told")
    acts.writes(stage, case, Post.VICE_PRINCIPAL, "board_report", "認知を報告した。", code="first")


AGAIN = Drill(
    code="again",
    title=_("終わったはずのことが、また始まる"),
    about=_("行為が止まってから3か月。数え直しと、もう一度の協議。"),
    story=_(
        "ひと月ほど前に認知した事案があります。行為は止まり、学年主任者会でも「良くなっている」と報告されました。"
        "校長は「そろそろ解消でよいのでは」と言っています。事案の一覧に、その事案があります。"
    ),
    minutes=30,
    children={"A": _("された子"), "B": _("した子")},
    begins_as="homeroom",
    prepare=_prepare,
    before=AGO,
    injects=(
        Inject(
            "seen",
            When(minutes=5),
            TALK,
            _("休み時間に見えたこと"),
            _(
                "きょうの昼休み、{B}さんがまた{A}さんを「入れない」と外していたのを、あなたは見ました。{A}さんは図書室にいました。"
            ),
        ),
        Inject(
            "boss",
            When(minutes=14),
            TALK,
            _("朝倉校長から"),
            _("「一度くらいのことでしょう。もうすぐ区切りですし、解消の相談をしておきましょう。」"),
        ),
        Inject(
            "mother",
            When(day=1, at="08:05"),
            PHONE,
            _("{A}さんの保護者から電話"),
            _("「また外されたと言っています。もう終わったと言いませんでしたか。」"),
            unless="duty:hold_committee",
        ),
    ),
    expects=(
        Expect(
            "move:case.act_again",
            _("新しい行為は、その日のうちに事案に記録します。記録すれば、数え直しと再協議が始まります。"),
            by="record_acts",
        ),
        Expect("duty:hold_committee", _("その日のうちに、対策委員会をもう一度開きます。")),
        Expect("move:case.set_plan", _("続けるだけでなく、支え方を決め直します。"), by="hold_committee"),
        Expect(
            "move:case.judge_resolved",
            _("3か月と、苦痛がないことの確認。どちらも日がたつだけでは満たされません。"),
            avoid=True,
        ),
    ),
)
