"""The official checklist for serious incidents (R6.8 ガイドライン) as data: each line is dated, each has its clause.

In our own words, in the order of the ministry's list. The two explanations to the guardians before the investigation
are parts of it: their lines must all be given before the investigation begins (`serious_needs`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its code, what is done, its clause. by_line: the kind of line of the record that ticks it."""

    code: str
    text: Text
    cite: str
    by_line: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list. stage: 1 or 2 for the explanations to the guardians before the investigation."""

    code: str
    title: Text
    items: tuple[Item, ...]
    stage: int = 0


CHECKLIST: tuple[Section, ...] = (
    Section(
        "occurrence",
        _("発生の報告"),
        (
            Item("o_phone", _("市教委に、電話で直ちに一報を入れた"), "serious.first_word", "phone"),
            Item("o_sheet", _("いじめ記録票を提出した"), "response.serious_word", "sheet"),
            Item(
                "o_notice", _("発生報告を提出した（学校名、児童の氏名・学年、いまの状況）"), "serious.notice", "notice"
            ),
            Item("o_mayor", _("市教委から市長への報告を確かめた"), "serious.mayor"),
            Item("o_costs", _("調査の費用と体制を、市教委と確かめた"), "serious.mayor"),
        ),
    ),
    Section(
        "first_steps",
        _("はじめの対応"),
        (
            Item("f_safe", _("対象児童の安全と、話せる大人・安心できる場所を確かめた"), "response.care"),
            Item("f_contact", _("対象児童・保護者との窓口を決め、連絡先を伝えた"), "serious.explain_first", "contact"),
            Item("f_keep", _("アンケート原票・メモ・映像・端末の記録を保全した"), "serious.preserve", "preserved"),
            Item("f_police", _("警察に知らせるかを考えた"), "serious.police", "police"),
            Item("f_study", _("対象児童の学習と登校の支えを決めた"), "response.care"),
            Item("f_around", _("周りの児童の様子を確かめた"), "response.children"),
        ),
    ),
    Section(
        "press",
        _("報道などへの対応"),
        (
            Item("p_voice", _("答える人を一人に決め、市教委と言うことをそろえた"), "serious.press", "press_agreed"),
            Item("p_calls", _("電話・来客を受ける人に、答えずに控えることを伝えた"), "serious.press"),
            Item("p_private", _("個人が分かることを出さないと、教職員で確かめた"), "serious.press"),
        ),
    ),
    Section(
        "explain_prep",
        _("事前の説明の準備"),
        (
            Item(
                "x_people", _("説明する人・日時・場所を、対象児童・保護者の希望を聞いて決めた"), "serious.explain_first"
            ),
            Item("x_paper", _("説明に使うものをそろえ、市教委と内容を確かめた"), "serious.explain_first"),
            Item(
                "x_words",
                _("言ってはならないこと（「いじめはなかった」などの決めつけ）を、説明する人どうしで確かめた"),
                "serious.explain_first",
            ),
            Item("x_care", _("説明のあとの支え（心のケア・通訳など）を考えた"), "response.care"),
        ),
    ),
    Section(
        "explain_one",
        _("事前の説明 一つめ（対象児童・保護者へ、速やかに）"),
        (
            Item(
                "e1_ground",
                _("重大事態の別（1号・2号）と根拠、認めた時期、発生報告をしたこと"),
                "serious.explain_first",
            ),
            Item(
                "e1_purpose",
                _("調査の目的（責任の追及ではない。任意の協力で、すべては分からないこともある）"),
                "serious.explain_first",
            ),
            Item("e1_body", _("調査組織の構成についての意向を確かめた"), "serious.explain_first"),
            Item(
                "e1_matters",
                _("調べることの範囲（個人・家庭の背景にふれることもある）を確かめた"),
                "serious.explain_first",
            ),
            Item("e1_method", _("調べ方と対象者（望まない聴き取り）についての意向を確かめた"), "serious.explain_first"),
            Item("e1_contact", _("窓口の担当者と連絡先"), "serious.explain_first"),
            Item("e1_insurance", _("災害共済給付の案内"), "serious.explain_first"),
        ),
        stage=1,
    ),
    Section(
        "explain_two",
        _("事前の説明 二つめ（対象児童・保護者へ、組織が整ったとき）"),
        (
            Item("e2_purpose", _("調査の根拠と目的"), "serious.explain_second"),
            Item("e2_body", _("調査組織の構成（公平・中立であること）"), "serious.explain_second"),
            Item("e2_when", _("時期と期間の見通し、定期の経過報告"), "serious.explain_second"),
            Item("e2_matters", _("調べることと対象者"), "serious.explain_second"),
            Item("e2_method", _("調べ方（アンケートの様式、聴き取りの手順、要望への答え）"), "serious.explain_second"),
            Item(
                "e2_result", _("結果の提供のしかた（関係する児童側への提供、個人情報の扱い）"), "serious.explain_second"
            ),
            Item("e2_after", _("調査のあと（所見書、市長への報告、再調査、公表）"), "serious.explain_second"),
        ),
        stage=2,
    ),
    Section(
        "explain_around",
        _("関係する児童・保護者への説明"),
        (
            Item(
                "a_told",
                _("目的・組織・時期・方法・結果の提供を、同じように説明した"),
                "serious.explain_around",
                "around",
            ),
            Item("a_wish", _("聴き取りへの不安や意向を確かめた"), "serious.explain_around"),
        ),
    ),
    Section(
        "plan",
        _("調査の進め方の事前の検討"),
        (
            Item("i_plan", _("調べ方（聴き取り・アンケート・資料）を、始める前に確かめた"), "serious.investigation"),
            Item("l_matters", _("調べることを決めた（対象児童・保護者の意向をふまえて）"), "serious.wishes"),
            Item("l_material", _("集める資料の一覧を作った"), "serious.preserve", "preserved"),
            Item(
                "l_sheet",
                _("アンケートをするか、様式（記名・筆跡の扱い）と結果の渡し方を決めた"),
                "serious.investigation",
            ),
            Item("l_order", _("聴き取りの順・場所・付きそいと、心の負担への配慮を決めた"), "serious.investigation"),
            Item("l_period", _("期間の見通しと、経過を報告する日を決めた"), "serious.progress"),
            Item("l_privacy", _("個人情報と記録の扱い（録音・保管・提供の範囲）を決めた"), "serious.preserve"),
        ),
    ),
    Section(
        "investigation",
        _("調査の実施"),
        (
            Item("i_heard", _("対象児童の聴き取り、または聞けないときの家族の意向"), "serious.wishes", "hearing"),
            Item("i_facts", _("事実を時間の順に明らかにした（原因は、そのあと）"), "serious.investigation", "fact"),
            Item("i_both", _("言い分が食い違う点を、食い違うままに書いた"), "serious.investigation"),
            Item("i_response", _("学校・市教委の対応を検証した"), "serious.report_items", "cause"),
            Item("i_report", _("報告書の標準の項目をそろえた"), "serious.report_items", "report"),
            Item("i_progress", _("経過を、決めた日に報告した"), "serious.progress", "progress"),
            Item("i_support", _("調べている間も、対象児童の支えと、関係する児童の指導・支えを続けた"), "response.care"),
        ),
    ),
    Section(
        "results",
        _("結果の説明（対象児童・保護者）"),
        (
            Item(
                "r_prep",
                _("説明すること・渡すもの（報告書か概要版）を、調査組織・市教委と確かめた"),
                "serious.information",
            ),
            Item("r_told", _("対象児童・保護者に説明した"), "serious.information", "result"),
            Item("r_use", _("渡したものにある個人情報を、正しく扱ってもらうことを伝えた"), "serious.information"),
            Item("r_opinion", _("所見書を市長への報告に添えられることを伝えた"), "serious.opinion", "opinion"),
            Item("r_kept", _("記録の保存の期間を伝えた（5年を目安）"), "serious.preserve"),
        ),
    ),
    Section(
        "results_accused",
        _("結果の説明（加害側）"),
        (
            Item("r_accused", _("加害側に説明した"), "serious.result_accused", "accused"),
            Item("r_guide", _("これからの指導と支えの方針を伝えた"), "serious.result_accused"),
        ),
    ),
    Section(
        "publication",
        _("報告と公表"),
        (
            Item("r_board", _("市教委に提出した"), "serious.mayor", "result_board"),
            Item(
                "r_public",
                _("公表するかを、対象児童・保護者の意向をふまえて決めた"),
                "serious.publication",
                "publication",
            ),
            Item("r_mask", _("公表する文の伏せる所を、対象児童・保護者に確かめた"), "serious.publication"),
        ),
    ),
    Section(
        "after",
        _("結果を踏まえた対応"),
        (
            Item("z_support", _("対象児童の支え（学習・心）を続ける人を決めた"), "response.care"),
            Item("z_guide", _("加害側の児童の指導・支えを続ける人を決めた"), "response.children"),
            Item("z_measures", _("再発防止の取組に、担当者と期日をつけた"), "serious.measures"),
            Item("z_staff", _("結果と再発防止を、教職員で共有した"), "serious.measures"),
            Item("z_again", _("再調査の手続と窓口を、対象児童・保護者に伝えた"), "serious.reinvestigation"),
        ),
    ),
)

SUICIDE: tuple[Item, ...] = (
    Item("s_family", _("公表・説明の内容を、先に家族に確かめた"), "serious.press_suicide"),
    Item("s_crt", _("心の緊急支援（CRTなど）を市教委・県に求めた"), "serious.press_suicide"),
    Item("s_who", _("報道の手引き（WHO）を、取材に来た社に渡した"), "serious.press_suicide"),
    Item("s_method", _("手段・場所・遺書の中身を言わないと確かめた"), "serious.press_suicide"),
    Item("s_one_cause", _("一つの原因に決めつける言い方をしないと確かめた"), "serious.press_suicide"),
    Item("s_help", _("相談窓口をいっしょに伝える"), "serious.press_suicide"),
    Item("s_pupils", _("児童への伝え方と、心配な児童の見守りを決めた"), "serious.press_suicide"),
    Item("s_no_deny", _("「いじめはなかった」などと、早いうちに言い切らない"), "serious.press_suicide"),
)

STAGES: dict[int, frozenset[str]] = {
    stage: frozenset(item.code for section in CHECKLIST if section.stage == stage for item in section.items)
    for stage in (1, 2)
}
ITEMS: dict[str, Item] = {
    item.code: item for item in (*(item for section in CHECKLIST for item in section.items), *SUICIDE)
}
SECTION_OF: dict[str, str] = {item.code: section.code for section in CHECKLIST for item in section.items}
SECTION_OF |= {item.code: "suicide" for item in SUICIDE}


def cites() -> frozenset[str]:
    """Return every clause that the list cites; an edition must have them all."""
    return frozenset(item.cite for item in ITEMS.values())
