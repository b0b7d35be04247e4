"""Statements side by side, the marks that people set on them, and promises that are kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.cases.forms_hearing import KeptForm, MarkForm, ReasonForm, chosen_ids
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_rooms import colleagues
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import StatementMark
from yorisoi.cases.names import Letters
from yorisoi.cases.present_statements import BY_CHILD, side_by_side
from yorisoi.cases.promises import Kept, keep_promise
from yorisoi.cases.reach import parts_of
from yorisoi.cases.records import view_case
from yorisoi.cases.statements import Settled, TooFew, mark, settle_mark
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.policy.case_duties import KEEP_PROMISE
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:statements")
def statements(request: StaffRequest, pk: UUID) -> HttpResponse:
    """All that was said, along the time of the acts; a person marks what agrees and what does not."""
    case = known_case(request.staff, pk)
    people = {person.pk: person for person in colleagues(case)}
    form = MarkForm(
        request.POST if request.method == "POST" else None, people=[(p.pk, p.name) for p in people.values()]
    )
    chosen = chosen_ids(request.POST.getlist("statement"))
    if request.method == "POST":
        if not request.staff.can(Can.WRITE_CASE):
            raise PermissionDenied
        if form.is_valid():
            said = form.cleaned_data
            asker = people[int(said["asker"])] if said["asker"] else None
            try:
                mark(
                    case=case,
                    by=request.staff,
                    kind=said["kind"],
                    statements=chosen,
                    why=said["why"],
                    asker=asker,
                    token=said["token"],
                )
            except TooFew:
                form.add_error(None, _("比べることばを、二つ以上選んでください（もう一度聞くときは一つから）。"))
            else:
                messages.success(request, _("印を付けました。"))
                return redirect("cases:statements", pk=pk)
    return _page(request, case, form, chosen)


def _page(
    request: StaffRequest,
    case: Case,
    form: MarkForm,
    chosen: list[UUID],
    settling: tuple[UUID, ReasonForm] | None = None,
) -> HttpResponse:
    """Show the statements. settling: what was typed to settle a mark and could not be taken."""
    view_case(case=case, by=request.staff)
    by = BY_CHILD if request.GET.get("by") == BY_CHILD else ""
    context = {
        "case": case,
        "page": side_by_side(case, request.staff, by),
        "form": form,
        "chosen": set(chosen),
        "settling": settling,
        "printed_at": clock.now(),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/statements.html", context, status=422 if form.errors or settling else 200)


@needs(Can.WRITE_CASE)
@require_POST
@answers("cases:statements")
def settle(request: StaffRequest, pk: UUID, mark: UUID) -> HttpResponse:
    """Close a contradiction, with what was found out."""
    case = known_case(request.staff, pk)
    row = get_object_or_404(
        StatementMark.objects.select_related("case__key"), pk=mark, case__in=[case.pk, *parts_of(case)]
    )
    form = ReasonForm(request.POST, empty=_("分かったことを書いてください。"))
    if not form.is_valid():
        people = [(person.pk, person.name) for person in colleagues(case)]
        return _page(request, case, MarkForm(people=people), [], settling=(row.pk, form))
    try:
        settle_mark(mark=row, case=case, by=request.staff, why=form.cleaned_data["reason"])
    except Settled:
        messages.warning(request, _("ほかの人が先に片づけました。今の様子を表示します。"))
    else:
        messages.success(request, _("片づいたこととして残しました。"))
    return redirect("cases:statements", pk=pk)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def promise(request: StaffRequest, pk: UUID, duty: UUID) -> HttpResponse:
    """Write that a promise was kept, and how."""
    case = known_case(request.staff, pk)
    row = get_object_or_404(Duty.objects.select_related("pupil", "staff"), pk=duty, case=case, name=KEEP_PROMISE.name)
    row.case = case
    form = KeptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            keep_promise(case=case, duty=row, by=request.staff, words=said["words"], answer=said["reply"])
        except Kept:
            messages.warning(request, _("この約束は、もう果たされたと記録されています。"))
        else:
            messages.success(request, _("約束を果たしたことを記録しました。"))
        return redirect("cases:show", pk=pk)
    view_case(case=case, by=request.staff)
    letters = Letters([row.pupil] if row.pupil else [])
    context = {
        "case": case,
        "duty": row,
        "form": form,
        "child": letters.name(row.pupil) if row.pupil else "",
        "words": letters.veil(row.text("words")),
        "mine": row.staff_id == request.staff.pk or request.staff.can(Can.READ_ALL),
    }
    return render(request, "cases/promise.html", context, status=422 if form.errors else 200)
