"""The flowchart of the response, from suspicion to 解消 (§第2-3(2)② ウ–オ, フローチャート, §第2-3(1)⑤⑥)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy import needs as n
from yorisoi.policy.captions import CASE_CAPTIONS
from yorisoi.policy.case_duties import (
    CARE_VICTIM,
    CONFIRM_GUARDIAN,
    CONFIRM_PUPIL,
    DECIDE_RESOLUTION,
    FOLLOW_UP,
    GATHER_FACTS,
    GRADE_HEADS_MEETING,
    GUIDE_AROUND,
    GUIDE_PERPETRATOR,
    HEAR_VICTIM,
    HOLD_COMMITTEE,
    INFORM_STAFF,
    INFORM_STAFF_IF_NEEDED,
    NEXT_COMMITTEE,
    OBSERVE,
    RECORD_ACTS,
    REVIEW_WATCHING,
    SET_GOALS,
    TELL_BOARD,
    TELL_BOARD_RESULT,
    TELL_GUARDIANS_FINDINGS,
    VISIT_PERPETRATOR_HOME,
    VISIT_VICTIM_HOME,
)
from yorisoi.policy.flow import Flow, move
from yorisoi.policy.roles import Body, Post


class CaseState(StrEnum):
    """Where a case stands on the flowchart."""

    SUSPECTED = "suspected"
    FACT_FINDING = "fact_finding"
    RECOGNISED = "recognised"
    RESPONDING = "responding"
    WATCHING = "watching"
    IMPROVING = "improving"
    RECONSIDERING = "reconsidering"
    JUDGED = "judged"
    RESOLVED = "resolved"
    WATCH_ENDED = "watch_ended"
    MERGED = "merged"  # goes on as part of another case (`policy.joining`)


S = CaseState
GRADE_TEAM = (Post.GRADE_HEAD, Post.HOMEROOM, Post.GUIDANCE_HEAD)
ANYBODY = tuple(post for post in Post if post not in {Post.BOARD_OFFICER, Post.ADMINISTRATOR})
ELEMENTS = (n.RELATION_CONSIDERED, n.ACT_CONSIDERED, n.DISTRESS_CONSIDERED)

CASE_FLOW = Flow(
    name="case",
    title=_("いじめに対する措置の流れ"),
    states=CaseState,
    start=S.SUSPECTED,
    labels={
        S.SUSPECTED: _("疑い"),
        S.FACT_FINDING: _("事実確認"),
        S.RECOGNISED: _("認知"),
        S.RESPONDING: _("対応"),
        S.WATCHING: _("経過観察"),
        S.IMPROVING: _("解消に向かう"),
        S.RECONSIDERING: _("再協議"),
        S.JUDGED: _("解消の判断"),
        S.RESOLVED: _("解消"),
        S.WATCH_ENDED: _("観察を終了"),
        S.MERGED: _("統合済み"),
    },
    resting=frozenset({S.RESOLVED, S.WATCH_ENDED, S.MERGED}),
    aside=frozenset({S.MERGED}),
    at_start=(HOLD_COMMITTEE,),
    captions=CASE_CAPTIONS,
    places={
        S.SUSPECTED: (0, 0),
        S.FACT_FINDING: (1, 0),
        S.RECOGNISED: (2, 0),
        S.RESPONDING: (3, 0),
        S.IMPROVING: (4, 0),
        S.JUDGED: (5, 0),
        S.RESOLVED: (6, 0),
        S.WATCHING: (2, 1),
        S.RECONSIDERING: (4, 1),
        S.WATCH_ENDED: (3, 1),
    },
    moves=(
        move(
            "find_facts",
            _("聞き取りを分担し、事実を確かめる"),
            cite="response.hearings",
            source=[S.SUSPECTED, S.FACT_FINDING],
            target=S.FACT_FINDING,
            by=[Body.COMMITTEE],
            needs=[n.MEMO_LEFT, n.QUORUM, n.HEARINGS_SPLIT, n.CARE_DECIDED, n.NEXT_DATE],
            duties=[HEAR_VICTIM, GATHER_FACTS, NEXT_COMMITTEE],
            settles=["hold_committee", "next_committee"],
        ),
        move(
            "recognise",
            _("いじめと認知する"),
            cite="response.recognition",
            source=[S.SUSPECTED, S.FACT_FINDING, S.WATCHING],
            target=S.RECOGNISED,
            by=[Body.COMMITTEE, Body.SUBCOMMITTEE],
            needs=[n.MEMO_LEFT, n.QUORUM, *ELEMENTS, n.ELEMENTS_FOUND, n.VICTIM_KNOWN, n.REASON],
            duties=[
                RECORD_ACTS,
                SET_GOALS,
                CARE_VICTIM,
                GUIDE_PERPETRATOR,
                GUIDE_AROUND,
                VISIT_VICTIM_HOME,
                VISIT_PERPETRATOR_HOME,
                INFORM_STAFF,
                TELL_BOARD,
            ],
            settles=["hold_committee", "next_committee", "review_watching", "observe"],
        ),
        move(
            "watch",
            _("認知せず、経過を観察する"),
            cite="response.watching",
            source=[S.FACT_FINDING],
            target=S.WATCHING,
            by=[Body.COMMITTEE],
            needs=[
                n.MEMO_LEFT,
                n.QUORUM,
                n.VICTIM_HEARD,
                n.HEARINGS_DONE,
                *ELEMENTS,
                n.NOT_FOUND,
                n.REASON,
                n.WATCHERS,
                n.REVIEW_DATE,
            ],
            duties=[TELL_GUARDIANS_FINDINGS, TELL_BOARD_RESULT, OBSERVE, INFORM_STAFF_IF_NEEDED, REVIEW_WATCHING],
            settles=["hold_committee", "next_committee", "gather_facts"],
        ),
        move(
            "watch_on",
            _("経過観察を続ける"),
            cite="response.watching",
            source=[S.WATCHING],
            target=S.WATCHING,
            by=[Body.COMMITTEE],
            needs=[n.QUORUM, n.OBSERVED, n.REASON, n.WATCHERS, n.REVIEW_DATE],
            duties=[OBSERVE, REVIEW_WATCHING],
            settles=["review_watching", "observe", "hold_committee"],
        ),
        move(
            "end_watch",
            _("経過観察を終える"),
            cite="response.watching",
            source=[S.WATCHING],
            target=S.WATCH_ENDED,
            by=[Body.COMMITTEE],
            needs=[
                n.QUORUM,
                n.OBSERVED,
                n.REVIEW_DUE,
                n.DISTRESS_CONSIDERED,
                n.NO_DISTRESS,
                n.GUARDIANS_TOLD,
                n.REASON,
            ],
            settles=["review_watching", "observe", "hold_committee"],
        ),
        move(
            "set_plan",
            _("ケア・指導・目標を決める"),
            cite="response.goals",
            source=[S.RECOGNISED, S.RESPONDING, S.RECONSIDERING, S.IMPROVING],
            target=S.RESPONDING,
            by=[Body.COMMITTEE],
            needs=[
                n.QUORUM,
                n.CARE_DECIDED,
                n.GOALS,
                n.FOLLOW_UP_DATE,
                n.PERIOD_JUSTIFIED,
                n.NEXT_DATE,
            ],
            duties=[FOLLOW_UP, NEXT_COMMITTEE],
            settles=["set_goals", "hold_committee", "next_committee", "follow_up", "grade_heads_meeting"],
        ),
        move(
            "report_improving",
            _("改善が見られると報告する"),
            cite="followup.improving",
            source=[S.RESPONDING, S.IMPROVING],
            target=S.IMPROVING,
            by=GRADE_TEAM,
            needs=[n.IMPROVING_REPORTED],
            duties=[GRADE_HEADS_MEETING, CONFIRM_PUPIL, CONFIRM_GUARDIAN],
            settles=["follow_up"],
        ),
        move(
            "report_no_improvement",
            _("改善が見られないと報告する"),
            cite="followup.no_improvement",
            source=[S.RESPONDING, S.IMPROVING],
            target=S.RECONSIDERING,
            by=GRADE_TEAM,
            needs=[n.NOT_IMPROVING_REPORTED],
            duties=[HOLD_COMMITTEE],
            settles=["follow_up", "grade_heads_meeting", "confirm_pupil", "confirm_guardian"],
        ),
        move(
            "support_on",
            _("学年主任者会で報告し、取組を続ける"),
            cite="followup.improving",
            source=[S.IMPROVING],
            target=S.IMPROVING,
            by=[Body.GRADE_HEADS],
            needs=[n.QUORUM, n.FOLLOW_UP_DATE],
            duties=[FOLLOW_UP],
            settles=["grade_heads_meeting"],
        ),
        move(
            "act_again",
            _("新しい行為があり、再び協議する"),
            cite="resolution.restart",
            source=[S.RESPONDING, S.IMPROVING, S.JUDGED],
            target=S.RECONSIDERING,
            by=ANYBODY,
            needs=[n.NEW_ACT],
            duties=[HOLD_COMMITTEE],
            settles=["grade_heads_meeting", "confirm_pupil", "confirm_guardian", "decide_resolution"],
        ),
        move(
            "judge_resolved",
            _("解消していると判断する"),
            cite="resolution.judgement",
            source=[S.RESPONDING, S.IMPROVING],
            target=S.JUDGED,
            by=[Body.COMMITTEE],
            needs=[n.QUORUM, n.ACTS_STOPPED, n.PERIOD_PASSED, n.PUPIL_CONFIRMED, n.GUARDIAN_CONFIRMED, n.REASON],
            duties=[DECIDE_RESOLUTION],
            settles=["grade_heads_meeting", "confirm_pupil", "confirm_guardian", "follow_up", "next_committee"],
        ),
        move(
            "resolve",
            _("解消と決定する"),
            cite="resolution.decision",
            source=[S.JUDGED],
            target=S.RESOLVED,
            by=[Post.PRINCIPAL],
            needs=[n.ACTS_STOPPED, n.PERIOD_PASSED, n.PUPIL_CONFIRMED, n.GUARDIAN_CONFIRMED, n.REASON],
            settles=["decide_resolution"],
        ),
        move(
            "send_back",
            _("解消とせず、取組を続ける"),
            cite="resolution.decision",
            source=[S.JUDGED],
            target=S.RECONSIDERING,
            by=[Post.PRINCIPAL],
            needs=[n.REASON],
            duties=[HOLD_COMMITTEE],
            settles=["decide_resolution"],
        ),
        move(
            "reopen",
            _("新しい行為があり、再び開く"),
            cite="resolution.reopen",
            source=[S.RESOLVED],
            target=S.RECONSIDERING,
            by=ANYBODY,
            needs=[n.NEW_ACT],
            duties=[HOLD_COMMITTEE],
        ),
        move(
            "reopen_watch",
            _("新しい行為があり、再び事実を確かめる"),
            cite="resolution.reopen",
            source=[S.WATCH_ENDED, S.WATCHING],
            target=S.SUSPECTED,
            by=ANYBODY,
            needs=[n.NEW_ACT],
            duties=[HOLD_COMMITTEE],
            settles=["review_watching", "observe"],
        ),
    ),
)

# The moves that a newly recorded act takes by itself, from whichever state it finds the case in.
NEW_ACT_MOVES = ("act_again", "reopen", "reopen_watch")
