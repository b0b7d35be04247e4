"""Opening an incident, answering the question, measures, people, the press desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.guards import known_case, known_report
from yorisoi.cases.models import Case
from yorisoi.cases.queries import involved
from yorisoi.incidents.forms import DoneForm, LineForm, MeasureForm, OpenForm
from yorisoi.incidents.kinds import KINDS, PRESS_KINDS
from yorisoi.incidents.models import IncidentMeasure
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.incidents.present import need_url, people_for
from yorisoi.incidents.present_lines import suicide_points
from yorisoi.incidents.queries import incidents_for, known_incident, press_facts, standing_lines
from yorisoi.incidents.recording import add_measure, finish_measure, invite, name_pupil
from yorisoi.incidents.views import answers, incident_page
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can, Role
from yorisoi.policy.serious_facts import Origin
from yorisoi.policy.serious_needs import PRESS_NEEDS
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import class_labels
from yorisoi.schools.search import find_people


def uuid_of(said: str) -> UUID | None:
    """Return an id as it came, or nothing."""
    try:
        return UUID(said)
    except ValueError:
        return None


def seated(pupils: list[Pupil]) -> list[tuple[Pupil, str]]:
    """Return children with their classes."""
    seats = class_labels([one.pk for one in pupils])
    return [(one, seats.get(one.pk, "")) for one in pupils]


def _found(request: StaffRequest, first: list[Pupil]) -> list[tuple[Pupil, str]]:
    """Return the children to choose from: those of the matter, those looked for, the one chosen already."""
    q = request.POST.get("q", "").strip()[:60]
    wanted = [UUID(one.uid) for one in find_people(request.school, q, staff=False, limit=12)] if q else []
    if (chosen := uuid_of(request.POST.get("pupil", ""))) is not None:
        wanted.append(chosen)
    more = Pupil.objects.filter(school=request.school, uid__in=wanted, left_on__isnull=True).order_by("pk")
    return seated(list({one.pk: one for one in [*first, *more]}.values()))


def _matter(request: StaffRequest) -> tuple[Case | None, Report | None]:
    case, report = uuid_of(request.GET.get("case", "")), uuid_of(request.GET.get("report", ""))
    return (
        known_case(request.staff, case) if case else None,
        known_report(request.staff, report) if report else None,
    )


def children_of_matter(request: StaffRequest, case: Case | None, report: Report | None) -> list[Pupil]:
    """Return the children whom a case, a report or the address is about."""
    if case is not None:
        rows = sorted(involved(case), key=lambda row: row.role != Role.VICTIM)
        return list({row.pupil_id: row.pupil for row in rows if row.role != Role.INFORMANT}.values())
    if report is not None:
        return [row.pupil for row in report.named_pupils(manager="now").select_related("pupil")]
    uid = uuid_of(request.GET.get("pupil", ""))
    return list(Pupil.objects.filter(school=request.school, uid=uid)) if uid else []


@needs(Can.PASS_ON, Can.READ_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: StaffRequest) -> HttpResponse:
    """Open a serious incident: by a claim, out of a case or report, out of absence. Suspicion is enough."""
    case, report = _matter(request)
    first = children_of_matter(request, case, report)
    looking = request.method == "POST" and "find" in request.POST
    pupils = _found(request, first)
    start: dict[str, Any] = {"grounds": [one for one in request.GET.getlist("ground") if one in {"harm", "absence"}]}
    if len(first) == 1 or (case and first):
        start["pupil"] = str(first[0].uid)
    form = OpenForm(request.POST if request.method == "POST" else None, pupils=pupils, initial=start)
    if request.method == "POST" and not looking and form.is_valid():
        said = form.cleaned_data
        made = Opening(
            origin=_origin(request, said, case),
            words=said["words"],
            grounds=frozenset(said["grounds"]),
            pupil=next((one for one, _seat in pupils if str(one.uid) == said["pupil"]), None),
            claimant=said["claimant"],
            received_at=said["received_at"],
            case=case,
            report=report,
        )
        try:
            row = open_incident(school=request.school, by=request.staff, opening=made, token=said["token"])
        except PermissionError as refused:
            raise PermissionDenied from refused
        if incidents_for(request.staff).filter(pk=row.pk).exists():
            messages.success(request, _("重大事態として開きました。まず、市教委に電話で一報してください。"))
            return redirect("incidents:show", pk=row.pk)
        # the moment of these words: when one was opened that is kept from them is not theirs to know
        return render(request, "incidents/opened.html", {"at": clock.now()})
    status = 422 if request.method == "POST" and not looking and form.errors else 200
    if looking:
        form = _unchecked(form)
    context = {"form": form, "case": case, "report": report, "q": request.POST.get("q", ""), "looking": looking}
    return render(request, "incidents/open.html", context, status=status)


def _unchecked(form: OpenForm) -> OpenForm:
    """While a child is being looked for nothing is wrong yet; what was typed stays."""
    form.errors.clear()
    return form


def _origin(request: StaffRequest, said: dict[str, Any], case: Case | None) -> str:
    if said["claimant"]:
        return Origin.CLAIM
    if request.GET.get("from") == "absence":
        return Origin.ABSENCE
    return Origin.CASE if case is not None else Origin.FACTS


@needs(Can.REPORT_TO_BOARD)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def measure(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Decide on a measure against repetition, with its owner and date."""
    row = known_incident(request.staff, pk)
    people = people_for(row)
    form = MeasureForm(request.POST if request.method == "POST" else None, people=[(str(k), n) for k, n in people])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        who = get_object_or_404(Staff, pk=said["staff"], school=request.school)
        add_measure(
            incident=row, by=request.staff, words=said["words"], staff=who, due_on=said["due_on"], token=said["token"]
        )
        messages.success(request, _("取組を決めました。担当者のすべきことに入りました。"))
        return redirect("incidents:show", pk=pk)
    context = {"incident": row, "form": form}
    return render(request, "incidents/measure.html", context, status=422 if form.errors else 200)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
