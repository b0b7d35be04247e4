"""Concerns: note one in ten seconds, answer its offer, read what is noticed, decide where several came together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.care.actions import Note, answer_offer, found_in, note_concern
from yorisoi.care.forms import ConcernForm, DecideForm
from yorisoi.care.models import Concern, Named, Question
from yorisoi.care.naming import settle_named, to_settle
from yorisoi.care.queries import concerns_for, interviews_for, may_read, questions_for, reads_all
from yorisoi.care.questions import AlreadyDecided, concerns_in, decide_question, may_decide
from yorisoi.care.words import DECISION_LABELS, WHY_LABELS
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.reports.naming import Picked, found_people, picked, recognise
from yorisoi.reports.said import new_token, sending_token, token_of
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import class_labels, staff_of

PAGE = 30


@needs(Can.PASS_ON)
@require_safe
def concerns(request: StaffRequest) -> HttpResponse:
    """What this person may read, the latest first; above it what waits for a decision."""
    staff = request.staff
    page = Paginator(concerns_for(staff), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    asked = list(questions_for(staff).filter(decided_at__isnull=True)) if staff.can(Can.INTAKE) else []
    seats = class_labels({link.pupil_id for row in rows for link in row.about.all()} | {row.pupil_id for row in asked})
    context = {
        "page": page,
        "lines": [_line(row, seats) for row in rows],
        "asked": [(row, seats.get(row.pupil_id, ""), WHY_LABELS[row.why]) for row in asked],
        "whole": reads_all(staff),
    }
    journal(by=staff, school_id=request.school.pk, event="view.concerns")
    return render(request, "care/concerns.html", context)


def _line(row: Concern, seats: dict[int, str]) -> dict[str, Any]:
    children = [(link.pupil, seats.get(link.pupil_id, "")) for link in row.about.all()]
    return {"row": row, "words": row.text("words"), "children": children}


@needs(Can.PASS_ON)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Show the form; take it. 「名簿からさがす」 (without JavaScript) comes back with the people found."""
    if request.method != "POST":
        return _form(request, ConcernForm(), new_token(), _given(request))
    token = token_of(request.POST.get("token"))
    chosen = picked(request.school, request.POST)
    if "find" in request.POST:
        form = ConcernForm(initial=request.POST.dict())
        return _form(request, form, token, chosen, request.POST.get("people", ""))
    form = ConcernForm(request.POST)
    ids: list[int] = []
    if form.is_valid():
        named, unmatched = recognise(request.school, form.cleaned_data["people"], chosen)
        ids = list(dict.fromkeys([row.pk for row in chosen.pupils] + named))
        if unmatched or not ids:
            form.add_error("people", _no_child(unmatched))
    if form.errors:
        return _form(request, form, token, chosen, request.POST.get("people", ""), status=422)
    data = form.cleaned_data
    note = Note(
        token=sending_token(token, [data["words"], ids, str(data["day"])]),
        words=data["words"],
        pupils=ids,
        noticed_on=data["day"],
        staff=[row.pk for row in chosen.staff],
    )
    row = note_concern(school=request.school, by=request.staff, note=note)
    return redirect("care:concern", pk=row.pk)


def _no_child(unmatched: str) -> str:
    if unmatched:
        return _("「%(names)s」がだれか、名簿から選んでください。") % {"names": unmatched}
    return _("だれのことか、名簿から選んでください。")


def _given(request: StaffRequest) -> Picked:
    """Return the child that a link brought along by its uid."""
    try:
        uid = UUID(request.GET.get("pupil", ""))
    except ValueError:
        return Picked()
    return Picked(list(Pupil.objects.filter(school=request.school, uid=uid, left_on__isnull=True)))


def _form(
    request: StaffRequest, form: ConcernForm, token: str, chosen: Picked, q: str = "", status: int = 200
) -> HttpResponse:
    found = found_people(request.school, q, chosen)
    context = {"form": form, "token": token, "found": found, "asked": bool(q.strip())}
    return render(request, "care/concern_new.html", context, status=status)


def _concern(request: StaffRequest, pk: UUID) -> Concern:
    return get_object_or_404(concerns_for(request.staff), pk=pk)


