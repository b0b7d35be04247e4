"""The warnings: the list, one of them with its answer, the second ground taken up, a correction confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.attendance.answering import NotNow, answer_warning, confirm_lowered, may_take_up, take_up
from yorisoi.attendance.forms import AnswerForm, LoweredForm, TakeUpForm
from yorisoi.attendance.hooks import led_to
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.attendance.present import kinds_counted, say, say_state, warning_lines
from yorisoi.attendance.queries import attendance_of, counted, known_days, steps_shown, warnings_for, year_edges
from yorisoi.journal.actions import journal
from yorisoi.policy.absence import CONTACTS, OUTCOMES, Count
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.queries import current_enrolments

PAGE, RECENT = 40, 12


@needs(Can.ATTENDANCE)
@require_safe
def warnings(request: StaffRequest) -> HttpResponse:
    """Every warning of the year that this person may see, the latest first."""
    rows = warnings_for(request.staff).filter(year=school_year(today()))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "attendance/warnings.html", {"page": page, "lines": warning_lines(page)})


@needs(Can.ATTENDANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def warning(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One warning: what was counted, what was done, and the answer."""
    row = get_object_or_404(warnings_for(request.staff), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    token = token_of(request.POST.get("token"))
    if request.method == "POST" and form.is_valid():
        try:
            step = answer_warning(warning=row, by=request.staff, answer=form.answer(), token=token)
        except NotNow:
            messages.info(request, _("この知らせには、もう書けません。いまのようすを見てください。"))
        else:
            said = _("記録し、通報にしました。") if step.report_id else _("記録しました。")
            messages.success(request, said)
        return redirect("attendance:warning", pk=row.pk)
    return _page(request, row, token=token, form=form)


def _page(request: StaffRequest, row: AbsenceWarning, *, token: str = "", **forms: Any) -> HttpResponse:
    pupil, serious = row.pupil, row.count == Count.SERIOUS
    days = attendance_of(pupil, *year_edges(row.year), request.staff)
    shown = {one.day: one.kind for one in days}
    known = [(day, shown.get(day, kind)) for day, kind in known_days(row.school, [pupil.pk], row.year)[pupil.pk]]
    counts, state = counted(known), say_state(row)
    steps = steps_shown(row, request.staff)
    if request.method != "POST":
        journal(by=request.staff, school_id=row.school_id, event="view.absence_warning", about=row)
    context = {
        "row": row, "text": say(row), "state": state[0], "tone": state[1], "counts": counts,
        "kinds": kinds_counted(counts), "days": list(reversed(days))[:RECENT], "serious": serious,
        "seat": current_enrolments([pupil.pk]).get(pupil.pk), "steps": steps, "led": led_to(request.staff, steps),
        "outcomes": OUTCOMES, "contacts": CONTACTS, "token": token or new_token(),
        "may_take_up": serious and may_take_up(request.staff, row),
        "form": AnswerForm(), "take_up": TakeUpForm(), "lowered": LoweredForm(), **forms,
    }  # fmt: skip
    wrong = any(form.is_bound and form.errors for form in forms.values())
    return render(request, "attendance/warning.html", context, status=422 if wrong else 200)


@needs(Can.ATTENDANCE)
@require_POST
def taken_up(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The second ground is being considered."""
    row = get_object_or_404(warnings_for(request.staff), pk=pk)
    form, token = TakeUpForm(request.POST), token_of(request.POST.get("token"))
    if form.is_valid() or not may_take_up(request.staff, row):
        words, next_on = (form.cleaned_data.get("words", ""), form.cleaned_data.get("next_on") or today())
        try:
            take_up(warning=row, by=request.staff, words=words, next_on=next_on, token=token)
        except NotNow:
            messages.info(request, _("この知らせには、もう書けません。いまのようすを見てください。"))
        else:
            messages.success(request, _("検討していることを記録しました。つぎに確かめる日まで、すべきことに残ります。"))
        return redirect("attendance:warning", pk=row.pk)
    return _page(request, row, token=token, take_up=form)


@needs(Can.ATTENDANCE)
@require_POST
def lowered(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A correction was right, and the second ground was not reached."""
    row = get_object_or_404(warnings_for(request.staff), pk=pk)
    form = LoweredForm(request.POST)
    if form.is_valid() or not may_take_up(request.staff, row):
        try:
            confirm_lowered(warning=row, by=request.staff, words=form.cleaned_data.get("words", ""))
        except NotNow:
            messages.info(request, _("日数が目安に達しているため、終えることはできません。"))
        else:
            messages.success(request, _("訂正を確かめ、この知らせを終えました。"))
        return redirect("attendance:warning", pk=row.pk)
    return _page(request, row, lowered=form)
