"""この判断の根拠: the rows a body decided on, for or against each element, with their hash as they then stood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy

from yorisoi.cases.act_words import when_known
from yorisoi.cases.decisions import Decided
from yorisoi.cases.entries import KINDS
from yorisoi.cases.files import GROUPS, in_case
from yorisoi.cases.models import Case, CaseReport, Entry
from yorisoi.cases.places import address
from yorisoi.cases.queries import lines_in
from yorisoi.policy.flow import Text
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Attachment, Memo, Report
from yorisoi.schools.calendar import TOKYO

ELEMENTS: dict[str, Text] = {
    "relation": gettext_lazy("一定の人的関係"),
    "act": gettext_lazy("影響を与える行為"),
    "distress": gettext_lazy("心身の苦痛"),
}
SIDES: dict[str, Text] = {"for": gettext_lazy("支える"), "against": gettext_lazy("合わない")}
TITLES = {"memo": "メモ", "interim": "当面の対応"}  # kept with the decision, in the language of the record
Row = Entry | Report | Memo | Attachment


def digest(row: Row) -> str:
    """Return the SHA-256 of what a row says: its words and everything that gives them their meaning.

    Of a file it is that of the original, as it came in.
    """
    if isinstance(row, Attachment):
        return row.sha256
    if isinstance(row, Entry):
        said: list[Any] = [row.kind, row.code, row.flag, row.occurred_at.isoformat(), row.pupil_id, row.data("body")]
    elif isinstance(row, Report):
        said = [row.source, row.received_at.isoformat(), row.text("narrative")]
    else:
        said = [row.kind, row.at.isoformat(), row.text("words")]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def reference(row: Row) -> str:
    """Return how a row is named among the evidence: 「entry:…」."""
    return f"{row._meta.model_name}:{row.pk}"


def _label(row: Row) -> str:
    if isinstance(row, Report):
        return f"通報 {row.label}"
    if isinstance(row, Memo):
        at = row.at.astimezone(TOKYO)
        return f"{TITLES.get(row.kind, row.kind)} {row.report.label} {at.month}/{at.day} {row.by.name}"
    if isinstance(row, Attachment):
        at, who = row.at.astimezone(TOKYO), row.by.name if row.by else "伝えた人"
        return f"添付 {GROUPS[FILE_KINDS[row.kind].group]} {at.month}/{at.day} {who}"
    kind, at = KINDS[row.kind], row.occurred_at.astimezone(TOKYO)
    side = dict(kind.codes).get(row.code)
    name = f"{kind.label}（{side}）" if side else str(kind.label)
    return f"{name} {when_known(row) or f'{at.month}/{at.day}'} {row.by.name}"


def rows_in(case: Case | None, report: Report | None, wanted: Iterable[str]) -> dict[str, Row]:
    """Return the rows named so, of this case or report and of no other, in four queries."""
    ids: dict[str, list[str]] = {"entry": [], "report": [], "memo": [], "attachment": []}
    for ref in wanted:
        kind, _colon, pk = ref.partition(":")
        if kind in ids and _is_id(pk):
            ids[kind].append(pk)
    reports = Report.objects.filter(case_link__case=case) if case else Report.objects.filter(pk=report.pk)  # type: ignore[union-attr]
    rows: list[Row] = [*reports.filter(pk__in=ids["report"]).select_related("key", "school")]
    memos = Memo.objects.filter(pk__in=ids["memo"], report__in=reports.values("pk"))
    rows += memos.select_related("report__key", "by")
    files = Attachment.objects.filter(in_case(case) if case else Q(report=report), pk__in=ids["attachment"])
    rows += files.select_related("by")
    if case:
        rows += lines_in(case).filter(pk__in=ids["entry"]).select_related("case__key", "by", "act")
    return {reference(row): row for row in rows}


def _is_id(pk: str) -> bool:
    try:
        UUID(pk)
    except ValueError:
        return False
    return True


def kept(decided: Decided, *, case: Case | None = None, report: Report | None = None) -> dict[str, Any]:
    """Return what is sealed with the step: the decision as typed, and the rows it rests on with their hashes.

    Raises `Entry.DoesNotExist` for a row that is not of this case or report.
    """
    details = decided.kept()
    details.pop("evidence", None)
    if decided.evidence:
        rows = rows_in(case, report, (ref for _element, _side, ref in decided.evidence))
        if any(ref not in rows for _element, _side, ref in decided.evidence):
            raise Entry.DoesNotExist
        details["evidence"] = [
            {"element": element, "side": side, "ref": ref, "label": _label(rows[ref]), "sha256": digest(rows[ref])}
            for element, side, ref in decided.evidence
        ]
    return details


@dataclass(frozen=True)
class Ground:
    """One row on which a decision rests, as the case page shows it."""

    element: Text
    side: Text
    supports: bool
    label: str
    url: str
    corrected: bool  # the line was corrected after the decision
    changed: bool  # it does not say any more what it said then


def grounds(
    case: Case,
    details: Mapping[str, Any],
    entries: Mapping[str, Entry],
    reports: Sequence[CaseReport],
    loose: Mapping[str, Memo | Attachment],
) -> list[Ground]:
    """Return what a decision rests on, element by element; rows that were read already are used.

    case: whose page it is. A line that came with another case is shown where this reader can follow it.
    """
    corrected = {str(entry.corrects_id) for entry in entries.values() if entry.corrects_id}
    rows: list[Row] = [*entries.values(), *(link.report for link in reports), *loose.values()]
    known = {reference(row): row for row in rows}
    order = list(ELEMENTS)
    found = []
    for one in sorted(details.get("evidence") or (), key=lambda e: (order.index(e["element"]), e["side"] != "for")):
        kind, _colon, pk = one["ref"].partition(":")
        row: Row | None = known.get(one["ref"])
        url = address("cases:line", case.pk, pk) if isinstance(row, Entry) else ""
        if isinstance(row, Attachment):
            url = address("cases:file", pk)
        if isinstance(row, Memo | Report):
            report_id = row.report_id if isinstance(row, Memo) else row.pk
            url = address("cases:report", report_id) + ("#memo" if kind == "memo" else "")
        found.append(
            Ground(
                ELEMENTS[one["element"]],
                SIDES[one["side"]],
                one["side"] == "for",
                one["label"],
                url,
                corrected=kind == "entry" and pk in corrected,
                changed=row is not None and digest(row) != one["sha256"],
            )
        )
    return found


def loose_in(decided: Iterable[Mapping[str, Any]], case: Case) -> dict[str, Memo | Attachment]:
    """Return the memos and files that these decisions rest on, by id, in a query each at most."""
    ids: dict[str, set[str]] = {"memo": set(), "attachment": set()}
    for details in decided:
        for one in details.get("evidence") or ():
            kind, _colon, pk = one["ref"].partition(":")
            ids.setdefault(kind, set()).add(pk)
    rows: list[Memo | Attachment] = []
    if ids["memo"]:
        memos = Memo.objects.filter(pk__in=ids["memo"], report__case_link__case=case)
        rows += memos.select_related("report__key")
    if ids["attachment"]:
        rows += Attachment.objects.filter(in_case(case), pk__in=ids["attachment"])
    return {str(row.pk): row for row in rows}
