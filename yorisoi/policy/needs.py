"""What the policy wants before a move is taken: facts in, conditions out (§第2-3(2)②, 国の基本方針)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Need


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a decision of a body rests on. Counts never include anyone who is shut out."""

    present: int = 0
    quorum: int = 1
    chair_present: bool = False
    reason: bool = False
    next_date: bool = False
    work_until_next: bool = False


@dataclass(frozen=True, slots=True)
class Determination:
    """The three elements of 法2条 as the body looked at them, from the pupil's standpoint.

    relation, act: "yes", "no", "unknown" or "" (not looked at). distress: "felt", "not_felt", "cannot_say" or "".
    Intent, repetition and severity are not fields: they are no condition of bullying.
    """

    relation: str = ""
    act: str = ""
    distress: str = ""
    child_words: bool = False
    circumstances: bool = False
    play_or_quarrel: bool = False

    @property
    def distress_considered(self) -> bool:
        """Heard from the child, or judged from the circumstances; of what looks like play they are always wanted."""
        if self.play_or_quarrel and not self.circumstances:
            return False
        if self.distress in {"felt", "not_felt"}:
            return self.child_words or self.circumstances
        return self.distress == "cannot_say" and self.circumstances

    @property
    def bullying(self) -> bool:
        """The three elements are there: distress that the child feels, or that the circumstances show."""
        return self.relation == "yes" and self.act == "yes" and self.distress in {"felt", "cannot_say"}


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known of one report."""

    meeting: MeetingFacts = MeetingFacts()
    determination: Determination = Determination()
    memo_left: bool = False
    pupils_named: int = 0
    case_chosen: bool = False
    urgent_reason: bool = False
    words_unseen: int = 0  # grave words that were found and that nobody has looked at


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of one case on one day (Asia/Tokyo)."""

    today: date
    meeting: MeetingFacts = MeetingFacts()
    determination: Determination = Determination()
    memo_left: bool = False
    victims: int = 0
    victims_heard: int = 0  # heard, or recorded why they could not be
    hearings_assigned: int = 0
    hearings_open: int = 0  # assigned and not yet done
    care_decided: bool = False
    watchers: int = 0
    observations: int = 0
    review_date: date | None = None
    follow_up_date: date | None = None
    short_goal: bool = False
    long_goal: bool = False
    period_months: int = 3
    national_months: int = 3
    short_period_reason: bool = False
    follow_up: str = ""  # "improving" or "not_improving", reported since the case came into this state
    last_act_on: date | None = None
    acts_going_on: bool = False  # what was last recorded of the acts says that they go on
    period_ends_on: date | None = None
    victims_confirmed: int = 0  # interviewed after the period ended and feel no distress
    guardians_confirmed: int = 0
    new_act: bool = False  # an act recorded since the last step
    guardians_told: bool = False


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What is known of a child's role that is to end."""

    reason: bool = False
    victim: bool = False
    judged: bool = False  # the case waits for the principal's decision on 解消
    distress: bool = False  # the child's latest interview says that there is distress, or leaves it open


