"""Posts, bodies, children's roles, and rights: one table for all of them (§第2-2, 法22)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text


class Post(StrEnum):
    """A post that a member of staff holds."""

    PRINCIPAL = "principal"
    VICE_PRINCIPAL = "vice_principal"
    ACADEMIC_HEAD = "academic_head"
    GUIDANCE_HEAD = "guidance_head"
    NURSE = "nurse"
    GRADE_HEAD = "grade_head"
    HOMEROOM = "homeroom"
    TEACHER = "teacher"
    COUNSELLOR = "counsellor"
    SOCIAL_WORKER = "social_worker"
    EXPERT = "expert"
    BOARD_OFFICER = "board_officer"
    ADMINISTRATOR = "administrator"


POST_LABELS: dict[str, Text] = {
    Post.PRINCIPAL: _("校長"),
    Post.VICE_PRINCIPAL: _("教頭"),
    Post.ACADEMIC_HEAD: _("教務"),
    Post.GUIDANCE_HEAD: _("生徒指導主任"),
    Post.NURSE: _("養護教諭"),
    Post.GRADE_HEAD: _("学年主任"),
    Post.HOMEROOM: _("担任"),
    Post.TEACHER: _("教諭"),
    Post.COUNSELLOR: _("スクールカウンセラー"),
    Post.SOCIAL_WORKER: _("スクールソーシャルワーカー"),
    Post.EXPERT: _("外部の専門家"),
    Post.BOARD_OFFICER: _("市教委"),
    Post.ADMINISTRATOR: _("システム管理者"),
}


class Body(StrEnum):
    """A body that meets and decides; the edition gives each its members."""

    SUBCOMMITTEE = "subcommittee"
    COMMITTEE = "committee"
    GRADE_HEADS = "grade_heads"
    HEALTH_COMMITTEE = "health_committee"
    STAFF_MEETING = "staff_meeting"


BODY_LABELS: dict[str, Text] = {
    Body.SUBCOMMITTEE: _("いじめ対策小委員会"),
    Body.COMMITTEE: _("いじめ対策委員会"),
    Body.GRADE_HEADS: _("学年主任者会"),
    Body.HEALTH_COMMITTEE: _("学校保健委員会"),
    Body.STAFF_MEETING: _("職員会議"),
}


class Role(StrEnum):
    """What a child is in one case (§第1-2). One child may hold several, and others elsewhere."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    AUDIENCE = "audience"
    BYSTANDER = "bystander"
    INFORMANT = "informant"


ROLE_LABELS: dict[str, Text] = {
    Role.VICTIM: _("被害"),
    Role.PERPETRATOR: _("加害"),
    Role.AUDIENCE: _("観衆"),
    Role.BYSTANDER: _("傍観者"),
    Role.INFORMANT: _("情報提供"),
}


