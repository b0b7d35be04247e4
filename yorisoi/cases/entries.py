"""The kinds of lines a case's record has: their fields, what they may say, and the duty that each settles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.act_kinds import ACT_KINDS
from yorisoi.cases.entries_handover import HANDOVER
from yorisoi.cases.entries_more import MORE_KINDS
from yorisoi.cases.entry_types import CONTACT, FACT, JUDGEMENT, NATURES, OBSERVATION, STAFF_TOLD, Field, Kind
from yorisoi.policy.case_flow import GRADE_TEAM
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can

__all__ = ["KINDS", "NATURES", "Field", "Kind"]

WORDS = Field("words", _("内容"))
REPLY = Field("reply", _("相手のことば・反応"), required=False)
GUARDIANS = Field("reply", _("保護者のことば"), required=False)
NEXT = Field("promise", _("次の約束・予定"), required=False, long=False)
FROM_WHOM = Field("from_whom", _("だれから聞いたか"), _("名簿の組と名前、または「学級の三人」など。"), False, False)
NOT_VISITED = Field("not_visited", _("訪問できない理由"), _("電話にしたときは、かならず書きます。"), False, False)
SIDES: tuple[tuple[str, Text], ...] = (("victim", _("被害")), ("perpetrator", _("加害")), ("around", _("周囲")))

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *ACT_KINDS,
        Kind(
            "hearing",
            _("聞き取り"),
            FACT,
            (
                FROM_WHOM,
                Field("words", _("子どものことば"), _("「 」で、言ったとおりに。聞けなかったときは、その理由。")),
                Field("conclusion", _("聞いた大人の受けとめ"), _("子どものことばとは分けて書きます。"), required=False),
                NEXT,
            ),
            "response.hearings",
            pupil="optional",
            codes=SIDES,
            code_label=_("どの立場の子か"),
            flags=(("heard", _("話を聞いた")), ("could_not", _("聞けなかった（理由を書く）"))),
            flag_label=_("聞けましたか"),
            second=True,
            settles=("hearing", "hearing_{code}"),
            verb=_("聞き取りを記録する"),
        ),
        Kind(
            "gathering",
            _("情報のまとめ"),
            FACT,
            (
                Field("words", _("分かった事実"), _("時間の順に。推測と分けて書きます。")),
                Field("conflict", _("食い違う点・分からない点"), required=False),
            ),
            "response.gather",
            settles=("gathering",),
            verb=_("情報をまとめる"),
            right=Can.RESPOND,
        ),
        Kind(
            "care",
            _("被害児童のケア"),
            CONTACT,
            (WORDS, REPLY, NEXT),
            "response.care",
            pupil="victim",
            codes=(
                ("staff", _("教職員による見守り・声かけ")),
                ("counsellor", _("スクールカウンセラー等の相談")),
                ("other_room", _("別室・安全の確保")),
                ("other", _("その他")),
            ),
            code_label=_("ケアの種類"),
            settles=("care",),
            verb=_("ケアを記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "guidance",
            _("加害児童への指導"),
            CONTACT,
            (WORDS, REPLY, NEXT),
            "response.children",
            pupil="perpetrator",
            codes=(
                ("homeroom", _("担任などによる指導")),
                ("managers", _("校長・教頭による指導")),
                ("counsellor", _("スクールカウンセラー等の相談")),
                ("other_room", _("別室での指導")),
                ("apology", _("謝罪の指導（それだけで解消にはなりません）")),
                ("other", _("その他")),
            ),
            code_label=_("指導の種類"),
            settles=("guidance",),
            verb=_("指導を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "guidance_around",
            _("周りの子どもへの指導"),
            CONTACT,
            (WORDS, REPLY),
            "response.children",
            settles=("guidance_around",),
            verb=_("周りへの指導を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "home_visit",
            _("家庭訪問"),
            CONTACT,
            (NOT_VISITED, Field("words", _("伝えた事実・話し合った連携の方法")), GUARDIANS, NEXT),
            "response.guardians",
            pupil="any",
            codes=(
                ("visit", _("家庭訪問")),
                ("school", _("来校して面談")),
                ("phone", _("電話（訪問できない理由を書く）")),
            ),
            code_label=_("会い方"),
            second=True,
            settles=("home_visit",),
            verb=_("家庭訪問を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "guardians_told",
            _("保護者への連絡"),
            CONTACT,
            (Field("words", _("伝えた事実と今後の方針")), GUARDIANS),
            "response.not_confirmed",
            pupil="any",
            settles=("guardians_told",),
            verb=_("保護者への連絡を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "staff_informed",
            _("全教職員の共通理解"),
            CONTACT,
            (Field("words", _("伝えた事実・経過・今後の対応（必要ないと判断したときは、その理由）")),),
            "response.staff",
            codes=STAFF_TOLD,
            code_label=_("伝え方"),
            settles=("staff_informed",),
            verb=_("全教職員への共有を記録する"),
            right=Can.REPORT_TO_BOARD,
        ),
        Kind(
            "board_report",
            _("市教委への報告"),
            CONTACT,
            (
                Field("words", _("報告する内容"), _("この文が、そのまま市教委に届きます。")),
                Field("receiver", _("受けた人（職・氏名）"), required=False, long=False),
            ),
            "response.board",
            codes=(("first", _("第一報")), ("further", _("続報")), ("final", _("終結報"))),
            code_label=_("第何報か"),
            settles=("board_report",),
            verb=_("市教委へ報告する"),
            right=Can.REPORT_TO_BOARD,
        ),
        Kind(
            "board_phone",
            _("市教委への電話の一報"),
            CONTACT,
            (Field("words", _("伝えた内容")), Field("receiver", _("受けた人（職・氏名）"), long=False)),
            "response.serious_word",
            settles=("board_phone",),
            verb=_("電話の一報を記録する"),
            right=Can.REPORT_TO_BOARD,
        ),
        Kind(
            "record_sheet",
            _("いじめ記録票の提出"),
            CONTACT,
            (Field("words", _("記録票に書いた内容"), _("この文が、そのまま市教委に届きます。")),),
            "response.serious_word",
            settles=("record_sheet",),
            verb=_("記録票の提出を記録する"),
            right=Can.REPORT_TO_BOARD,
        ),
        Kind(
            "observation",
            _("見守りの記録"),
            OBSERVATION,
            (Field("words", _("子どもの様子")),),
            "response.watching",
            pupil="optional",
            settles=("observation",),
            verb=_("様子を記録する"),
        ),
        Kind(
            "follow_up",
            _("経過の報告"),
            OBSERVATION,
            (Field("words", _("子どもたちの様子")), Field("guardians", _("保護者の様子・ことば"))),
            "followup.report",
            flags=(("improving", _("改善が見られる")), ("not_improving", _("改善が見られない"))),
            flag_label=_("改善が見られますか"),
            settles=("follow_up",),
            verb=_("経過を報告する"),
            right=Can.RESPOND,
            posts=GRADE_TEAM,
        ),
        Kind(
            "pupil_confirmation",
            _("被害児童本人との面談（解消の確認）"),
            FACT,
            (
                Field("words", _("本人のことば"), _("「 」で、言ったとおりに。")),
                Field("conclusion", _("聞いた大人の受けとめ"), required=False),
            ),
            "resolution.distress",
            pupil="victim",
            flags=(
                ("no_distress", _("心身の苦痛を感じていない")),
                ("distress", _("苦痛を感じている")),
                ("unclear", _("わからない・言えない")),
            ),
            flag_label=_("今、心身の苦痛を感じていますか"),
            second=True,
            settles=("pupil_confirmation",),
            verb=_("本人との面談を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "guardian_confirmation",
            _("被害児童の保護者の確認（解消の確認）"),
            CONTACT,
            (Field("words", _("保護者のことば")),),
            "resolution.distress",
            pupil="victim",
            flags=(
                ("no_distress", _("苦痛を感じていないと見ている")),
                ("distress", _("苦痛が続いていると見ている")),
                ("unclear", _("わからない")),
            ),
            flag_label=_("保護者の見方"),
            settles=("guardian_confirmation",),
            verb=_("保護者の確認を記録する"),
            right=Can.RESPOND,
        ),
        Kind(
            "serious_question",
            _("重大事態に発展する可能性"),
            JUDGEMENT,
            (Field("words", _("そう考える理由")),),
            "response.serious_word",
            flags=(("yes", _("可能性がある")), ("no", _("今のところない"))),
            flag_label=_("可能性がありますか"),
            verb=_("重大事態の可能性を記録する"),
            right=Can.RESPOND,
            flag_rights=(("no", Can.READ_ALL),),
        ),
        Kind(
            "goal",
            _("目標"),
            JUDGEMENT,
            (WORDS,),
            "response.goals",
            codes=(("short", _("短期目標")), ("long", _("長期目標"))),
            by_hand=False,
        ),
        Kind("plan", _("ケア・支援の体制"), JUDGEMENT, (WORDS,), "response.care", by_hand=False),
        *HANDOVER,
        *MORE_KINDS,
        Kind("note", _("覚え書き"), OBSERVATION, (WORDS,), "response.record", verb=_("そのほかの記録")),
    )
}
