"""The reports that come to 市教委 because 校長 and 教頭 are named in them: read, and let somebody take them up."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.custody_shown import directions_of, kept_of
from yorisoi.cases.report_forms import IdentityForm
from yorisoi.duties.queries import owed_for
from yorisoi.oversight import actions
from yorisoi.oversight.actions import let_in, look_at
from yorisoi.oversight.queries import reports_for_board
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import RIGHTS, Can
from yorisoi.reports.answers import answer_lines
from yorisoi.reports.custody import open_identity
from yorisoi.reports.models import Exclusion, Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.talk_page import lines_of
from yorisoi.schools.fields import LineField
from yorisoi.schools.guards import StaffRequest, needs


class DirectForm(forms.Form):
    """Who acts for 校長 and 教頭, and a word to the chair."""

    acting = forms.ChoiceField(
        label=gettext_lazy("校長・教頭に代わって進める人"),
        help_text=gettext_lazy("この通報と事案を読み、校長が決めることを代わって決めます。本人に知らせます。"),
        required=False,
    )
    words = LineField(
        label=gettext_lazy("学校への指示・助言"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acting"].choices = [("", gettext_lazy("変えない")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("acting") and not str(said.get("words") or "").strip():
            self.add_error(None, _("代わって進める人か、指示のことばを書いてください。"))
        return said


class LetInForm(forms.Form):
    """Why somebody of the school may take the report up."""

    reason = LineField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@needs(Can.BOARD)
@require_safe
def report(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What was said, who is shut out, and whom to let in."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    return _page(request, row)


@needs(Can.BOARD)
@require_POST
def admit(request: StaffRequest, pk: UUID, exclusion: UUID) -> HttpResponse:
    """Let one person of the school in, with a reason."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    out = get_object_or_404(Exclusion, report=row, pk=exclusion, lifted_at__isnull=True)
    form = LetInForm(request.POST, prefix=str(out.pk))
    if not form.is_valid():
        return _page(request, row, {out.pk: form}, status=422)
    let_in(exclusion=out, by=request.staff, reason=form.cleaned_data["reason"])
    messages.success(request, _("この人が、この通報を受けつけられるようになりました。本人に知らせました。"))
    return redirect("oversight:board_home")


@needs(Can.BOARD)
@require_POST
def direct(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Record who acts instead, and what is directed."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    form = DirectForm(request.POST, people=_people(row))
    if not form.is_valid():
        return _page(request, row, directing=form, status=422)
    said = form.cleaned_data
    acting = row.school.staff.filter(uid=said["acting"]).first() if said["acting"] else None
    actions.direct(report=row, by=request.staff, acting=acting, words=said["words"], token=said["token"])
    messages.success(request, _("指示を記録し、学校に知らせました。"))
    return redirect("oversight:report", pk=pk)


@needs(Can.BOARD)
@require_POST
def identity(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Open who told, with a reason: shown on this one answer, and told to those of the school who hold the right."""
    row = get_object_or_404(reports_for_board(request.staff), pk=pk)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, row, asking=form, status=422)
    try:
        opened = open_identity(report=row, by=request.staff, reason=form.cleaned_data["reason"])
    except PermissionError:
        raise PermissionDenied from None
    context = {"report": row, "identity": opened, "shown_at": reverse("oversight:report", args=[pk])}
    response = render(request, "oversight/identity.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def _people(row: Report) -> list[tuple[str, str]]:
    """Return who of the school may act: nobody who is shut out, nobody without a post among the children."""
    out = shut_out_of(row)
    rows = row.school.staff.filter(is_active=True).exclude(pk__in=out).prefetch_related("post_holdings__school_class")
    people = []
    for person in rows:
        held = [one for one in person.post_holdings.all() if one.until is None]
        if any(Can.DECIDE in RIGHTS[one.post] or Can.RESPOND in RIGHTS[one.post] for one in held):
            people.append((str(person.uid), f"{person.name}（{'・'.join(str(one) for one in held)}）"))
    return people


def _page(
    request: StaffRequest,
    row: Report,
    bound: dict[UUID, LetInForm] | None = None,
    *,
    directing: DirectForm | None = None,
    asking: IdentityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    look_at(report=row, by=request.staff)
    rows = row.exclusions.filter(lifted_at__isnull=True).select_related("staff", "report__key")
    shut = [
        {"row": out, "phrase": out.text("phrase"), "form": (bound or {}).get(out.pk) or LetInForm(prefix=str(out.pk))}
        for out in rows
    ]
    context = {
        "report": row,
        "narrative": row.text("narrative"),
        "lines": answer_lines(row),
        "state": REPORT_FLOW.labels[row.state],
        "shut": shut,
        "talk": lines_of(row),
        "kept": kept_of(row, request.staff, {"identity": asking} if asking else {}),
        "directions": directions_of(row.directions.all()),
        "direct_form": directing or DirectForm(people=_people(row), initial={"token": secrets.token_hex(16)}),
        "next_duty": owed_for(row).first(),
    }
    return render(request, "oversight/report.html", context, status=status)
