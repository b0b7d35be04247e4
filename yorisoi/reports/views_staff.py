"""「気づきを渡す」: what a member of staff saw or heard, in thirty seconds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.duties.queries import owed_for
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.reports.actions import intake_people, receive_report
from yorisoi.reports.files_form import FilesForm, initial_of, with_files
from yorisoi.reports.forms import PassOnForm
from yorisoi.reports.naming import Picked, found_people, picked, recognise
from yorisoi.reports.queries import passed_on_by
from yorisoi.reports.said import new_token, staff_said, token_of
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.PASS_ON)
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: StaffRequest, *_args: Any) -> HttpResponse:
    """Show the form; take it. 「名簿からさがす」 (without JavaScript) comes back with the people found."""
    if request.method != "POST":
        form = PassOnForm(edition=request.edition)  # type: ignore[attr-defined]
        return _form(request, form, new_token(), Picked(), FilesForm())
    token = token_of(request.POST.get("token"))
    chosen = picked(request.school, request.POST)
    if "find" in request.POST:
        form = PassOnForm(initial=request.POST.dict(), edition=request.edition)  # type: ignore[attr-defined]
        attach = FilesForm(initial=initial_of(request.POST), came=bool(request.FILES))
        return _form(request, form, token, chosen, attach, request.POST.get("people", ""))
    form = PassOnForm(request.POST, edition=request.edition)  # type: ignore[attr-defined]
    attach = FilesForm(request.POST, request.FILES)
    if not (form.is_valid() & attach.is_valid()):
        return _form(request, form, token, chosen, attach, status=422)
    named, unmatched = recognise(request.school, form.cleaned_data["people"], chosen)
    pupils = list(dict.fromkeys([row.pk for row in chosen.pupils] + named))
    said = staff_said(token, form.cleaned_data, pupils, [row.pk for row in chosen.staff], unmatched)
    received = receive_report(school=request.school, by=request.staff, said=with_files(said, attach))
    return redirect("reports:passed_on", pk=received.report.pk)


def _form(
    request: StaffRequest,
    form: PassOnForm,
    token: str,
    chosen: Picked,
    attach: FilesForm,
    q: str = "",
    status: int = 200,
) -> HttpResponse:
    found = found_people(request.school, q, chosen)
    context = {"form": form, "token": token, "found": found, "asked": bool(q), "attach": attach}
    return render(request, "reports/pass_on.html", context, status=status)


@needs(Can.PASS_ON)
@require_POST
def people(request: StaffRequest) -> HttpResponse:
    """Return whom the letters typed so far may mean, under those ticked. POST, so that no name is in an address."""
    q = request.POST.get("people", "")
    found = found_people(request.school, q, picked(request.school, request.POST))
    return render(request, "reports/_people.html", {"found": found, "asked": bool(q.strip())})


@needs(Can.PASS_ON)
@require_safe
def passed_on(request: HttpRequest, pk: Any) -> HttpResponse:
    """Thank; say the number, who has it now, and by when they must meet."""
    report = get_object_or_404(passed_on_by(request.staff), pk=pk)  # type: ignore[attr-defined]
    duties = list(owed_for(report))
    meets = next((duty for duty in duties if duty.name in {"decide_report", "convene_subcommittee"}), None)
    holders = [(person, person.post_label) for person in intake_people(report)]
    context = {"report": report, "people": holders, "meets": meets, "posts": POST_LABELS}
    return render(request, "reports/passed_on.html", context)
