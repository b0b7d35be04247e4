"""What an officer of 市教委 does with a submission: acknowledge it, ask back, advise."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yorisoi.incidents.models import Incident
from yorisoi.oversight import words
from yorisoi.oversight.forms import AskForm, CommentForm, Tokened
from yorisoi.oversight.queries_words import for_board
from yorisoi.oversight.views import copy_page
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.BOARD)
@require_POST
def acknowledge(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Record that it was received."""
    about = for_board(request.staff, pk)
    if isinstance(about, Incident):
        raise Http404
    form = Tokened(request.POST)
    token = form.cleaned_data["token"] if form.is_valid() else Tokened().initial["token"]
    words.acknowledge(about=about, by=request.staff, token=token)
    messages.success(request, _("受理しました。学校の事案のページに、受理したことが出ます。"))
    if request.POST.get("next") == "home":
        return redirect("oversight:board_home")
    return redirect("oversight:board_copy", pk=pk)


@needs(Can.BOARD)
@require_POST
def ask(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask the school something, with a day until when it answers."""
    about = for_board(request.staff, pk)
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return copy_page(request, about, asking=form, status=422)
    said = form.cleaned_data
    words.ask_back(about=about, by=request.staff, words=said["words"], due_on=said["due_on"], token=said["token"])
    messages.success(request, _("学校に照会しました。答えが届くと、最初のページに出ます。"))
    return redirect("oversight:board_copy", pk=pk)


@needs(Can.BOARD)
@require_POST
def comment(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Leave what the 指導主事 advises."""
    about = for_board(request.staff, pk)
    form = CommentForm(request.POST, auto_id="comment_%s")
    if not form.is_valid():
        return copy_page(request, about, commenting=form, status=422)
    words.comment(about=about, by=request.staff, words=form.cleaned_data["words"], token=form.cleaned_data["token"])
    messages.success(request, _("助言を記録し、学校に知らせました。"))
    return redirect("oversight:board_copy", pk=pk)
