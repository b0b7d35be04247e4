"""A report's page and what the intake officer does there. It stands here because it knows meetings and cases."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.files import files_of_report
from yorisoi.cases.guards import known_report
from yorisoi.cases.report_forms import InterimForm, LiftForm, MemoForm, UrgentForm
from yorisoi.cases.report_page import report_page
from yorisoi.cases.shutting_out import let_in, said_of_letting_in
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.reports import actions, same, shutting_out
from yorisoi.reports.acting import may_work_on
from yorisoi.reports.models import Report, ReportStep
from yorisoi.reports.queries import reports_for
from yorisoi.reports.talk import see_messages
from yorisoi.reports.talk_page import talk_for
from yorisoi.reports.words_found import dismiss_words
from yorisoi.schools.fields import too_long
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.numbers import uuids
from yorisoi.schools.queries import staff_of
from yorisoi.schools.search import find_people

# These stand in one form of the page, so that whatever is pressed there loses none of the others.
BESIDE: dict[str, type[Form]] = {"memo": MemoForm, "urgent": UrgentForm, "interim": InterimForm}


@needs(Can.READ_CASE, Can.INTAKE)
@require_safe
def report(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What was said and how far it has come, for whom may read it. Every reading is journalled."""
    return page_of(request, known_report(request.staff, pk))


