"""The national survey on screen and as a file, what stands behind a number, pictures, and the year's ledger."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.cases.ledger import entries, in_order
from yorisoi.figures.asked import scope_asked
from yorisoi.figures.behind import NoSuchNumber, things_behind
from yorisoi.figures.counting import figures
from yorisoi.figures.endings import endings_of, heads, lines, reports_of, total
from yorisoi.figures.pictures import bars_of, months_of, strips_of
from yorisoi.figures.present import tables_of
from yorisoi.figures.queries import school_answer
from yorisoi.figures.scope import Scope, last_day
from yorisoi.figures.workbook import MIME, ledger_book, survey_book
from yorisoi.journal.actions import journal
from yorisoi.policy import national
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs

PAGE = 50


def told(request: StaffRequest, what: str, **data: Any) -> None:
    """Write into the journal that somebody looked at figures."""
    journal(by=request.staff, school_id=request.school.pk, event=f"view.figures_{what}", **data)


def file_answer(content: bytes, name: str) -> HttpResponse:
    """Return a file to save."""
    answer = HttpResponse(content, content_type=MIME)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _said(scope: Scope) -> dict[str, Any]:
    return {"year": scope.year, "day": scope.day, "query": f"year={scope.year}&day={scope.day.isoformat()}"}


@needs(Can.OVERSEE)
@require_safe
def survey(request: StaffRequest) -> HttpResponse:
    """Every table of the survey as of a day; each number opens what stands behind it."""
    scope, years = scope_asked(request.staff, request.GET)
    told(request, "survey", year=scope.year, day=scope.day.isoformat())
    found = figures(scope)
    context = {
        **_said(scope), "tables": tables_of(found, scope), "found": found, "years": years, "here": "survey",
        "final": scope.day == last_day(scope.year), "answered": school_answer(request.school, scope.year),
    }  # fmt: skip
    return render(request, "figures/survey.html", context)


@needs(Can.OVERSEE)
@require_safe
def survey_file(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file, in the survey's order."""
    scope, _years = scope_asked(request.staff, request.GET)
    told(request, "survey_file", year=scope.year, day=scope.day.isoformat())
    found = figures(scope)
    with override("ja"):
        facts: list[tuple[str, str | int]] = [
            ("学校", request.school.name), ("学校コード", request.school.code or "—"),
            ("年度", f"{scope.year}年度（{scope.day:%Y/%m/%d} 現在）"), ("在籍児童数", found.pupils),
            ("認知した学校数", found.with_cases), ("作成", f"{request.staff.post_label} {request.staff.name}"),
            ("範囲", "作った人が読める事案を数えたもの"),
        ]  # fmt: skip
        content = survey_book(
            tables_of(found, None), title=f"いじめに関する調査 {scope.year}年度 {request.school.name}", facts=facts
        )
    return file_answer(content, f"ijime-survey-{scope.year}-{scope.day:%Y%m%d}")


@needs(Can.OVERSEE)
@require_safe
def behind(request: StaffRequest, table: str, line: str) -> HttpResponse:
    """The very cases behind one number: as many as it says, each to open."""
    scope, _years = scope_asked(request.staff, request.GET)
    column = request.GET.get("column", "")
    try:
        label, rows = things_behind(scope, table, line, column)
    except NoSuchNumber as none:
        raise Http404 from none
    told(request, "behind", year=scope.year, table=table, line=line)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        **_said(scope), "table": national.TABLE[table], "label": label, "page": page, "all": len(rows),
        "incidents": table == national.SERIOUS.code, "may_answer": request.staff.can(Can.RESPOND), "here": "survey",
    }  # fmt: skip
    context["pager"] = f"{context['query']}&column={column}&" if column.isalpha() else f"{context['query']}&"
    return render(request, "figures/behind.html", context)


@needs(Can.OVERSEE)
@require_safe
def pictures(request: StaffRequest) -> HttpResponse:
    """The year in pictures, each with its numbers in a table."""
    scope, years = scope_asked(request.staff, request.GET)
    told(request, "pictures", year=scope.year)
    found = figures(scope)
    context = {
        **_said(scope), "years": years, "here": "pictures", "found": found, "months": months_of(scope),
        "bars": [(one, bars_of(one, found)) for one in (national.FORMS, national.FOUND)], "strips": strips_of(scope),
    }  # fmt: skip
    return render(request, "figures/pictures.html", context)


@needs(Can.OVERSEE)
@require_safe
def endings(request: StaffRequest) -> HttpResponse:
    """Every report of the year, and where it ended."""
    scope, years = scope_asked(request.staff, request.GET)
    told(request, "endings", year=scope.year)
    rows = reports_of(request.staff, scope.year)
    ends = endings_of(rows)
    page = Paginator(in_order(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        **_said(scope), "years": years, "here": "endings", "endings": ends, "total": total(ends), "page": page,
        "entries": entries(page, request.staff), "pager": f"year={scope.year}&",
    }  # fmt: skip
    return render(request, "figures/endings.html", context)


@needs(Can.OVERSEE)
@require_safe
def endings_file(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file."""
    scope, _years = scope_asked(request.staff, request.GET)
    told(request, "endings_file", year=scope.year)
    rows = reports_of(request.staff, scope.year)
    with override("ja"):
        ends = endings_of(rows)
        sums = [*((str(one.label), one.n) for one in ends), (_("受理"), total(ends))]
        title = f"台帳 {scope.year}年度 {request.school.name}"
        content = ledger_book(heads(), lines(rows, request.staff), sums, title=title)
    return file_answer(content, f"ledger-{scope.year}")