class Can(StrEnum):
    """A right. Views declare one; actions ask again."""

    PASS_ON = "pass_on"  # noqa: S105 - a right, no password: hand in what was noticed
    DUTIES = "duties"  # see one's own duties
    INTAKE = "intake"  # the inbox: memo, urgency, named people
    CONVENE = "convene"  # propose and open meetings
    MEET = "meet"  # sit in a meeting one is invited to
    READ_ALL = "read_all"  # every case of the school
    READ_CASE = "read_case"  # a case one has a seat, a class or a duty in
    WRITE_CASE = "write_case"  # record in a case that one may read: what was seen and heard
    ORIGINALS = "originals"  # take an original out of what was attached, with a reason
    RESPOND = "respond"  # record care, guidance, contact with homes, confirmations: the school's own work
    OVERSEE = "oversee"  # board of cases, ledger, everybody's duties
    DECIDE = "decide"  # the principal's decisions
    REPORT_TO_BOARD = "report_to_board"
    ATTENDANCE = "attendance"  # take the attendance of one's own classes, or of all; see what it warns of
    CALENDAR = "calendar"  # the school's own days
    CONSIDER_SERIOUS = "consider_serious"  # take up whether it is a serious incident
    BOARD = "board"  # what schools submitted
    EXTRACT = "extract"  # what is recorded of one child, for its family: masks and their reasons, release
    OPEN_IDENTITY = "open_identity"  # who told, kept in custody: with a reason, seen by the others
    SURVEY = "survey"  # hold 元気アンケート: questionnaires, rounds, closing
    ANSWERS = "answers"  # read named answers of one's class or grade, or of the school; hold the lesson
    ROSTER = "roster"  # pupils, classes, staff, accounts
    READ_CARE = "read_care"  # concerns and interviews of every child of the school
    VISITS = "visits"  # record who came to the nurse's room, and why
    READ_PLAN = "read_plan"  # the year's plan, and one's own activities in it
    PLAN = "plan"  # make the year's plan, change anybody's activity, hold the review; leaders and days of the groups
    APART = "apart"  # deal the groups; who must not be in one with whom: know it and write it down
    TOGETHER = "together"  # lessons and いいところ見つけ: of one's class or grade, or of the school
    POLICY = "policy"  # the policy's editions: read, compare
    EDITIONS = "editions"  # write and adopt editions; what the public pages show
    DRILL = "drill"  # play drills with colleagues, in a school that is none
    OUTREACH = "outreach"  # draft 学校だより, record 懇談会 and what was handed out
    OUTREACH_APPROVE = "outreach_approve"  # let a text of 学校だより go out, and take it back
    STYLEGUIDE = "styleguide"


_EVERYBODY = frozenset({Can.PASS_ON, Can.DUTIES, Can.READ_PLAN, Can.POLICY, Can.DRILL, Can.STYLEGUIDE})
_SEATED = _EVERYBODY | {Can.MEET, Can.READ_CASE, Can.WRITE_CASE, Can.RESPOND}
_INTAKE = frozenset(
    {Can.INTAKE, Can.CONVENE, Can.READ_ALL, Can.OVERSEE, Can.REPORT_TO_BOARD, Can.OPEN_IDENTITY, Can.READ_CARE}
)
_CLASS = _SEATED | {Can.ATTENDANCE, Can.ANSWERS, Can.TOGETHER}
_MANAGER = _CLASS | _INTAKE | {Can.ROSTER, Can.ORIGINALS, Can.CALENDAR, Can.CONSIDER_SERIOUS, Can.SURVEY, Can.EXTRACT}
_MANAGER |= {Can.PLAN, Can.APART, Can.EDITIONS, Can.OUTREACH, Can.OUTREACH_APPROVE}

RIGHTS: dict[str, frozenset[Can]] = {
    Post.PRINCIPAL: _MANAGER | {Can.DECIDE},
    Post.VICE_PRINCIPAL: _MANAGER,
    Post.GUIDANCE_HEAD: _MANAGER - {Can.ROSTER, Can.CALENDAR, Can.CONSIDER_SERIOUS, Can.EDITIONS, Can.OUTREACH_APPROVE},
    Post.ACADEMIC_HEAD: _CLASS | {Can.CALENDAR, Can.PLAN},
    Post.NURSE: _CLASS | {Can.READ_CARE, Can.VISITS},
    Post.GRADE_HEAD: _CLASS | {Can.OUTREACH},
    Post.HOMEROOM: _CLASS | {Can.OUTREACH},
    Post.TEACHER: _CLASS,  # of the classes of those for whom they stand in
    Post.COUNSELLOR: _SEATED,
    Post.SOCIAL_WORKER: _SEATED,
    Post.EXPERT: frozenset({Can.DUTIES, Can.MEET, Can.READ_CASE, Can.WRITE_CASE, Can.POLICY, Can.STYLEGUIDE}),
    Post.BOARD_OFFICER: frozenset({Can.BOARD, Can.OPEN_IDENTITY, Can.STYLEGUIDE}),
    # Administration gives no right to read: no PASS_ON either, an administrator is no member of staff.
    Post.ADMINISTRATOR: frozenset({Can.ROSTER, Can.STYLEGUIDE}),
}