@needs(Can.INTAKE)
@require_POST
def report_memo(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave a memo (イ)."""
    return _written(request, pk, "memo", MemoForm, "words", actions.leave_memo, _("メモを残しました。"))


@needs(Can.INTAKE)
@require_POST
def report_urgent(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark it urgent: interim measures are owed at once."""
    return _written(request, pk, "urgent", UrgentForm, "reason", actions.mark_urgent, said_of_urgent)


def said_of_urgent(step: ReportStep) -> str:
    """Say what came of the press: the report is urgent now, or somebody was first and the reason stands with theirs."""
    if step.at == Report.objects.values_list("urgent_at", flat=True).get(pk=step.report_id):
        return _("緊急として、知らせるべき人に知らせました。当面の対応を記録してください。")
    return _("ほかの人が先に緊急としていました。書いた理由も、その下に残しました。")


@needs(Can.INTAKE)
@require_POST
def report_interim(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Record the interim measure that was taken."""
    said = _("当面の対応を記録しました。")
    return _written(request, pk, "interim", InterimForm, "words", actions.record_interim, said)


@needs(Can.INTAKE)
@require_POST
def report_people(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Find people to add: a fragment for HTMX, the whole page without it. Names stay out of the address."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    q = request.POST.get("q", "").strip()[:60]
    found: dict[str, Any] = {"q": q, "found": find_people(request.school, q)}
    if request.headers.get("HX-Request"):
        return render(request, "cases/_report_found.html", {"report": row, "carries": True, **found})
    return page_of(request, row, _unsent(request), more=found)


@needs(Can.INTAKE)
@require_POST
def report_pupil(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a child who is meant."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    child = get_object_or_404(Pupil, uid=posted_uid(request), school=request.school)
    actions.name_pupil(report=row, by=request.staff, pupil_id=child.pk)
    messages.success(request, _("子どもを加えました。"))
    return _on(request, row)


@needs(Can.INTAKE)
@require_POST
def report_shut_out(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Shut a colleague out of the report and its case, or confirm that they are."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    person = get_object_or_404(staff_of(request.school), uid=posted_uid(request))
    shutting_out.shut_out(report=row, by=request.staff, staff=person)
    messages.success(request, _("この人には、この通報とその事案を見せません。"))
    return redirect("duties:mine") if person == request.staff else _on(request, row)


@needs(Can.INTAKE)
@require_POST
def report_words(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say of words that were found that they are not urgent, with the reason."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    reason = request.POST.get("reason", "")
    ticked = request.POST.getlist("finding")
    try:
        _not_too_long(reason)
        dismiss_words(report=row, by=request.staff, findings=uuids(ticked), reason=reason)
    except (NotYet, ValidationError) as refused:
        said = _said(refused)
        more = {"words_error": said, "words_reason": reason, "words_ticked": ticked}
        return page_of(request, row, more=more, status=422)
    messages.success(request, _("確かめたことを、理由とともに残しました。"))
    return redirect("cases:report", pk=row.pk)


@needs(Can.INTAKE)
@require_POST
def report_same(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that another report speaks of the same matter."""
    row, other = _two(request, pk)
    reason = request.POST.get("reason", "")
    try:
        _not_too_long(reason)
        same.tie(report=row, other=other, by=request.staff, reason=reason)
    except (NotYet, ValidationError) as refused:
        said = _said(refused)
        more = {"same_error": said, "same_reason": reason, "same_other": str(other.pk)}
        return page_of(request, row, more=more, status=422)
    messages.success(request, _("同じ件として結びつけました。番号も期限も、それぞれのままです。"))
    return redirect("cases:report", pk=row.pk)


@needs(Can.INTAKE)
@require_POST
def report_apart(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that another report speaks of another matter after all."""
    row, other = _two(request, pk)
    reason = request.POST.get("reason", "")
    try:
        _not_too_long(reason)
        same.untie(report=row, other=other, by=request.staff, reason=reason)
    except (NotYet, ValidationError) as refused:
        more = {"apart_error": _said(refused), "apart_reason": reason, "apart_other": other.pk}
        return page_of(request, row, more=more, status=422)
    messages.success(request, _("別の件としました。結びつけたことは、記録に残ります。"))
    return redirect("cases:report", pk=row.pk)


def _not_too_long(reason: str) -> None:
    """Raise ValidationError for what is too long: nothing is cut without a word."""
    if said := too_long(reason):
        raise ValidationError(said)


def _said(refused: NotYet | ValidationError) -> str:
    if isinstance(refused, NotYet):
        return " ".join(str(need.text) for need in refused.needs)
    return " ".join(refused.messages)


def _two(request: StaffRequest, pk: uuid.UUID) -> tuple[Report, Report]:
    """Return this report and the one that is chosen, both such as this person takes in."""
    mine = reports_for(request.staff)
    wanted = uuids([request.POST.get("other", "")])
    return get_object_or_404(mine, pk=pk), get_object_or_404(mine.exclude(pk=pk), pk__in=wanted)


def _on(request: StaffRequest, row: Report, but: str = "") -> HttpResponse:
    """Go on with the report; what was being written in its one form comes along, unsent."""
    if not (forms := _unsent(request, but)):
        return redirect("cases:report", pk=row.pk)
    row = get_object_or_404(reports_for(request.staff), pk=row.pk)
    return page_of(request, row, forms)


def _unsent(request: StaffRequest, but: str = "") -> dict[str, Form]:
    """Return the forms that stand beside the one that was sent (`but`), with what was typed in them."""
    shapes = ((name, shape, next(iter(shape.base_fields))) for name, shape in BESIDE.items() if name != but)
    return {
        name: shape(initial={field: request.POST[field]})
        for name, shape, field in shapes
        if request.POST.get(field, "").strip()
    }


@needs(Can.INTAKE)
@require_POST
def report_lift(request: StaffRequest, pk: uuid.UUID, exclusion: uuid.UUID) -> HttpResponse:
    """Let somebody back in who was only mentioned, with a reason."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    shut = get_object_or_404(row.exclusions, pk=exclusion, lifted_at__isnull=True)
    form = LiftForm(request.POST, auto_id=f"lift_{shut.pk.hex}_%s")
    if not form.is_valid():
        return page_of(request, row, {f"lift:{shut.pk}": form}, status=422)
    try:
        let_in(exclusion=shut, by=request.staff, reason=form.cleaned_data["reason"])
    except PermissionError:
        raise PermissionDenied from None
    reads, said = said_of_letting_in(shut, request.staff)
    messages.add_message(request, messages.SUCCESS if reads else messages.WARNING, said)
    return redirect("cases:report", pk=row.pk)


def _written(
    request: StaffRequest,
    pk: uuid.UUID,
    name: str,
    shape: type[Form],
    field: str,
    act: Callable[..., Any],
    said: str | Callable[[Any], str],
) -> HttpResponse:
    """Take one of the forms with words in it to its action, and say what the policy says to it."""
    row = get_object_or_404(reports_for(request.staff), pk=pk)
    form = shape(request.POST)
    typed = next(iter(shape.base_fields))
    if form.is_valid():
        try:
            done = act(report=row, by=request.staff, **{field: form.cleaned_data[typed]})
        except NotYet as not_yet:
            form.add_error(typed, [str(need.text) for need in not_yet.needs])
        except NoSuchMove:
            messages.warning(request, _("ほかの人が先に進めました。書いたものは、下の「メモ」の欄に移しました。"))
            typed_all = [form.cleaned_data[typed], request.POST.get("words", "") if name != "memo" else ""]
            memo = MemoForm({"words": "\n\n".join(filter(str.strip, typed_all[::-1]))})
            return page_of(request, row, {**_unsent(request, name), "memo": memo}, status=422)
        except NotTheirs:
            raise PermissionDenied from None
        else:
            messages.success(request, said(done) if callable(said) else said)
            return _on(request, row, but=name)
    return page_of(request, row, {name: form, **_unsent(request, name)}, status=422)


def page_of(
    request: StaffRequest,
    row: Report,
    bound: Mapping[str, Form] | None = None,
    *,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the report's page. bound: forms that came back with errors, by name."""
    actions.read_report(report=row, by=request.staff)
    talk = talk_for(row, request.staff, (bound or {}).get("answer"))  # before it is seen: what is new is marked
    see_messages(report=row, by=request.staff)
    context = {
        "talk": talk,
        "page": report_page(row, request.staff, bound),
        "report": row,
        "flow": REPORT_FLOW,
        "bound": list(bound or {}),
        "files": files_of_report(row),
        "files_add": reverse("cases:report_files", args=[row.pk]) if may_work_on(row, request.staff) else "",
        **(more or {}),
    }
    return render(request, "cases/report.html", context, status=status)


def posted_uid(request: StaffRequest) -> uuid.UUID | None:
    """Return the person whom the form names."""
    try:
        return uuid.UUID(request.POST.get("person", ""))
    except ValueError:
        return None
