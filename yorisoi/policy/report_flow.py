"""From received to decided: the upper half of the flowchart (§第2-3(2)② ア・イ, フローチャート)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy import needs as n
from yorisoi.policy.captions import REPORT_CAPTIONS
from yorisoi.policy.flow import STAY, Duty, Flow, move
from yorisoi.policy.roles import Body, Post


class ReportState(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    NOTED = "noted"
    IN_CASE = "in_case"
    SET_ASIDE = "set_aside"


LEAVE_MEMO = Duty("leave_memo", _("メモを残す"), "response.memo", Post.GUIDANCE_HEAD, "memo", done_by="memo")
CONVENE_SUBCOMMITTEE = Duty(
    "convene_subcommittee",
    _("小委員会を招集する"),
    "response.subcommittee",
    Post.GUIDANCE_HEAD,
    "subcommittee",
    done_by="convened:subcommittee",
)
DECIDE_REPORT = Duty(
    "decide_report",
    _("小委員会を開き、判断する"),
    "response.subcommittee",
    Post.PRINCIPAL,
    "subcommittee",
    done_by="decided",
)
READ_REPORT = Duty(
    "read_report", _("通報を読む"), "response.tell_managers", Post.VICE_PRINCIPAL, "managers_told", done_by="read"
)
INTERIM_MEASURE = Duty(
    "interim_measure",
    _("当面の対応を行い、記録する"),
    "response.urgent",
    Post.GUIDANCE_HEAD,
    "at_once",
    done_by="interim",
)
LOOK_AT_WORDS = Duty(
    "look_at_words",
    _("見つかったことばを、すぐに見る"),
    "response.urgent_words",
    Post.GUIDANCE_HEAD,
    "at_once",
    done_by="looked",
)

# What the reporter adds behind the receipt is received like a report, whatever has become of the report by then.
ANSWER_REPORTER = Duty(
    "answer_reporter",
    _("通報した人からのつづきを読み、返事をする"),
    "response.talk",
    Post.GUIDANCE_HEAD,
    "message",
    done_by="answered",
)
READ_MESSAGE = Duty(
    "read_message",
    _("通報した人からのつづきを読む"),
    "response.talk",
    Post.VICE_PRINCIPAL,
    "message",
    done_by="message_read",
)

# Nobody may settle a report alone: whatever ends it is a body's decision (O3).
REPORT_FLOW = Flow(
    name="report",
    title=_("通報を受けてから判断まで"),
    states=ReportState,
    start=ReportState.RECEIVED,
    labels={
        ReportState.RECEIVED: _("受理"),
        ReportState.NOTED: _("メモあり"),
        ReportState.IN_CASE: _("事案へ"),
        ReportState.SET_ASIDE: _("いじめの疑いなし"),
    },
    resting=frozenset({ReportState.IN_CASE, ReportState.SET_ASIDE}),
    at_start=(LEAVE_MEMO, CONVENE_SUBCOMMITTEE, DECIDE_REPORT, READ_REPORT),
    besides=(ANSWER_REPORTER, READ_MESSAGE, LOOK_AT_WORDS),
    captions=REPORT_CAPTIONS,
    places={
        ReportState.RECEIVED: (0, 0),
        ReportState.NOTED: (1, 0),
        ReportState.IN_CASE: (2, 0),
        ReportState.SET_ASIDE: (2, 1),
    },
    moves=(
        move(
            "note",
            _("メモを残す"),
            cite="response.memo",
            source=[ReportState.RECEIVED],
            target=ReportState.NOTED,
            by=[Post.GUIDANCE_HEAD],
            needs=[n.MEMO_LEFT],
            settles=["leave_memo"],
        ),
        move(
            "mark_urgent",
            _("緊急として当面の対応を指示する"),
            cite="response.urgent",
            source=[ReportState.RECEIVED, ReportState.NOTED],
            target=STAY,
            by=[Post.GUIDANCE_HEAD, Post.PRINCIPAL, Post.VICE_PRINCIPAL, Body.SUBCOMMITTEE],
            needs=[n.URGENT_REASON],
            duties=[INTERIM_MEASURE],
        ),
        move(
            "open_case",
            _("いじめの疑いとして事案にする"),
            cite="response.subcommittee",
            source=[ReportState.NOTED],
            target=ReportState.IN_CASE,
            by=[Body.SUBCOMMITTEE],
            needs=[n.MEMO_LEFT, n.WORDS_SEEN, n.QUORUM, n.REASON],
            settles=["decide_report", "convene_subcommittee", "read_report"],
        ),
        move(
            "join_case",
            _("続いている事案につなげる"),
            cite="response.subcommittee",
            source=[ReportState.NOTED],
            target=ReportState.IN_CASE,
            by=[Body.SUBCOMMITTEE],
            needs=[n.MEMO_LEFT, n.WORDS_SEEN, n.QUORUM, n.REASON, n.CASE_CHOSEN],
            settles=["decide_report", "convene_subcommittee", "read_report"],
        ),
        move(
            "set_aside",
            _("いじめの疑いに当たらないと判断する"),
            cite="response.nothing_dropped",
            source=[ReportState.NOTED],
            target=ReportState.SET_ASIDE,
            by=[Body.SUBCOMMITTEE],
            needs=[
                n.MEMO_LEFT,
                n.WORDS_SEEN,
                n.QUORUM,
                n.REASON,
                n.NO_PUPIL_NAMED,
                n.DISTRESS_CONSIDERED,
                n.NO_DISTRESS,
            ],
            settles=["decide_report", "convene_subcommittee", "read_report"],
        ),
    ),
)
