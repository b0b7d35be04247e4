"""The flowchart of a serious incident (重大事態), from its opening to measures against repetition (§第3, 法28条・30条).

There is no arrow that ends it before an investigation, for anyone: what a pupil or guardian claims is investigated
whatever the school thinks of it. Whether it "was one" is what the investigation finds, and no state of this flow.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy import serious_duties as d
from yorisoi.policy import serious_needs as n
from yorisoi.policy.flow import Flow, Text, move
from yorisoi.policy.roles import Post


class IncidentState(StrEnum):
    """Where a serious incident stands."""

    OPENED = "opened"
    TOLD = "told"
    REPORTED = "reported"
    BODY_DECIDED = "body_decided"
    EXPLAINING = "explaining"
    FACTS = "facts"
    CAUSES = "causes"
    RESULTS = "results"
    EXPLAINED = "explained"
    FOLLOWING = "following"
    CLOSED = "closed"
    REINVESTIGATING = "reinvestigating"


S = IncidentState
MANAGERS = (Post.PRINCIPAL, Post.VICE_PRINCIPAL)
WORKING = (*MANAGERS, Post.GUIDANCE_HEAD)
LEADING = (*MANAGERS, Post.BOARD_OFFICER)  # whoever leads the investigation: the school, or the board itself
INVESTIGATED = frozenset({S.FACTS, S.CAUSES, S.RESULTS, S.EXPLAINED, S.FOLLOWING, S.CLOSED, S.REINVESTIGATING})
# What the first word and the notices are about stands to be reported whatever comes of it.
CAPTIONS: dict[str, Text] = {
    S.OPENED: _("気づいた人・申し立て"),
    S.TOLD: _("校長・教頭"),
    S.REPORTED: _("校長"),
    S.BODY_DECIDED: _("市教委"),
    S.EXPLAINING: _("調査の主体"),
    S.FACTS: _("調査組織"),
    S.CAUSES: _("調査組織"),
    S.RESULTS: _("調査組織"),
    S.EXPLAINED: _("校長・市教委"),
    S.FOLLOWING: _("学校・市教委"),
    S.CLOSED: _("校長"),
    S.REINVESTIGATING: _("市長の附属機関"),
}

SERIOUS_FLOW = Flow(
    name="serious",
    title=_("重大事態の流れ"),
    states=IncidentState,
    start=S.OPENED,
    labels={
        S.OPENED: _("発生（疑い）"),
        S.TOLD: _("電話で一報"),
        S.REPORTED: _("発生報告"),
        S.BODY_DECIDED: _("主体の決定"),
        S.EXPLAINING: _("事前の説明"),
        S.FACTS: _("事実の調査"),
        S.CAUSES: _("要因と検証"),
        S.RESULTS: _("調査の結果"),
        S.EXPLAINED: _("結果の説明"),
        S.FOLLOWING: _("再発防止"),
        S.CLOSED: _("終結"),
        S.REINVESTIGATING: _("再調査"),
    },
    resting=frozenset({S.CLOSED}),
    at_start=(d.PHONE, d.CALL_POLICE, d.KEEP_ALL, d.SEND_SHEET, d.SEND_NOTICE),
    besides=(d.PROGRESS_AGAIN, d.MEASURE, d.ANSWER_PRESS),
    captions=CAPTIONS,
    winds=True,
    places={
        S.OPENED: (0, 0),
        S.TOLD: (1, 0),
        S.REPORTED: (2, 0),
        S.BODY_DECIDED: (3, 0),
        S.EXPLAINING: (4, 0),
        S.FACTS: (5, 0),
        S.CAUSES: (5, 1),
        S.RESULTS: (4, 1),
        S.EXPLAINED: (3, 1),
        S.FOLLOWING: (2, 1),
        S.CLOSED: (1, 1),
        S.REINVESTIGATING: (0, 1),
    },
    moves=(
        move(
            "tell_board",
            _("市教委に電話で一報した"),
            cite="serious.first_word",
            source=[S.OPENED],
            target=S.TOLD,
            by=WORKING,
            needs=[n.PHONED],
            settles=["serious_phone"],
        ),
        move(
            "report_occurrence",
            _("市教委に発生を報告した"),
            cite="serious.notice",
            source=[S.TOLD],
            target=S.REPORTED,
            by=WORKING,
            needs=[n.PUPIL_KNOWN, n.SHEET, n.NOTICE],
            duties=[d.HEAR_BOARD, d.EXPLAIN_ONE],
            settles=["serious_sheet", "serious_notice"],
        ),
        move(
            "decide_body",
            _("調査の主体を決める"),
            cite="serious.report",
            source=[S.REPORTED],
            target=S.BODY_DECIDED,
            by=[Post.BOARD_OFFICER],
            needs=[n.REASON],
            duties=[d.NAME_MEMBERS],
            settles=["serious_body"],
        ),
        move(
            "record_body",
            _("市教委から受けた決定を記録する"),
            cite="serious.report",
            source=[S.REPORTED],
            target=S.BODY_DECIDED,
            by=MANAGERS,
            needs=[n.BOARD_WORD],
            duties=[d.NAME_MEMBERS],
            settles=["serious_body"],
        ),
        move(
            "set_up_body",
            _("調査組織が整った"),
            cite="serious.body",
            source=[S.BODY_DECIDED, S.REINVESTIGATING],
            target=S.EXPLAINING,
            by=LEADING,
            needs=[n.STAGE_ONE, n.MEMBERS, n.NEUTRAL],
            duties=[d.EXPLAIN_TWO, d.EXPLAIN_AROUND],
            settles=["serious_members", "serious_explain_one"],
        ),
        move(
            "begin_facts",
            _("事実の調査を始める"),
            cite="serious.investigation",
            source=[S.EXPLAINING],
            target=S.FACTS,
            by=LEADING,
            needs=[n.STAGE_TWO, n.AROUND_TOLD, n.WISHES, n.PRESERVED, n.POLICE],
            duties=[d.FIND_FACTS, d.TELL_PROGRESS],
            settles=["serious_explain_two", "serious_explain_around"],
        ),
        move(
            "facts_stand",
            _("事実が明らかになった"),
            cite="serious.investigation",
            source=[S.FACTS],
            target=S.CAUSES,
            by=LEADING,
            needs=[n.HEARD, n.HEARINGS, n.FACTS_WRITTEN, n.PROGRESS],
            duties=[d.WRITE_REPORT, d.TELL_PROGRESS],
            settles=["serious_facts"],
        ),
        move(
            "facts_again",
            _("新しいことが分かり、事実の調査にもどる"),
            cite="serious.investigation",
            source=[S.CAUSES, S.RESULTS],
            target=S.FACTS,
            by=LEADING,
            needs=[n.NEW_FACT, n.REASON],
            duties=[d.FIND_FACTS, d.TELL_PROGRESS],
            settles=["serious_report", "serious_result"],
        ),
        move(
            "report_done",
            _("調査報告書がまとまった"),
            cite="serious.report_items",
            source=[S.CAUSES],
            target=S.RESULTS,
            by=LEADING,
            needs=[n.CAUSES_WRITTEN, n.REPORT_WRITTEN, n.MEASURES, n.PROGRESS],
            duties=[d.TELL_RESULT],
            settles=["serious_report", "serious_progress", "serious_progress_again"],
        ),
        move(
            "results_given",
            _("対象児童・保護者に結果を説明した"),
            cite="serious.information",
            source=[S.RESULTS],
            target=S.EXPLAINED,
            by=LEADING,
            needs=[n.RESULT_TOLD, n.OPINION],
            duties=[d.TELL_ACCUSED, d.SEND_RESULT, d.DECIDE_PUBLICATION],
            settles=["serious_result"],
        ),
        move(
            "results_settled",
            _("報告・公表を終え、再発防止に進む"),
            cite="serious.measures",
            source=[S.EXPLAINED],
            target=S.FOLLOWING,
            by=LEADING,
            needs=[n.ACCUSED_TOLD, n.RESULT_TO_BOARD, n.PUBLICATION],
            duties=[d.CLOSE_WHEN_DONE],
            settles=["serious_result_accused", "serious_result_board", "serious_publication"],
        ),
        move(
            "close",
            _("再発防止を見届け、終結とする"),
            cite="serious.measures",
            source=[S.FOLLOWING],
            target=S.CLOSED,
            by=[Post.PRINCIPAL],
            needs=[n.MEASURES_DONE, n.REASON],
            settles=["serious_follow"],
        ),
        move(
            "reinvestigate",
            _("再調査が決まった"),
            cite="serious.reinvestigation",
            source=[S.RESULTS, S.EXPLAINED, S.FOLLOWING, S.CLOSED],
            target=S.REINVESTIGATING,
            by=LEADING,
            needs=[n.REASON],
            duties=[d.NAME_MEMBERS, d.TELL_PROGRESS],
            settles=["serious_result", "serious_follow"],
        ),
    ),
)

# A line of the record that is itself the step: with it, the arrow is taken as soon as nothing else is wanted.
MOVES_OF_LINES = {"phone": "tell_board", "sheet": "report_occurrence", "notice": "report_occurrence"}
