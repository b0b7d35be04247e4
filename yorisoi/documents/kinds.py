"""The documents that can be made, as a table: what each is called, in which formats, about what, with which right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can

FORMAT_LABELS: dict[str, Text] = {"pdf": _("PDF"), "xlsx": _("Excel"), "docx": _("Word")}
MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document.

    about: "case", "meeting", "extract" or "incident". right: who may make it, besides reading what it is about. ref:
    what else is to be chosen ("child": a child of the case, "hearing": a hearing or a side, "stage": one of two, "":
    nothing).
    """

    name: str
    label: Text
    what: Text
    formats: tuple[str, ...]
    about: str = "case"
    right: Can = Can.READ_CASE
    ref: str = ""


def _of_incident(name: str, label: Text, what: Text, formats: tuple[str, ...], ref: str = "") -> DocumentKind:
    return DocumentKind(name, label, what, formats, about="incident", right=Can.REPORT_TO_BOARD, ref=ref)


KINDS: dict[str, DocumentKind] = {
    one.name: one
    for one in (
        DocumentKind("record_first", _("いじめ記録票（第一報）"), _("はじめて市教委へ出すとき"), ("pdf", "xlsx")),
        DocumentKind("record_further", _("いじめ記録票（続報）"), _("そのあとの経過を出すとき"), ("pdf", "xlsx")),
        DocumentKind("record_final", _("いじめ記録票（終結報）"), _("解消・終了のとき"), ("pdf", "xlsx")),
        DocumentKind("chronology", _("経過記録"), _("起きたことを、すべて時の順に"), ("pdf",)),
        DocumentKind(
            "hearing", _("聞き取り記録票"), _("部屋に持って入る紙、または聞き取ったあとの記録"), ("pdf",), ref="hearing"
        ),
        DocumentKind("status", _("職員会議用の現況"), _("名前を書かない1枚。会議のあと回収"), ("pdf",)),
        DocumentKind(
            "letter",
            _("保護者への手紙"),
            _("下書き。Word で書き足して出す"),
            ("docx", "pdf"),
            right=Can.RESPOND,
            ref="child",
        ),
        DocumentKind(
            "minutes", _("議事録"), _("確定した記録と、訂正・追記"), ("pdf",), about="meeting", right=Can.MEET
        ),
        DocumentKind(
            "extract",
            _("開示する写し"),
            _("ひとりの子どもの記録。ほかの子どもは伏せる"),
            ("pdf",),
            about="extract",
            right=Can.EXTRACT,
        ),
        _of_incident("serious_notice", _("発生報告"), _("市教委・市長への報告。提出したとおりに"), ("pdf", "xlsx")),
        _of_incident(
            "serious_explain",
            _("事前の説明の一覧"),
            _("保護者へ。説明することと、説明した日"),
            ("pdf", "docx"),
            "stage",
        ),
        _of_incident(
            "serious_progress", _("経過のお知らせ"), _("保護者へ。下書き。Word で書き足して出す"), ("docx", "pdf")
        ),
        _of_incident("serious_result", _("調査の結果"), _("報告書の標準の項目の順に"), ("pdf", "docx", "xlsx")),
        _of_incident("serious_points", _("点検表"), _("国のガイドラインの項目と、した日"), ("pdf", "xlsx")),
        _of_incident("serious_course", _("経過記録"), _("この重大事態の記録を、すべて時の順に"), ("pdf",)),
        DocumentKind(
            "package",
            _("引継ぎ資料"),
            _("進学先・転出先の学校へ。ほかの子どもは伏せる"),
            ("pdf",),
            about="extract",
            right=Can.EXTRACT,
        ),
    )
}
