"""The lines of what 市教委, the police, the child and the guardians were told, and what they said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.incidents.kind_types import BOARD, DONE, FAMILY, RESULTS_FIRST, THEIR_WORDS, WHO_TOLD, Field, Kind, words

# The least that a notice of occurrence says (ガイドライン 長への報告), stated from the record.
STATED = (
    Field("school", _("学校名"), long=False, auto=True),
    Field("pupil", _("対象の児童（氏名・学年）"), long=False, auto=True),
    Field("grounds", _("重大事態の別"), long=False, auto=True),
    Field("since", _("重大事態（疑い）と認めた時"), long=False, auto=True),
    Field("claimed", _("申立て"), long=False, auto=True),
    Field("phoned", _("市教委への電話の一報"), long=False, auto=True),
)

TOLD_KINDS = (
    Kind("claim", _("申立て"), FAMILY, "serious.claim", (words(_("申し立てのことば")),), "", by_hand=False),
    Kind(
        "phone",
        _("市教委への電話の一報"),
        BOARD,
        "serious.first_word",
        (
            Field("receiver", _("受けた人（職・氏名）"), long=False),
            Field("caller", _("電話した人"), long=False),
            words(_("伝えたこと")),
        ),
        _("電話の一報を記録する"),
        settles="phone",
    ),
    Kind(
        "sheet",
        _("いじめ記録票の提出"),
        BOARD,
        "response.serious_word",
        (words(_("記録票に書いた内容"), _("この文が、そのまま市教委に届きます。")),),
        _("記録票を提出する"),
        settles="sheet",
        to_board="words",
    ),
    Kind(
        "notice",
        _("発生報告"),
        BOARD,
        "serious.notice",
        (
            *STATED,
            Field(
                "words",
                _("報告する時点の状況"),
                _(
                    "いじめや被害の内容、訴えの内容。いま分かっている事実だけを。分からないことは、分からないと書きます。"
                ),
            ),
            Field("done", _("学校のこれまでの対応")),
            Field("onward", _("これからの予定・家庭との窓口"), required=False),
        ),
        _("発生報告を提出する"),
        settles="notice",
        to_board="words",
        hint=_("学校名・対象の児童・重大事態の別・認めた時は、記録から自動で入ります。そのまま市教委に届きます。"),
    ),
    Kind(
        "board_word",
        _("市教委の決定（受けた記録）"),
        BOARD,
        "serious.report",
        (
            Field("whom", _("決定を伝えた人（市教委の職・氏名）"), long=False),
            Field("paper", _("文書の番号・伝えられた方法"), long=False),
            words(_("決定の内容と理由")),
        ),
        _("市教委の決定を記録する"),
        codes=(("board", _("市教委が主体となる")), ("school", _("学校が主体となる"))),
        code_label=_("調査の主体"),
    ),
    Kind(
        "police",
        _("警察"),
        BOARD,
        "serious.police",
        (
            Field("whom", _("警察署・係・氏名"), required=False, long=False),
            words(_("伝えたこと・言われたこと（知らせないときは、その理由）")),
        ),
        _("警察について記録する"),
        codes=(("told", _("通報した")), ("consulted", _("相談した")), ("not_now", _("いまは知らせない"))),
        code_label=_("どうしたか"),
        settles="police",
    ),
    Kind(
        "result_board",
        _("調査の結果の提出"),
        BOARD,
        "serious.mayor",
        (words(_("提出する内容"), _("この文が、そのまま市教委に届きます。所見書のファイルも、いっしょに届きます。")),),
        _("調査の結果を提出する"),
        states=DONE,
        first=RESULTS_FIRST,
        settles="result_board",
        to_board="words",
    ),
    Kind(
        "contact",
        _("家庭との連絡"),
        FAMILY,
        "serious.progress",
        (WHO_TOLD, words(_("伝えたこと")), THEIR_WORDS),
        _("家庭との連絡を記録する"),
    ),
    Kind(
        "explained_one",
        _("事前の説明 一つめ"),
        FAMILY,
        "serious.explain_first",
        (WHO_TOLD, Field("whom", _("説明した相手"), long=False), words(_("説明したこと")), THEIR_WORDS),
        _("一つめの説明を記録する"),
        stage=1,
        settles="explained_one",
        hint=_("「いじめはなかった」などと決めつけません。責任を追及する調査ではないことも伝えます。"),
    ),
    Kind(
        "explained_two",
        _("事前の説明 二つめ"),
        FAMILY,
        "serious.explain_second",
        (WHO_TOLD, Field("whom", _("説明した相手"), long=False), words(_("説明したこと")), THEIR_WORDS),
        _("二つめの説明を記録する"),
        stage=2,
        settles="explained_two",
    ),
    Kind(
        "wishes",
        _("対象児童・保護者の意向"),
        FAMILY,
        "serious.wishes",
        (
            Field("words", _("望むこと"), _("「 」で、言ったとおりに。")),
            Field("not_wished", _("望まないこと"), required=False),
            Field("answer", _("どう尊重するか（できないときは、その理由）")),
        ),
        _("意向を記録する"),
    ),
    Kind(
        "progress",
        _("経過の報告"),
        FAMILY,
        "serious.progress",
        (WHO_TOLD, words(_("伝えた経過")), THEIR_WORDS),
        _("経過を報告する"),
        settles="progress",
        next_on="required",
        hint=_("調査中であることは、説明をしない理由になりません。"),
    ),
    Kind(
        "result",
        _("結果の説明（対象児童・保護者）"),
        FAMILY,
        "serious.information",
        (WHO_TOLD, Field("whom", _("説明した相手"), long=False), words(_("説明したこと・渡したもの")), THEIR_WORDS),
        _("結果の説明を記録する"),
        states=DONE,
        first=RESULTS_FIRST,
        settles="result",
    ),
    Kind(
        "opinion",
        _("所見書"),
        FAMILY,
        "serious.opinion",
        (
            Field(
                "words",
                _("所見（または、出さないという意向）"),
                _("そのまま写します。文書で受け取ったときは、写しをファイルで添え、「別紙のとおり」と書きます。"),
            ),
        ),
        _("所見書を記録する"),
        codes=(("attached", _("所見書を受け取り、添える")), ("none", _("出さないとのこと"))),
        code_label=_("所見書"),
        states=DONE,
        first=RESULTS_FIRST,
    ),
)
