"""The school's answer to whoever reported, written on the report's page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yorisoi.cases.queries import report_readable_by
from yorisoi.cases.views_report import page_of
from yorisoi.policy.roles import Can
from yorisoi.reports.said import sending_token, token_of
from yorisoi.reports.talk import answer_reporter
from yorisoi.reports.talk_forms import AnswerForm
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.INTAKE, Can.MEET)
@require_POST
def report_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer, or ask back. A second press sends nothing more; an answer without words comes back."""
    row = get_object_or_404(report_readable_by(request.staff), pk=pk)
    form = AnswerForm(request.POST)
    token = token_of(request.POST.get("token"))
    if not form.is_valid():
        return page_of(request, row, {"answer": form}, status=422)
    words = form.cleaned_data["words"]
    try:
        answer_reporter(report=row, by=request.staff, words=words, token=sending_token(token, words))
    except PermissionError:
        raise PermissionDenied from None
    messages.success(request, _("返事を送りました。あいことばのページに出ます。読まれると、ここに日時が出ます。"))
    return HttpResponseRedirect(reverse("cases:report", args=[row.pk]) + "#talk")
