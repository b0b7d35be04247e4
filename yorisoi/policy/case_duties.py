"""What the flowchart makes people owe once a case is open, each with post, clock and clause."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post, Role

HOLD_COMMITTEE = Duty(
    "hold_committee",
    _("いじめ対策委員会を開く"),
    "response.committee",
    Post.GUIDANCE_HEAD,
    "committee",
    done_by="held:committee",
)
NEXT_COMMITTEE = Duty(
    "next_committee",
    _("次回のいじめ対策委員会を開く"),
    "response.next_date",
    Post.GUIDANCE_HEAD,
    "next_date",
    done_by="held:committee",
)
HEAR_VICTIM = Duty(
    "hear_victim",
    _("被害児童から話を聞く"),
    "response.victim_heard",
    Post.HOMEROOM,
    "hearing",
    done_by="hearing_victim",
    per=Role.VICTIM,
)
HEAR = Duty(
    "hear",
    _("割り当てられた聞き取りを行う"),
    "response.hearings",
    Post.HOMEROOM,
    "hearing",
    done_by="hearing",
)
GATHER_FACTS = Duty(
    "gather_facts",
    _("集めた情報をまとめる"),
    "response.gather",
    Post.GUIDANCE_HEAD,
    "next_date",
    done_by="gathering",
)
RECORD_ACTS = Duty(
    "record_acts",
    _("分かっている行為（いつ・どこで・何が）を記録する"),
    "resolution.period",
    Post.GUIDANCE_HEAD,
    "act",
    done_by="act",
)
SET_GOALS = Duty(
    "set_goals",
    _("緊急の対策委員会で、ケア・指導・短期目標・長期目標を決める"),
    "response.goals",
    Post.GUIDANCE_HEAD,
    "committee",
    done_by="decided:set_plan",
)
CARE_VICTIM = Duty(
    "care_victim",
    _("被害児童のケアを始める"),
    "response.care",
    Post.HOMEROOM,
    "care",
    done_by="care",
    per=Role.VICTIM,
)
GUIDE_PERPETRATOR = Duty(
    "guide_perpetrator",
    _("加害児童を指導する"),
    "response.children",
    Post.HOMEROOM,
    "guidance",
    done_by="guidance",
    per=Role.PERPETRATOR,
)
GUIDE_AROUND = Duty(
    "guide_around",
    _("周りにいた子どもを指導する"),
    "response.children",
    Post.HOMEROOM,
    "guidance_around",
    done_by="guidance_around",
)
VISIT_VICTIM_HOME = Duty(
    "visit_victim_home",
    _("被害児童の家庭を訪問し、事実を伝える"),
    "response.guardians",
    Post.HOMEROOM,
    "home_visit",
    done_by="home_visit",
    per=Role.VICTIM,
)
VISIT_PERPETRATOR_HOME = Duty(
    "visit_perpetrator_home",
    _("加害児童の家庭を訪問し、事実を伝える"),
    "response.guardians",
    Post.HOMEROOM,
    "home_visit",
    done_by="home_visit",
    per=Role.PERPETRATOR,
)
INFORM_STAFF = Duty(
    "inform_staff",
    _("全教職員に事実・経過・今後の対応を伝える"),
    "response.staff",
    Post.GUIDANCE_HEAD,
    "staff_informed",
    done_by="staff_informed",
)
INFORM_STAFF_IF_NEEDED = Duty(
    "inform_staff_if_needed",
    _("必要に応じて全教職員で共通理解を図る（不要なら理由を残す）"),
    "response.watching",
    Post.GUIDANCE_HEAD,
    "staff_informed",
    done_by="staff_informed",
)
TELL_BOARD = Duty(
    "tell_board",
    _("市教委へ報告する"),
    "response.board",
    Post.VICE_PRINCIPAL,
    "board",
    done_by="board_report",
)
TELL_BOARD_RESULT = Duty(
    "tell_board_result",
    _("事実確認の結果を市教委へ報告する"),
    "response.board_result",
    Post.VICE_PRINCIPAL,
    "board",
    done_by="board_report",
)
PHONE_BOARD = Duty(
    "phone_board",
    _("市教委へ電話で一報を入れる（重大事態に発展する可能性）"),
    "response.serious_word",
    Post.VICE_PRINCIPAL,
    "at_once",
    done_by="board_phone",
)
RECORD_SHEET = Duty(
    "record_sheet",
    _("いじめ記録票を作り、市教委へ提出する"),
    "response.serious_word",
    Post.GUIDANCE_HEAD,
    "record_sheet",
    done_by="record_sheet",
)
TELL_GUARDIANS_FINDINGS = Duty(
    "tell_guardians_findings",
    _("確認した事実と今後の方針を保護者に伝える"),
    "response.not_confirmed",
    Post.HOMEROOM,
    "guardians_told",
    done_by="guardians_told",
)
OBSERVE = Duty(
    "observe",
    _("様子を見守り、記録する"),
    "response.watching",
    Post.HOMEROOM,
    "observation",
    done_by="observation",
)
REVIEW_WATCHING = Duty(
    "review_watching",
    _("経過観察を委員会で見直す"),
    "response.watching",
    Post.GUIDANCE_HEAD,
    "review_date",
    done_by="held:committee",
)
FOLLOW_UP = Duty(
    "follow_up",
    _("子ども・保護者の状況を生徒指導主任に報告する（学年部）"),
    "followup.report",
    Post.GRADE_HEAD,
    "follow_up_date",
    done_by="follow_up",
)
GRADE_HEADS_MEETING = Duty(
    "grade_heads_meeting",
    _("学年主任者会で現状を報告する"),
    "followup.improving",
    Post.GRADE_HEAD,
    "grade_heads",
    done_by="held:grade_heads",
)
CONFIRM_PUPIL = Duty(
    "confirm_pupil",
    _("期間が過ぎたら、被害児童本人と面談して苦痛がないかを確かめる"),
    "resolution.distress",
    Post.HOMEROOM,
    "period_end",
    done_by="pupil_confirmation",
    per=Role.VICTIM,
)
CONFIRM_GUARDIAN = Duty(
    "confirm_guardian",
    _("期間が過ぎたら、被害児童の保護者に確かめる"),
    "resolution.distress",
    Post.HOMEROOM,
    "period_end",
    done_by="guardian_confirmation",
    per=Role.VICTIM,
)
DECIDE_RESOLUTION = Duty(
    "decide_resolution",
    _("解消とするかを決定する"),
    "resolution.decision",
    Post.PRINCIPAL,
    "resolution",
    done_by="decided:resolution",
)
TAKE_OVER = Duty(
    "take_over",
    _("引継ぎを読み、引き受けたことを確かめる"),
    "response.handover",
    Post.HOMEROOM,
    "handover",
    done_by="taken_over",
)
KEEP_PROMISE = Duty(
    "keep_promise",
    _("約束したことを果たす"),
    "response.support",
    Post.HOMEROOM,
    "next_date",
    done_by="promise",
)
DO_MEASURE = Duty(
    "do_measure",
    _("計画した手立てを行う"),
    "response.support",
    Post.HOMEROOM,
    "next_date",
    done_by="measure",
)
EVALUATE_MEASURE = Duty(
    "evaluate_measure",
    _("手立ての効果を確かめ、続けるか変えるかを決める"),
    "response.adjust",
    Post.HOMEROOM,
    "next_date",
    done_by="effect",
)
CALL_POLICE = Duty(
    "call_police",
    _("警察へ直ちに通報する（重大な被害のおそれ）"),
    "agencies.police",
    Post.VICE_PRINCIPAL,
    "at_once",
    done_by="agency_police",
)
CASE_DUTIES: dict[str, Duty] = {value.name: value for value in list(globals().values()) if isinstance(value, Duty)}
