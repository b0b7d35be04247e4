"""The nurse's room, a child's whole line of time, and what waits for 学校保健委員会."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.care.agenda import agenda, span_of
from yorisoi.care.forms import LineFilter, VisitForm
from yorisoi.care.line import KINDS, Line, line_of
from yorisoi.care.queries import may_read, visits_for
from yorisoi.care.visits import REASON_LABELS, record_visit
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.roles import Body, Can
from yorisoi.reports.naming import Picked, found_people, picked, recognise
from yorisoi.reports.said import new_token, sending_token, token_of
from yorisoi.schools.calendar import TOKYO, day_of, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.queries import class_labels

PAGE = 60


@needs(Can.VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def visits(request: StaffRequest) -> HttpResponse:
    """Who came: record one, see today's and the days before."""
    if request.method != "POST":
        return _visits(request, VisitForm(), new_token(), Picked())
    token = token_of(request.POST.get("token"))
    chosen = picked(request.school, request.POST)
    if "find" in request.POST:
        form = VisitForm(initial=request.POST.dict())
        return _visits(request, form, token, chosen, request.POST.get("people", ""))
    form = VisitForm(request.POST)
    ids: list[int] = []
    if form.is_valid():
        named, unmatched = recognise(request.school, form.cleaned_data["people"], chosen)
        ids = list(dict.fromkeys([row.pk for row in chosen.pupils] + named))
        if unmatched or not ids:
            form.add_error("people", _("だれが来たか、名簿から選んでください。"))
    if form.errors:
        return _visits(request, form, token, chosen, request.POST.get("people", ""), status=422)
    data = form.cleaned_data
    for pupil in Pupil.objects.filter(pk__in=ids).select_related("school"):
        sent = sending_token(token, [pupil.pk, data["reason"], data["words"], str(data["came_at"])])
        record_visit(
            pupil=pupil,
            by=request.staff,
            reason=data["reason"],
            words=data["words"],
            came_at=data["came_at"],
            token=sent,
        )
    messages.success(request, _("保健室に来たことを残しました。"))
    return redirect("care:visits")


def _visits(
    request: StaffRequest, form: VisitForm, token: str, chosen: Picked, q: str = "", status: int = 200
) -> HttpResponse:
    page = Paginator(visits_for(request.staff), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    seats = class_labels(row.pupil_id for row in rows)
    midnight = datetime.combine(today(), time.min, TOKYO)
    context = {
        "form": form,
        "token": token,
        "found": [line for line in found_people(request.school, q, chosen) if line.field == "pupil"],
        "asked": bool(q.strip()),
        "page": page,
        "visits": [(row, seats.get(row.pupil_id, ""), REASON_LABELS[row.reason], row.text("words")) for row in rows],
        "today": sum(1 for row in rows if row.came_at >= midnight),
    }
    return render(request, "care/visits.html", context, status=status)


@needs(Can.PASS_ON)
@require_safe
def line(request: StaffRequest, uid: UUID) -> HttpResponse:
    """Everything about one child in one line of time, filtered; on paper as a whole."""
    pupil = get_object_or_404(Pupil.objects.select_related("school"), uid=uid, school=request.school)
    if not may_read(request.staff, pupil):
        raise PermissionDenied
    rows, marked = line_of(request.staff, pupil)
    given = {key: request.GET[key] for key in ("kind", "since", "until") if request.GET.get(key)}
    form = LineFilter(given or None, kinds=KINDS)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kept = [row for row in rows if _kept(row, said)]
    paper = bool(request.GET.get("paper"))
    shown = kept[::-1] if not paper else kept
    page = Paginator(shown, max(len(shown), 1) if paper else PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    for name in ("page", "paper"):
        query.pop(name, None)
    context = {
        "pupil": pupil,
        "seat": class_labels([pupil.pk]).get(pupil.pk, ""),
        "page": page,
        "marked": marked,
        "form": form,
        "all": len(rows),
        "shown": len(kept),
        "paper": paper,
        "query": query.urlencode(),
        "pager_query": f"{query.urlencode()}&" if query else "",
        "printed_at": clock.now(),
        "rules": request.edition.care,  # type: ignore[attr-defined]
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.line", about=pupil)
    return render(request, "care/line.html", context, status=422 if form.errors else 200)


def _kept(row: Line, said: dict[str, object]) -> bool:
    day, since, until = day_of(row.at), said.get("since"), said.get("until")
    return (
        said.get("kind") in (None, "", row.kind)
        and (since is None or day >= since)  # type: ignore[operator]
        and (until is None or day <= until)  # type: ignore[operator]
    )


@needs(Can.MEET)
@require_safe
def health(request: StaffRequest, pk: UUID | None = None) -> HttpResponse:
    """The agenda of 学校保健委員会: of one meeting, or of the next; each member sees as far as their post goes."""
    meetings = meetings_for(request.staff).filter(body=Body.HEALTH_COMMITTEE)
    meeting: Meeting | None
    if pk is not None:
        meeting = get_object_or_404(meetings, pk=pk)
    else:
        ahead = meetings.filter(finalised_at__isnull=True, scheduled_at__gte=clock.now() - timedelta(hours=12))
        meeting = ahead.order_by("scheduled_at", "pk").first()
        if meeting is None and not request.staff.can(Can.CONVENE) and not meetings.exists():
            raise PermissionDenied
    since, until = span_of(request.school, meeting)
    context = {"meeting": meeting, "since": since, "until": until, "parts": agenda(request.staff, since, until)}
    journal(by=request.staff, school_id=request.school.pk, event="view.health_agenda", about=meeting)
    return render(request, "care/health.html", context)
