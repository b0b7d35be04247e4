"""The school's side: what it submitted, what 市教委 said about it, its answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.incidents.kinds import KINDS as INCIDENT_KINDS
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.journal.actions import journal
from yorisoi.oversight import words
from yorisoi.oversight.forms import AnswerForm
from yorisoi.oversight.home import LABELS
from yorisoi.oversight.models import ACKNOWLEDGED, ASKED, BoardWord, Subject, about_word
from yorisoi.oversight.queries_words import for_board, for_school, thread
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_safe
def thread_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What was submitted, and the thread under it."""
    return _page(request, for_school(request.staff, pk))


def _page(
    request: StaffRequest, about: Subject, *, bound: tuple[UUID, AnswerForm] | None = None, status: int = 200
) -> HttpResponse:
    school_id = request.school.pk
    journal(by=request.staff, school_id=school_id, event="view.board_thread", about=about)
    words.look_at_thread(about=about, by=request.staff)
    lines = thread(about)
    forms = {
        line.row.pk: bound[1] if bound and bound[0] == line.row.pk else AnswerForm(auto_id=f"answer_{line.row.pk}_%s")
        for line in lines
        if line.row.kind == ASKED
    }
    context = {
        "about": about,
        "label": _label(about),
        "text": "" if isinstance(about, Incident) else about.text("text_sent"),
        "case": getattr(about, "case", None),
        "incident": about if isinstance(about, Incident) else getattr(about, "incident", None),
        "lines": [(line, forms.get(line.row.pk)) for line in lines],
        "acknowledged": next((line for line in lines if line.row.kind == ACKNOWLEDGED), None),
    }
    return render(request, "oversight/thread.html", context, status=status)


def _label(about: Subject) -> object:
    if isinstance(about, Incident):
        return _("市教委とのやりとり")
    return INCIDENT_KINDS[about.kind].label if isinstance(about, IncidentCopy) else LABELS.get(about.kind, about.kind)


@needs(Can.READ_CASE)
@require_POST
def answer(request: StaffRequest, pk: UUID, word: UUID) -> HttpResponse:
    """Answer what 市教委 asked."""
    about = for_school(request.staff, pk)
    question = get_object_or_404(BoardWord.objects.select_related("key", "school"), pk=word, **about_word(about))
    form = AnswerForm(request.POST, auto_id=f"answer_{question.pk}_%s")
    if question.kind != ASKED or not form.is_valid():
        return _page(request, about, bound=(question.pk, form), status=422)
    said = form.cleaned_data
    words.answer(question=question, by=request.staff, words=said["words"], token=said["token"])
    messages.success(request, _("市教委に答えを送りました。"))
    return redirect("oversight:thread", pk=pk)


@needs(Can.READ_CASE, Can.BOARD)
@require_safe
def word_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Lead from a word (a duty, a notice) to the thread that it stands in."""
    row = get_object_or_404(BoardWord, pk=pk)
    board = request.staff.can(Can.BOARD)
    found = (for_board if board else for_school)(request.staff, row.about_id)
    place = redirect("oversight:board_copy" if board else "oversight:thread", pk=found.pk)
    place["Location"] += f"#word-{row.pk}"
    return place
