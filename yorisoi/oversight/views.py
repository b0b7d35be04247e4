"""What 市教委 sees: first what waits for it, then what schools submitted, as submitted. Each look is journalled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.cases.models import BoardCopy
from yorisoi.duties.queries import unseen
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.incidents.queries import copies_for_board
from yorisoi.journal.actions import journal, journal_all, line
from yorisoi.oversight.forms import AskForm, CommentForm, new_token
from yorisoi.oversight.home import questions, serious, shown, waiting
from yorisoi.oversight.models import ACKNOWLEDGED, Subject
from yorisoi.oversight.queries import copies_for, goes_on, reports_for_board
from yorisoi.oversight.queries_missed import figures, missed, schools_of, undecided, with_months
from yorisoi.oversight.queries_words import for_board, school_of, thread
from yorisoi.oversight.words import look_at_thread
from yorisoi.policy.edition import edition
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs

SETTLED = 30
PAGE = 30


@needs(Can.BOARD)
@require_safe
def board_home(request: StaffRequest) -> HttpResponse:
    """What waits for this officer; then what they watch over."""
    staff = request.staff
    schools = schools_of(staff)
    with transaction.atomic():
        journal_all(line(by=staff, school_id=school.pk, event="view.board") for school in schools)
    known = reports_for_board(staff)
    new = set(unseen(staff).filter(report__in=known).values_list("report_id", flat=True))
    told = [(report, REPORT_FLOW.labels[report.state], report.pk in new) for report in goes_on(known)]
    come, asked = questions(staff)
    incidents, incident_count = serious(staff)
    late, late_count = missed(schools)
    counted, sums = figures(schools, with_months(schools))
    context = {
        "told": told,
        "settled": known.exclude(pk__in=[report.pk for report, _state, _new in told])[:SETTLED],
        "waiting": waiting(staff),
        "come": come,
        "asked": asked,
        "talk_count": len(come) + len(asked),
        "serious": incidents,
        "serious_count": incident_count,
        "missed": late,
        "missed_count": late_count,
        "undecided": undecided(schools),
        "figures": counted,
        "sums": sums,
        "schools": schools,
    }
    return render(request, "oversight/board_home.html", context)


@needs(Can.BOARD)
@require_safe
def submissions(request: StaffRequest) -> HttpResponse:
    """Everything that schools submitted, newest first: about cases or serious incidents, of one school or all."""
    schools = schools_of(request.staff)
    about_incidents = request.GET.get("about") == "serious"
    chosen = next((one for one in schools if one.slug == request.GET.get("school")), None)
    rows: Any
    if about_incidents:
        rows = copies_for_board(request.staff).order_by("-at", "-pk").defer("text_sent")
        rows = rows.filter(incident__school=chosen) if chosen else rows
    else:
        rows = copies_for(request.staff).defer("text_sent", "case")
        rows = rows.filter(school=chosen) if chosen else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    shown_rows = shown([], found, request.staff) if about_incidents else shown(found, [], request.staff)
    for school_id in {row.school.pk for row in shown_rows}:
        journal(by=request.staff, school_id=school_id, event="view.board", page=page.number)
    query = "".join(
        f"{name}={value}&"
        for name, value in (
            ("about", "serious" if about_incidents else ""),
            ("school", chosen.slug if chosen else ""),
        )
        if value
    )
    context = {
        "page": page,
        "rows": shown_rows,
        "schools": schools,
        "chosen": chosen,
        "about_incidents": about_incidents,
        "query": query,
    }
    return render(request, "oversight/submissions.html", context)


@needs(Can.BOARD)
@require_safe
def board_copy(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One submission, exactly as submitted, with what was said about it; or what was said about an incident."""
    return copy_page(request, for_board(request.staff, pk))


def copy_page(
    request: StaffRequest,
    about: Subject,
    *,
    asking: AskForm | None = None,
    commenting: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show it; each look is journalled. asking, commenting: a form that came back."""
    staff, school = request.staff, school_of(about)
    journal(by=staff, school_id=school.pk, event="view.board_copy", about=about)
    look_at_thread(about=about, by=staff)
    cases = [about] if isinstance(about, BoardCopy) else []
    papers = [about] if isinstance(about, IncidentCopy) else []
    lines = thread(about)
    context = {
        "row": next(iter(shown(cases, papers, staff)), None),
        "about": about,
        "school_asked": school,
        "text": "" if isinstance(about, Incident) else about.text("text_sent"),
        "lines": lines,
        "acknowledged": next((one for one in lines if one.row.kind == ACKNOWLEDGED), None),
        "ask_form": asking or AskForm(auto_id="ask_%s"),
        "comment_form": commenting or CommentForm(auto_id="comment_%s"),
        "token": new_token(),
        "edition": edition(school.edition),
        "incident": about if isinstance(about, Incident) else getattr(about, "incident", None),
    }
    return render(request, "oversight/board_copy.html", context, status=status)