@answers
def measure_done(request: StaffRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Record that a measure was carried out."""
    row = known_incident(request.staff, pk)
    one: IncidentMeasure = get_object_or_404(row.measures.select_related("staff"), pk=measure)
    one.incident = row
    if request.staff.pk != one.staff_id and not request.staff.can(Can.REPORT_TO_BOARD):
        raise PermissionDenied
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        finish_measure(measure=one, by=request.staff, words=form.cleaned_data["words"])
        messages.success(request, _("行ったことを記録しました。"))
        return redirect("incidents:show", pk=pk)
    context = {"incident": row, "form": form, "one": one, "words": one.text("words")}
    return render(request, "incidents/measure.html", context, status=422 if form.errors else 200)


@needs(Can.CONVENE)
@require_POST
@answers
def bring(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Bring somebody of the school in."""
    row = known_incident(request.staff, pk)
    known = {key for key, _name in people_for(row)}
    guest = get_object_or_404(Staff.objects.filter(pk__in=known), pk=whole(request.POST.get("staff", "")))
    invite(incident=row, by=request.staff, staff=guest)
    messages.success(request, _("この重大事態に加えました。"))
    return redirect("incidents:show", pk=pk)


@needs(Can.REPORT_TO_BOARD)
@require_POST
@answers
def child(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say whose incident it is: looked for by name, then chosen."""
    row = known_incident(request.staff, pk)
    uid = uuid_of(request.POST.get("child", ""))
    if uid is None:
        q = request.POST.get("q", "").strip()[:60]
        found = find_people(request.school, q, staff=False, limit=12) if q else []
        return incident_page(request, row, found=found, q=q)
    name_pupil(incident=row, by=request.staff, pupil=get_object_or_404(Pupil, uid=uid, school=request.school))
    messages.success(request, _("対象の児童を記録しました。"))
    return redirect("incidents:show", pk=pk)


@needs(Can.READ_CASE)
@require_safe
@answers
def press(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The press desk: one voice, what was agreed, what was asked and answered; nothing personal leaves this room."""
    row = known_incident(request.staff, pk)
    journal(by=request.staff, school_id=row.school_id, event="view.incident_press", about=row)
    lines = standing_lines(row)
    facts = press_facts(lines)
    missing = [need for need in PRESS_NEEDS if not need.met(facts)]
    shown: dict[str, list[Any]] = {name: [] for name in PRESS_KINDS}
    for line in lines:
        if line.kind in shown:
            body, kind = line.data("body"), KINDS[line.kind]
            words = [(one.label, body[one.name]) for one in kind.fields if body.get(one.name)]
            chosen = dict(kind.codes).get(line.code)
            words = [(kind.code_label, chosen), *words] if chosen else words
            shown[line.kind].insert(0, (line, kind.label, words))
    log = sorted([*shown["press_asked"], *shown["press_answer"]], key=lambda one: one[0].occurred_at, reverse=True)
    context = {
        "incident": row, "voice": shown["press_voice"][:1], "agreed": shown["press_agreed"], "log": log,
        "checks": [
            {"name": need.name, "text": need.text, "cite": need.cite, "url": need_url(need.name, row)}
            for need in missing
        ],
        "ask": LineForm(kind=KINDS["press_asked"], start={}) if request.staff.can(Can.REPORT_TO_BOARD) else None,
        "may": request.staff.can(Can.REPORT_TO_BOARD),
        "points": suicide_points(row, lines), "today": today(),
    }  # fmt: skip
    return render(request, "incidents/press.html", context)
