"""What a serious incident makes people owe, each with post, clock and clause (§第3, 法28条・30条)."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

PHONE = Duty(
    "serious_phone", _("重大事態を市教委に電話で一報する"), "serious.first_word", Post.PRINCIPAL, "at_once",
    done_by="phone",
)  # fmt: skip
KEEP_ALL = Duty(
    "serious_preserve", _("資料を保全し、何を残したかを記録する"), "serious.preserve", Post.VICE_PRINCIPAL,
    "serious_notice", done_by="preserved",
)  # fmt: skip
CALL_POLICE = Duty(
    "serious_police", _("警察に知らせるかを考え、記録する"), "serious.police", Post.PRINCIPAL, "at_once",
    done_by="police",
)  # fmt: skip
SEND_SHEET = Duty(
    "serious_sheet", _("いじめ記録票を市教委に提出する（重大事態）"), "response.serious_word", Post.GUIDANCE_HEAD,
    "record_sheet", done_by="sheet",
)  # fmt: skip
SEND_NOTICE = Duty(
    "serious_notice", _("重大事態の発生を市教委に報告する（書面）"), "serious.notice", Post.PRINCIPAL, "serious_notice",
    done_by="notice",
)  # fmt: skip
EXPLAIN_ONE = Duty(
    "serious_explain_one", _("対象児童・保護者に説明する（一つめ：根拠・目的・意向）"), "serious.explain_first",
    Post.PRINCIPAL, "serious_explain", done_by="explained_one",
)  # fmt: skip
HEAR_BOARD = Duty(
    "serious_body", _("調査の主体について、市教委の決定を確かめる"), "serious.report", Post.VICE_PRINCIPAL,
    "serious_explain", done_by="decide_body",
)  # fmt: skip
NAME_MEMBERS = Duty(
    "serious_members", _("調査組織の構成員を決め、中立を確かめる"), "serious.body", Post.PRINCIPAL, "serious_step",
    done_by="members",
)  # fmt: skip
EXPLAIN_TWO = Duty(
    "serious_explain_two", _("対象児童・保護者に説明する（二つめ：構成・時期・方法・結果の提供）"),
    "serious.explain_second", Post.PRINCIPAL, "serious_explain", done_by="explained_two",
)  # fmt: skip
EXPLAIN_AROUND = Duty(
    "serious_explain_around", _("関係する児童・保護者に、調査の前に説明する"), "serious.explain_around",
    Post.PRINCIPAL, "serious_explain", done_by="around",
)  # fmt: skip
FIND_FACTS = Duty(
    "serious_facts", _("事実を明らかにする（聴き取り・資料）"), "serious.investigation", Post.PRINCIPAL, "serious_step",
    done_by="fact",
)  # fmt: skip
TELL_PROGRESS = Duty(
    "serious_progress", _("調査の経過を、対象児童・保護者に報告する"), "serious.progress", Post.VICE_PRINCIPAL,
    "serious_progress", done_by="progress",
)  # fmt: skip
PROGRESS_AGAIN = Duty(
    "serious_progress_again", _("約束した日に、調査の経過を報告する"), "serious.progress", Post.VICE_PRINCIPAL,
    "next_date", done_by="progress",
)  # fmt: skip
WRITE_REPORT = Duty(
    "serious_report", _("要因と対応を検証し、報告書をまとめる"), "serious.report_items", Post.PRINCIPAL, "serious_step",
    done_by="report",
)  # fmt: skip
TELL_RESULT = Duty(
    "serious_result", _("調査の結果を、対象児童・保護者に説明する"), "serious.information", Post.PRINCIPAL,
    "serious_explain", done_by="result",
)  # fmt: skip
TELL_ACCUSED = Duty(
    "serious_result_accused", _("調査の結果を、加害側に説明する"), "serious.result_accused", Post.PRINCIPAL,
    "serious_explain", done_by="accused",
)  # fmt: skip
SEND_RESULT = Duty(
    "serious_result_board", _("調査の結果を市教委に提出する（所見書を添える）"), "serious.mayor", Post.PRINCIPAL,
    "serious_explain", done_by="result_board",
)  # fmt: skip
DECIDE_PUBLICATION = Duty(
    "serious_publication", _("公表するかどうかを決める"), "serious.publication", Post.PRINCIPAL, "serious_step",
    done_by="publication",
)  # fmt: skip
MEASURE = Duty(
    "serious_measure", _("再発防止の取組を行う"), "serious.measures", Post.PRINCIPAL, "next_date",
    done_by="measure_done",
)  # fmt: skip
ANSWER_PRESS = Duty(
    "serious_press", _("報道の問い合わせに、答えるかを決めて記録する"), "serious.press", Post.VICE_PRINCIPAL,
    "serious_notice", done_by="press_answer",
)  # fmt: skip
CLOSE_WHEN_DONE = Duty(
    "serious_follow", _("再発防止の取組を見届ける"), "serious.measures", Post.PRINCIPAL, "serious_step",
    done_by="close",
)  # fmt: skip
ANSWER_QUESTION = Duty(
    "serious_question", _("重大事態ではないかを考え、答えを記録する"), "serious.question", Post.PRINCIPAL,
    "serious_notice", done_by="serious_answer",
)  # fmt: skip
QUESTION_AGAIN = Duty(
    "serious_question_again", _("重大事態ではないかを、もういちど考える"), "serious.question", Post.PRINCIPAL,
    "next_date", done_by="serious_answer",
)  # fmt: skip

SERIOUS_DUTIES = MappingProxyType(
    {
        duty.name: duty
        for duty in (
            *(PHONE, KEEP_ALL, CALL_POLICE, SEND_SHEET, SEND_NOTICE, EXPLAIN_ONE, HEAR_BOARD, NAME_MEMBERS),
            *(EXPLAIN_TWO, EXPLAIN_AROUND, FIND_FACTS, TELL_PROGRESS, PROGRESS_AGAIN, WRITE_REPORT, TELL_RESULT),
            *(TELL_ACCUSED, SEND_RESULT, DECIDE_PUBLICATION, MEASURE, ANSWER_PRESS, CLOSE_WHEN_DONE),
            *(ANSWER_QUESTION, QUESTION_AGAIN),
        )
    }
)