@needs(Can.PASS_ON)
@require_safe
def concern(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One concern: what was noticed, the offer to make it a report, who is named in it, what has become of it."""
    row = _concern(request, pk)
    answer = getattr(row, "answer", None)
    seats = class_labels(link.pupil_id for link in row.about.all())
    questions = questions_for(request.staff).filter(asked__concern=row)
    context = {
        "row": row,
        "line": _line(row, seats),
        "found": found_in(row),
        "answer": answer,
        "offers": answer is None and row.report_id is None and _may_answer(row, request.staff),
        "mentions": [(one, one.text("phrase")) for one in to_settle(row, request.staff)],
        "questions": [(q, WHY_LABELS[q.why], DECISION_LABELS.get(q.decision, "")) for q in questions],
        "own": row.by_id == request.staff.pk,
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.concern", about=row)
    return render(request, "care/concern.html", context)


def _may_answer(row: Concern, staff: Staff) -> bool:
    return row.by_id == staff.pk or staff.can(Can.INTAKE)


@needs(Can.PASS_ON)
@require_POST
def offer(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Answer whether a concern becomes a report."""
    row = _concern(request, pk)
    said = request.POST.get("passed_on", "")
    if said not in {"yes", "no"}:
        messages.error(request, _("通報にするかどうか、どちらかを選んでください。"))
        return redirect("care:concern", pk=pk)
    answer = answer_offer(concern=row, by=request.staff, passed_on=said == "yes")
    if answer.passed_on and (report := Concern.objects.select_related("report").get(pk=pk).report) is not None:
        messages.success(request, _("通報 %(number)s として渡しました。") % {"number": report.label})
        if report.received_by_id == request.staff.pk:
            return redirect("reports:passed_on", pk=report.pk)
    else:
        messages.success(request, _("通報にしないと答えたことを残しました。"))
    return redirect("care:concern", pk=pk)


@needs(Can.PASS_ON)
@require_POST
def settle(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say whether a member of staff who is named is meant; back to where it was asked."""
    row = get_object_or_404(Named.objects.select_related("concern", "interview"), pk=pk, staff__school=request.school)
    if row.concern is not None:
        get_object_or_404(concerns_for(request.staff), pk=row.concern_id)
    else:
        get_object_or_404(interviews_for(request.staff), pk=row.interview_id)
    settle_named(row=row, by=request.staff, meant=request.POST.get("meant") == "yes")
    messages.success(request, _("答えを残しました。"))
    if row.concern_id:
        return redirect("care:concern", pk=row.concern_id)
    return redirect("care:interview", pk=row.interview_id)


@needs(Can.PASS_ON)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Concerns that came together: read them, decide, with a reason."""
    row = get_object_or_404(questions_for(request.staff), pk=pk)
    adults = [
        one for one in staff_of(request.school).prefetch_related("post_holdings__school_class") if one.can(Can.RESPOND)
    ]
    form = DecideForm(request.POST if request.method == "POST" else None, adults=adults)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        adult = next((one for one in adults if str(one.pk) == data["adult"]), None)
        try:
            decided = decide_question(
                question=row,
                by=request.staff,
                decision=data["decision"],
                reason=data["reason"],
                until=data["until"],
                adult=adult,
            )
        except NotYet as missing:
            for need in missing.needs:
                form.add_error(need.name, str(need.text))
        except AlreadyDecided:
            messages.warning(request, _("ほかの人が、もう決めました。"))
            return redirect("care:question", pk=pk)
        else:
            messages.success(request, _("決めたことを残しました。"))
            if decided.report_id is not None:
                return redirect("cases:report", pk=decided.report_id)
            return redirect("care:question", pk=pk)
    return _question(request, row, form)


def _question(request: StaffRequest, row: Question, form: DecideForm) -> HttpResponse:
    rows = concerns_in(row)
    pupil = row.pupil
    seats = class_labels([pupil.pk, *(link.pupil_id for one in rows for link in one.about.all())])
    context = {
        "question": row,
        "pupil": pupil,
        "pupil_class": seats.get(pupil.pk, ""),
        "why": WHY_LABELS[row.why],
        "lines": [_line(one, seats) for one in rows],
        "may": row.decided_at is None and may_decide(row, request.staff),
        "decision": DECISION_LABELS.get(row.decision, ""),
        "reason": row.text("reason"),
        "whole": may_read(request.staff, pupil),
        "rules": request.edition.care,  # type: ignore[attr-defined]
        "interview": interviews_for(request.staff).filter(origin_kind="question", origin_id=str(row.pk)).first(),
        "form": form,
    }
    journal(by=request.staff, school_id=request.school.pk, event="view.question", about=row)
    return render(request, "care/question.html", context, status=422 if form.errors else 200)