CAN_LABELS: dict[str, Text] = {
    Can.PASS_ON: _("気づきを渡す"),
    Can.DUTIES: _("自分のすべきことを見る"),
    Can.INTAKE: _("通報を受けつける"),
    Can.CONVENE: _("会議を招集する"),
    Can.MEET: _("招かれた会議に出る"),
    Can.READ_ALL: _("学校のすべての事案を読む"),
    Can.READ_CASE: _("自分が関わる事案を読む"),
    Can.WRITE_CASE: _("読める事案に記録する"),
    Can.ORIGINALS: _("添付の原本を取り出す"),
    Can.RESPOND: _("ケア・指導・確認を記録する"),
    Can.OVERSEE: _("事案の一覧・台帳を見る"),
    Can.DECIDE: _("校長として決定する"),
    Can.REPORT_TO_BOARD: _("市教委へ報告する"),
    Can.ATTENDANCE: _("出欠を記録し、欠席の知らせを見る"),
    Can.CALENDAR: _("授業日と休業日を決める"),
    Can.CONSIDER_SERIOUS: _("重大事態にあたるかを検討する"),
    Can.BOARD: _("学校から報告されたものを読む"),
    Can.EXTRACT: _("ひとりの子どもの記録の写しを、ほかの子どもを伏せて作る"),
    Can.OPEN_IDENTITY: _("保管されている「伝えた人」を、理由を書いて開く"),
    Can.SURVEY: _("元気アンケートを行う"),
    Can.ANSWERS: _("自分の学級・学年（または全校）の記名の答えを読む"),
    Can.ROSTER: _("名簿・アカウントを管理する"),
    Can.READ_CARE: _("学校のすべての気がかりと面談を読む"),
    Can.VISITS: _("保健室に来たことを記録する"),
    Can.READ_PLAN: _("年間計画を見て、自分の取組を記録する"),
    Can.PLAN: _("年間計画を組み、直し、ふり返る。たてわり班のリーダーと活動の日を決める"),
    Can.APART: _("たてわり班を組み、離す組を知り、書く"),
    Can.TOGETHER: _("自分の学級・学年（または全校）の授業といいところ見つけを行う"),
    Can.POLICY: _("方針（版）を読み、見くらべる"),
    Can.EDITIONS: _("方針（版）を書き、決め、公開のしかたを決める"),
    Can.DRILL: _("同僚と、架空の学校で訓練する"),
    Can.OUTREACH: _("学校だよりを下書きし、懇談会と配布を記録する"),
    Can.OUTREACH_APPROVE: _("学校だよりを承認・発行し、取り下げる"),
    Can.STYLEGUIDE: _("部品の見本を見る"),
}

# Whoever may open a case must log in with a second factor.
READS_CASES = frozenset({Can.READ_CASE, Can.READ_ALL})

# Who acts when the holder of a post is named in the report, or the post is vacant: the next in the row. When 校長 and
# 教頭 are both shut out, 市教委 sees the report as well (`oversight.queries.reports_for_board`).
ACTING: dict[str, tuple[Post, ...]] = {
    Post.GUIDANCE_HEAD: (Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL, Post.PRINCIPAL),
    Post.PRINCIPAL: (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.ACADEMIC_HEAD, Post.GUIDANCE_HEAD),
    Post.VICE_PRINCIPAL: (Post.VICE_PRINCIPAL, Post.PRINCIPAL),
    Post.HOMEROOM: (Post.HOMEROOM, Post.GRADE_HEAD, Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL),
    Post.GRADE_HEAD: (Post.GRADE_HEAD, Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL),
    Post.NURSE: (Post.NURSE, Post.VICE_PRINCIPAL),
    Post.ACADEMIC_HEAD: (Post.ACADEMIC_HEAD, Post.VICE_PRINCIPAL),
    Post.COUNSELLOR: (Post.COUNSELLOR, Post.NURSE, Post.VICE_PRINCIPAL),
}


def acting_posts(post: str) -> tuple[str, ...]:
    """Return the posts that may act for this one, the post itself first."""
    return tuple(ACTING.get(post, (Post(post),)))


@lru_cache(maxsize=512)
def rights_of(posts: frozenset[str]) -> frozenset[Can]:
    """Return all rights that these posts give together."""
    return frozenset().union(*(RIGHTS[post] for post in posts)) if posts else frozenset()
