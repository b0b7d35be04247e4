"""The national survey over all schools, for 市教委: sums only, small ones hidden, nothing behind a number."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.figures.asked import board_asked
from yorisoi.figures.hiding import shown_to_board
from yorisoi.figures.present import tables_of
from yorisoi.figures.scope import Scope, last_day
from yorisoi.figures.views import file_answer
from yorisoi.figures.workbook import survey_book
from yorisoi.journal.actions import journal_all, line
from yorisoi.oversight.queries_missed import schools_of
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


def _told(request: StaffRequest, what: str, scope: Scope) -> list[str]:
    """Write into the journal of each school that its numbers were looked at with the others'; return their names."""
    schools = schools_of(request.staff)
    said: dict[str, Any] = {"year": scope.year, "day": scope.day.isoformat()}
    with transaction.atomic():
        journal_all(line(by=request.staff, school_id=one.pk, event=f"view.figures_{what}", **said) for one in schools)
    return [one.name for one in schools]


@needs(Can.BOARD)
@require_safe
def board_survey(request: StaffRequest) -> HttpResponse:
    """Every table of the survey, all schools together, as of the end of a month."""
    scope, years, days = board_asked(request.staff, request.GET)
    schools = _told(request, "board_survey", scope)
    found = shown_to_board(scope)
    context = {
        "year": scope.year, "day": scope.day, "years": years, "days": days, "found": found, "schools": schools,
        "tables": tables_of(found, None), "query": f"year={scope.year}&day={scope.day.isoformat()}",
        "final": scope.day == last_day(scope.year), "board": True,
    }  # fmt: skip
    return render(request, "figures/board_survey.html", context)


@needs(Can.BOARD)
@require_safe
def board_survey_file(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file, in the survey's order; what is hidden on the page is hidden in it."""
    scope, _years, _days = board_asked(request.staff, request.GET)
    schools = _told(request, "board_survey_file", scope)
    found = shown_to_board(scope)
    with override("ja"):
        facts: list[tuple[str, str | int]] = [
            ("学校", f"{len(schools)}校の合計"), ("年度", f"{scope.year}年度（{scope.day:%Y/%m/%d} 現在）"),
            ("在籍児童数", found.pupils), ("認知した学校数", found.with_cases),
            ("作成", f"市教委 {request.staff.name}"),
            ("少数", "5に満たない数と、差し引きでそれが分かってしまう数。学校が提出した数を引いて分かる場合も含む"),
        ]  # fmt: skip
        title = f"いじめに関する調査 {scope.year}年度 全校の合計"
        content = survey_book(tables_of(found, None), title=title, facts=facts)
    return file_answer(content, f"ijime-survey-all-{scope.year}-{scope.day:%Y%m%d}")
