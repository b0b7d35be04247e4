"""Merging, splitting and moving: what a body may do with cases that turn out to be one matter, or two.

A table beside the flowchart, because none of these moves is an arrow of the policy's chart: the matter itself stands
where it stood. Nothing ends here. What goes into another case stays readable, and whoever is shut out of one of the two
is shut out of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from yorisoi.policy import needs as n
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.flow import STAY, Flow, Need, move
from yorisoi.policy.needs import MeetingFacts
from yorisoi.policy.roles import Body

CITE = "response.joining"


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """What is known when a body joins or parts cases.

    children, victims: (those who stay in the first case, those who are in the second afterwards).
    """

    meeting: MeetingFacts = field(default_factory=MeetingFacts)
    other: bool = False  # another case is chosen
    other_goes_on: bool = False  # it is neither decided nor waiting for the principal's decision
    recognised: bool = False
    other_recognised: bool = False
    children: tuple[int, int] = (0, 0)
    victims: tuple[int, int] = (0, 0)
    reports_moved: int = 0
    reports_left: int = 0


OTHER_CHOSEN = Need("other_chosen", _("もう一つの事案を選んでください。"), CITE, lambda f: f.other)
OTHER_GOES_ON = Need(
    "other_goes_on",
    _("続いている事案どうしをまとめます。解消の決定を待つ事案や、終わった事案には、まとめられません。"),
    CITE,
    lambda f: not f.other or f.other_goes_on,
)
RECOGNITION_STAYS = Need(
    "recognition_stays",
    _("認知した事案は、認知していない事案の中に入れられません。認知した事案のほうを残してください。"),
    CITE,
    lambda f: f.other_recognised or not f.recognised,
)
CHILDREN_IN_BOTH = Need(
    "children_in_both",
    _("どちらの事案にも、関わる子どもが一人は要ります。"),
    CITE,
    lambda f: min(f.children) > 0,
)
VICTIMS_IN_BOTH = Need(
    "victims_in_both",
    _("認知した事案を分けるときは、どちらにも被害の子どもが要ります。"),
    CITE,
    lambda f: not f.recognised or min(f.victims) > 0,
)
REPORT_LEFT = Need(
    "report_left",
    _("事案には通報が一つは要ります。すべてを移すのなら、事案をまとめてください。"),
    CITE,
    lambda f: f.reports_moved == 0 or f.reports_left > 0,
)

GOING_ON = tuple(s for s in CaseState if s not in CASE_FLOW.resting and s != CaseState.JUDGED)
NOT_MERGED = tuple(s for s in CaseState if s != CaseState.MERGED)

JOINING = Flow(
    name="joining",
    title=_("事案をまとめる・分ける"),
    states=CaseState,
    start=CASE_FLOW.start,
    labels=CASE_FLOW.labels,
    resting=CASE_FLOW.resting,
    moves=(
        move(
            "merge",
            _("別の事案に統合する"),
            cite=CITE,
            source=GOING_ON,
            target=CaseState.MERGED,
            by=[Body.COMMITTEE],
            needs=[n.QUORUM, n.REASON, OTHER_CHOSEN, OTHER_GOES_ON, RECOGNITION_STAYS],
        ),
        move("absorb", _("別の事案を統合した"), cite=CITE, source=GOING_ON, target=STAY, by=[Body.COMMITTEE]),
        move(
            "split",
            _("一部を別の事案に分ける"),
            cite=CITE,
            source=GOING_ON,
            target=STAY,
            by=[Body.COMMITTEE],
            needs=[n.QUORUM, n.REASON, CHILDREN_IN_BOTH, VICTIMS_IN_BOTH, REPORT_LEFT],
        ),
        move("split_off", _("別の事案から分かれて始まる"), cite=CITE, source=[], target=STAY, by=[Body.COMMITTEE]),
        move(
            "move_report",
            _("通報を別の事案に移す"),
            cite=CITE,
            source=NOT_MERGED,
            target=STAY,
            by=[Body.COMMITTEE, Body.SUBCOMMITTEE],
            needs=[n.QUORUM, n.REASON, OTHER_CHOSEN, REPORT_LEFT],
        ),
        move(
            "take_report",
            _("別の事案から通報を受けた"),
            cite=CITE,
            source=NOT_MERGED,
            target=STAY,
            by=[Body.COMMITTEE, Body.SUBCOMMITTEE],
        ),
    ),
)
