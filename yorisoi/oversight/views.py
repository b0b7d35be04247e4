"""What 市教委 sees: the copies that schools submitted, as submitted. Each look is journalled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import BoardCopy
from yorisoi.duties.queries import unseen
from yorisoi.journal.actions import journal
from yorisoi.journal.models import Event
from yorisoi.oversight.queries import copies_for, goes_on, reports_for_board
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import label_of

SETTLED = 30
LABELS: dict[str, Text] = {
    **dict(KINDS["board_report"].codes),
    "record_sheet": _("いじめ記録票"),
    "serious_no": _("重大事態にあたらないとの考え"),
    "serious_later": _("重大事態かを検討中"),
}


@dataclass(frozen=True)
class Submitted:
    """One copy in the list."""

    copy: BoardCopy
    label: Text
    number: str
    new: bool


def _unread(rows: Any, staff: Staff) -> set[str]:
    """Return the ids of the copies that this person has not opened: each opening is in the journal."""
    ids = {str(row.pk) for row in rows}
    looks = Event.objects.filter(about_kind="boardcopy", about_id__in=ids, event="view.board_copy")
    mine = looks.filter(actor_kind="staff", actor_id=staff.pk)
    return ids - set(mine.values_list("about_id", flat=True))


def _shown(rows: Any, staff: Staff) -> list[Submitted]:
    """Name each copy by its case's number; of the case itself nothing is read."""
    pks = [row.pk for row in rows]
    columns = ("pk", "case__year", "case__number", "report__year", "report__number")
    named = BoardCopy.objects.filter(pk__in=pks).values_list(*columns)
    numbers = {
        pk: _("事案 %(number)s") % {"number": label_of(*case)}
        if case[0]
        else _("通報 %(number)s") % {"number": label_of(*report)}
        for pk, *ends in named
        for case, report in [(ends[:2], ends[2:])]
    }
    new = _unread(rows, staff)
    return [Submitted(row, LABELS.get(row.kind, row.kind), numbers.get(row.pk, ""), str(row.pk) in new) for row in rows]


@needs(Can.BOARD)
@require_safe
def board_home(request: StaffRequest) -> HttpResponse:
    """What came in, newest first."""
    page = Paginator(copies_for(request.staff), 30).get_page(request.GET.get("page"))
    rows = _shown(list(page), request.staff)
    for school_id in {row.copy.school_id for row in rows}:
        journal(by=request.staff, school_id=school_id, event="view.board", page=page.number)
    known = reports_for_board(request.staff)
    new = set(unseen(request.staff).filter(report__in=known).values_list("report_id", flat=True))
    told = [(report, REPORT_FLOW.labels[report.state], report.pk in new) for report in goes_on(known)]
    settled = known.exclude(pk__in=[report.pk for report, _state, _new in told])[:SETTLED]
    context = {"page": page, "rows": rows, "told": told, "settled": settled}
    return render(request, "oversight/board_home.html", context)


@needs(Can.BOARD)
@require_safe
def board_copy(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One copy, exactly as submitted."""
    copy = get_object_or_404(copies_for(request.staff), pk=pk)
    journal(by=request.staff, school_id=copy.school_id, event="view.board_copy", about=copy)
    return render(
        request, "oversight/board_copy.html", {"row": _shown([copy], request.staff)[0], "text": copy.text("text_sent")}
    )