QUORUM = Need(
    "quorum",
    _("定足数を満たし、議長（代わる人を含む）が出席していることを、出席の欄に記録してください。"),
    "organisation.several_eyes",
    lambda f: f.meeting.present >= f.meeting.quorum and f.meeting.chair_present,
)
REASON = Need("reason", _("判断の理由を書いてください。"), "organisation.several_eyes", lambda f: f.meeting.reason)
MEMO_LEFT = Need(
    "memo_left", _("情報収集担当（生徒指導主任）のメモを残してください。"), "response.memo", lambda f: f.memo_left
)
WORDS_SEEN = Need(
    "words_seen",
    _("見つかった「すぐに見る」言葉を、人が確かめてください（緊急にするか、急がない理由を書く）。"),
    "response.urgent_words",
    lambda f: f.words_unseen == 0,
)
RELATION_CONSIDERED = Need(
    "relation_considered",
    _("一定の人的関係がある児童どうしかを確かめて選んでください（ある・ない・まだ分からない）。"),
    "definition",
    lambda f: f.determination.relation != "",
)
ACT_CONSIDERED = Need(
    "act_considered",
    _("心理的・物理的な影響を与える行為があったかを確かめて選んでください（あった・なかった・まだ分からない）。"),
    "definition",
    lambda f: f.determination.act != "",
)
DISTRESS_CONSIDERED = Need(
    "distress_considered",
    _("児童の立場から、心身の苦痛を確かめて記録してください（本人の言葉、または周りの様子）。"),
    "definition.distress",
    lambda f: f.determination.distress_considered,
)
ELEMENTS_FOUND = Need(
    "elements_found",
    _("認知するには、関係・行為があり、本人が苦痛を感じている（言えないときは、周りの様子から分かる）ことが要ります。"),
    "definition",
    lambda f: f.determination.bullying,
)
NOT_FOUND = Need(
    "not_found",
    _("関係・行為・苦痛の三つがそろうときは、いじめとして認知します。認知しないときは、そろっていないことが要ります。"),
    "definition.distress",
    lambda f: f.determination.distress != "" and not (f.determination.bullying and f.determination.distress == "felt"),
)
NO_DISTRESS = Need(
    "no_distress",
    _("苦痛を感じている子どもがいないことを確かめてください。いるときは、事案として扱い、見守りを続けます。"),
    "definition.distress",
    lambda f: f.determination.distress not in {"", "felt"},
)
HEARINGS_DONE = Need(
    "hearings_done",
    _("割り当てた聞き取りをすべて終えてください（聞けないときは、その理由を記録）。"),
    "response.hearings",
    lambda f: f.hearings_open == 0,
)
ACTS_STOPPED = Need(
    "acts_stopped",
    _("行為が止んでいること（「続いている」と記録された行為は、止んだことを確かめて記録してください）。"),
    "resolution.period",
    lambda f: not f.acts_going_on,
)
NO_PUPIL_NAMED = Need(
    "no_pupil_named",
    _("児童の名前が挙がっている通報は、事案として扱ってください（経過観察にできます）。"),
    "response.nothing_dropped",
    lambda f: f.pupils_named == 0,
)
CASE_CHOSEN = Need(
    "case_chosen", _("つなげる事案を選んでください。"), "response.nothing_dropped", lambda f: f.case_chosen
)
URGENT_REASON = Need(
    "urgent_reason", _("何が緊急かと、すぐに行うことを書いてください。"), "response.urgent", lambda f: f.urgent_reason
)
VICTIM_KNOWN = Need(
    "victim_known", _("被害児童を「関わる子ども」に加えてください。"), "response.recognition", lambda f: f.victims > 0
)
HEARINGS_SPLIT = Need(
    "hearings_split",
    _("聞き取りの分担（被害・加害・周囲を、だれが、いつまでに）を決めてください。"),
    "response.hearings",
    lambda f: f.hearings_assigned > 0,
)
CARE_DECIDED = Need(
    "care_decided",
    _("被害児童のケアの体制を決めてください（スクールカウンセラーを頼むかどうかも）。"),
    "response.care",
    lambda f: f.care_decided,
)
NEXT_DATE = Need(
    "next_date",
    _("次回の日時（今より先）と、それまでに進めておくことを決めてください。"),
    "response.next_date",
    lambda f: f.meeting.next_date and f.meeting.work_until_next,
)
VICTIM_HEARD = Need(
    "victim_heard",
    _("被害を受けたと思われる児童から話を聞いてください（聞けないときは、その理由を記録）。"),
    "response.victim_heard",
    lambda f: f.victims == 0 or f.victims_heard >= f.victims,
)
WATCHERS = Need("watchers", _("見守る人を決めてください。"), "response.watching", lambda f: f.watchers > 0)
REVIEW_DATE = Need(
    "review_date",
    _("見直しの日（明日以降）を決めてください。"),
    "response.watching",
    lambda f: f.review_date is not None and f.review_date > f.today,
)
OBSERVED = Need("observed", _("経過観察の記録があること。"), "response.watching", lambda f: f.observations > 0)
REVIEW_DUE = Need(
    "review_due",
    _("決めた見直しの日になっていること。"),
    "response.watching",
    lambda f: f.review_date is not None and f.review_date <= f.today,
)
GOALS = Need(
    "goals",
    _("短期目標と長期目標を決めてください。"),
    "response.goals",
    lambda f: f.short_goal and f.long_goal,
)
FOLLOW_UP_DATE = Need(
    "follow_up_date",
    _("経過を報告する日（一定期間後。明日以降）を決めてください。"),
    "followup.report",
    lambda f: f.follow_up_date is not None and f.follow_up_date > f.today,
)
PERIOD_JUSTIFIED = Need(
    "period_justified",
    _("国の基本方針の目安（3か月）より短い期間にするときは、理由を記録してください。"),
    "resolution.period",
    lambda f: f.period_months >= f.national_months or f.short_period_reason,
)
IMPROVING_REPORTED = Need(
    "improving_reported",
    _("学年部の経過報告（子どもと保護者の様子、改善が見られる）を書いてください。"),
    "followup.report",
    lambda f: f.follow_up == "improving",
)
NOT_IMPROVING_REPORTED = Need(
    "not_improving_reported",
    _("学年部の経過報告（子どもと保護者の様子、改善が見られない）を書いてください。"),
    "followup.report",
    lambda f: f.follow_up == "not_improving",
)
PERIOD_PASSED = Need(
    "period_passed",
    _("行為が止んでいる状態が、決めた期間（少なくとも3か月を目安）続いていること。"),
    "resolution.period",
    lambda f: f.last_act_on is not None and f.period_ends_on is not None and f.today >= f.period_ends_on,
)
PUPIL_CONFIRMED = Need(
    "pupil_confirmed",
    _("期間が過ぎてから被害児童本人と面談し、心身の苦痛を感じていないことを確かめていること。"),
    "resolution.distress",
    lambda f: f.victims > 0 and f.victims_confirmed >= f.victims,
)
GUARDIAN_CONFIRMED = Need(
    "guardian_confirmed",
    _("期間が過ぎてから被害児童の保護者に面談などで確かめていること。"),
    "resolution.distress",
    lambda f: f.victims > 0 and f.guardians_confirmed >= f.victims,
)
NEW_ACT = Need("new_act", _("新しい行為を記録してください。"), "resolution.reopen", lambda f: f.new_act)
GUARDIANS_TOLD = Need(
    "guardians_told",
    _("保護者に、確認した事実と今後の方針を伝えて記録してください。"),
    "response.not_confirmed",
    lambda f: f.guardians_told,
)
ROLE_REASON = Need("role_reason", _("立場を終える理由を書いてください。"), "definition.roles", lambda f: f.reason)
ROLE_NOT_JUDGED = Need(
    "role_not_judged",
    _("解消と判断して校長の決定を待つあいだは、被害の立場を終えられません。"),
    "resolution.decision",
    lambda f: not (f.victim and f.judged),
)
ROLE_NO_DISTRESS = Need(
    "role_no_distress",
    _("本人との面談の最後の記録が、苦痛を感じている、または、わからないです。被害の立場は終えられません。"),
    "resolution.distress",
    lambda f: not (f.victim and f.distress),
)
END_ROLE_NEEDS = (ROLE_REASON, ROLE_NOT_JUDGED, ROLE_NO_DISTRESS)
