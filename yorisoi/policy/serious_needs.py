"""What the policy wants before a serious incident goes on: facts in, conditions out (§第3, 法28条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Need


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is known of one serious incident on one day (Asia/Tokyo).

    Nothing here says whether the school believes it: no move asks that, and none ends the matter for it.
    """

    today: date
    reason: bool = False
    pupil_known: bool = False
    phoned: bool = False  # 市教委: who, when, to whom
    sheet: bool = False  # いじめ記録票 submitted
    notice: bool = False  # 発生報告 submitted with its minimum contents
    preserved: bool = False  # what there is of materials is listed and kept
    police_considered: bool = False  # told, or why not
    board_word: bool = False  # the board's decision as it was given: who of the board, when, how
    members: int = 0  # of the investigating body
    members_neutral: int = 0  # of them, those whose neutrality is on record
    stage_one_left: int = 1  # points of the first explanation not yet given
    stage_two_left: int = 1
    around_told: bool = False  # the children concerned and their guardians have been told before the investigation
    wishes: bool = False  # the pupil's and the family's wishes are on record
    heard_or_wishes: bool = False  # the pupil was heard in the investigation, or why not and what the family wishes
    hearings: int = 0
    facts_written: bool = False
    causes_written: bool = False
    report_written: bool = False
    progress_told: bool = False  # to the family, since this stage began
    result_told: bool = False  # to pupil and guardians: what, when, by whom
    opinion: bool = False  # their written opinion is attached, or they wish to give none
    accused_told: bool = False
    result_to_board: bool = False
    publication: bool = False
    measures: int = 0
    measures_open: int = 0
    new_fact: bool = False


PHONED = Need(
    "phoned",
    _("市教委に電話で一報を入れ、だれが・いつ・だれに伝えたかを記録してください。"),
    "serious.first_word",
    lambda f: f.phoned,
)
SHEET = Need("sheet", _("いじめ記録票を市教委に提出してください。"), "response.serious_word", lambda f: f.sheet)
NOTICE = Need(
    "notice",
    _("発生報告（学校名・児童の氏名と学年・いま分かっていること）を市教委に提出してください。"),
    "serious.notice",
    lambda f: f.notice,
)
PUPIL_KNOWN = Need("pupil_known", _("対象の児童を名簿から選んでください。"), "serious.notice", lambda f: f.pupil_known)
PRESERVED = Need(
    "preserved",
    _("残しておく資料（アンケート原票・メモ・写真・端末の記録など）を書き出し、保全を記録してください。"),
    "serious.preserve",
    lambda f: f.preserved,
)
POLICE = Need(
    "police",
    _("重大な被害のおそれがあるかを考え、警察に伝えたこと、または伝えない理由を記録してください。"),
    "serious.police",
    lambda f: f.police_considered,
)
BOARD_WORD = Need(
    "board_word",
    _("調査の主体についての市教委の決定（だれが・いつ・どのように伝えたか）を記録してください。"),
    "serious.report",
    lambda f: f.board_word,
)
REASON = Need("reason", _("理由を書いてください。"), "serious.investigation", lambda f: f.reason)
MEMBERS = Need(
    "members", _("調査組織の構成員を記録してください（二人以上）。"), "serious.body", lambda f: f.members >= 2
)
NEUTRAL = Need(
    "neutral",
    _("構成員それぞれについて、公平・中立であることを確かめて記録してください。"),
    "serious.body",
    lambda f: f.members_neutral >= f.members,
)
STAGE_ONE = Need(
    "stage_one",
    _("対象児童・保護者への一つめの説明（根拠・目的・組織への意向など）を、すべて日付つきで記録してください。"),
    "serious.explain_first",
    lambda f: f.stage_one_left == 0,
)
STAGE_TWO = Need(
    "stage_two",
    _("対象児童・保護者への二つめの説明（構成・時期・方法・結果の提供など）を、すべて日付つきで記録してください。"),
    "serious.explain_second",
    lambda f: f.stage_two_left == 0,
)
AROUND_TOLD = Need(
    "around_told",
    _("関係する児童・保護者に、調査の前に説明してください。"),
    "serious.explain_around",
    lambda f: f.around_told,
)
WISHES = Need(
    "wishes",
    _("対象児童・保護者の意向（望むこと・望まないこと）を記録してください。"),
    "serious.wishes",
    lambda f: f.wishes,
)
HEARD = Need(
    "heard",
    _("対象児童から話を聞くか、聞けない事情と保護者の意向を記録してください。"),
    "serious.wishes",
    lambda f: f.heard_or_wishes,
)
HEARINGS = Need("hearings", _("調査の聴き取りを記録してください。"), "serious.investigation", lambda f: f.hearings > 0)
FACTS_WRITTEN = Need(
    "facts_written",
    _("明らかになった事実を、時間の順に書いてください。原因の分析は、まだ書きません。"),
    "serious.investigation",
    lambda f: f.facts_written,
)
PROGRESS = Need(
    "progress",
    _("この段階の経過を、対象児童・保護者に報告してください。"),
    "serious.progress",
    lambda f: f.progress_told,
)
CAUSES_WRITTEN = Need(
    "causes_written",
    _("事実をもとに、要因と学校・市教委の対応の検証を書いてください。"),
    "serious.investigation",
    lambda f: f.causes_written,
)
REPORT_WRITTEN = Need(
    "report_written",
    _("調査報告書ができたことを記録してください。"),
    "serious.report_items",
    lambda f: f.report_written,
)
MEASURES = Need(
    "measures",
    _("再発防止の取組を、担当者と期日をつけて決めてください。"),
    "serious.measures",
    lambda f: f.measures > 0,
)
RESULT_TOLD = Need(
    "result_told",
    _("調査の結果を、対象児童・保護者に説明してください（何を・いつ・だれが）。"),
    "serious.information",
    lambda f: f.result_told,
)
OPINION = Need(
    "opinion",
    _("保護者の所見書を添えるか、出さないとの意向を記録してください。"),
    "serious.opinion",
    lambda f: f.opinion,
)
ACCUSED_TOLD = Need(
    "accused_told",
    _("調査の結果を、加害側とされた児童・保護者に説明してください。"),
    "serious.result_accused",
    lambda f: f.accused_told,
)
RESULT_TO_BOARD = Need(
    "result_to_board",
    _("調査の結果を（所見書を添えて）市教委に提出してください。市長へは市教委が報告します。"),
    "serious.mayor",
    lambda f: f.result_to_board,
)
PUBLICATION = Need(
    "publication", _("公表するかどうかを、理由とともに決めてください。"), "serious.publication", lambda f: f.publication
)
MEASURES_DONE = Need(
    "measures_done",
    _("再発防止の取組を、すべて行って記録してください。"),
    "serious.measures",
    lambda f: f.measures > 0 and f.measures_open == 0,
)
NEW_FACT = Need(
    "new_fact", _("新しく分かったことを記録してください。"), "serious.reinvestigation", lambda f: f.new_fact
)


@dataclass(frozen=True, slots=True)
class PressFacts:
    """What stands of the press desk."""

    spokesperson: bool = False
    agreed: bool = False  # lines agreed with 市教委 that still stand


SPOKESPERSON = Need(
    "spokesperson",
    _("答える人を一人に決めてください（市教委とも決めます）。"),
    "serious.press",
    lambda f: f.spokesperson,
)
AGREED = Need(
    "agreed",
    _("市教委と、言うことをそろえて記録してください。それまで、だれも何も発表しません。"),
    "serious.press",
    lambda f: f.agreed,
)
PRESS_NEEDS = (SPOKESPERSON, AGREED)
