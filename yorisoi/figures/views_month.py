"""The monthly table: on screen, as a file, submitted by the school, read by the board."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from yorisoi.figures.asked import month_asked, months_to_choose
from yorisoi.figures.forms import SubmitForm
from yorisoi.figures.month import month_table, year_of
from yorisoi.figures.queries import months_for_board, months_of
from yorisoi.figures.scope import scope_of
from yorisoi.figures.submitting import NotOver, parts_of, submit_month
from yorisoi.figures.views import file_answer, told
from yorisoi.figures.workbook import month_book
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.nameless import SAID as NAMED
from yorisoi.schools.nameless import NamesAChild

PAGE = 30


@needs(Can.OVERSEE)
@require_safe
def month(request: StaffRequest) -> HttpResponse:
    """One month, as this person may count it, and whether it was submitted."""
    first = month_asked(request.GET)
    told(request, "month", month=f"{first:%Y-%m}")
    return _page(request, first)


def _page(request: StaffRequest, first: date, form: SubmitForm | None = None, status: int = 200) -> HttpResponse:
    scope = scope_of(request.staff, year_of(first))
    context = {
        "parts": month_table(scope, first), "month": first, "months": months_to_choose(scope), "year": scope.year,
        "sent": months_of(request.school, first.year, first.month), "here": "month", "form": form or SubmitForm(),
        "may_submit": request.staff.can(Can.REPORT_TO_BOARD),
        "going_on": (first.year, first.month) == (today().year, today().month),
        "before": scope.year - 1, "after": scope.year + 1 if year_of(today()) > scope.year else None,
    }  # fmt: skip
    return render(request, "figures/month.html", context, status=status)


@needs(Can.OVERSEE)
@require_safe
def month_file(request: StaffRequest) -> HttpResponse:
    """The month as an Excel file."""
    first = month_asked(request.GET)
    told(request, "month_file", month=f"{first:%Y-%m}")
    with override("ja"):
        parts = month_table(scope_of(request.staff, year_of(first)), first)
        facts = (
            ("作成", f"{request.staff.post_label} {request.staff.name}"),
            ("範囲", "作った人が読める事案を数えたもの"),
        )
        title = f"いじめの月例報告 {first.year}年{first.month}月 {request.school.name}"
        content = month_book(parts, title=title, facts=facts)
    return file_answer(content, f"month-{first:%Y-%m}")


@needs(Can.REPORT_TO_BOARD)
@require_POST
def submit(request: StaffRequest) -> HttpResponse:
    """Submit a month to the board: the whole school's numbers."""
    first = month_asked(request.POST)
    form = SubmitForm(request.POST)
    if f"{first:%Y-%m}" != request.POST.get("month"):
        messages.error(request, _("提出する月を選び直してください。"))
        return _page(request, first, form, status=422)
    if not form.is_valid():
        return _page(request, first, form, status=422)
    said = form.cleaned_data
    try:
        submit_month(school=request.school, month=first, by=request.staff, note=said["note"], token=said["token"])
    except PermissionError as refused:
        raise PermissionDenied from refused
    except NamesAChild:
        form.add_error("note", NAMED)
        return _page(request, first, form, status=422)
    except NotOver:
        messages.error(request, _("まだ始まっていない月は、提出できません。"))
    else:
        messages.success(request, _("市教委に提出しました。"))
    return redirect(f"{reverse('figures:month')}?month={first:%Y-%m}")


@needs(Can.BOARD)
@require_safe
def board_months(request: StaffRequest) -> HttpResponse:
    """The monthly tables that schools submitted, the latest first."""
    page = Paginator(months_for_board(request.staff).defer("table", "note"), PAGE).get_page(request.GET.get("page"))
    for school_id in {row.school_id for row in page}:
        journal(by=request.staff, school_id=school_id, event="view.months_submitted", page=page.number)
    rows = [(row, date(row.year, row.month, 1)) for row in page]
    return render(request, "figures/board_months.html", {"page": page, "rows": rows, "query": ""})


@needs(Can.BOARD)
@require_safe
def board_month(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One month as it was submitted."""
    row = get_object_or_404(months_for_board(request.staff), pk=pk)
    journal(by=request.staff, school_id=row.school_id, event="view.month_submitted", about=row)
    context = {"row": row, "month": date(row.year, row.month, 1), "parts": parts_of(row), "note": row.text("note")}
    return render(request, "figures/board_month.html", context)


@needs(Can.BOARD)
@require_safe
def board_file(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same as an Excel file."""
    row = get_object_or_404(months_for_board(request.staff), pk=pk)
    journal(by=request.staff, school_id=row.school_id, event="view.month_submitted", about=row)
    facts = (
        ("提出", f"{row.at.astimezone(TOKYO):%Y/%m/%d %H:%M} {row.by.name}"),
        ("添える言葉", row.text("note") or "—"),
        *((("注意", "月の途中で提出された数"),) if row.part_way else ()),
    )
    title = f"いじめの月例報告 {row.year}年{row.month}月 {row.school.name}"
    return file_answer(month_book(parts_of(row), title=title, facts=facts), f"month-{row.year}-{row.month:02d}")
