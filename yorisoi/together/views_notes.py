"""One note before a teacher's eyes: its words, what the tables of words find in it, the ruling on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.care.queries import concerns_for
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import NOTE_FLOW
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.together.forms import RuleForm
from yorisoi.together.models import Note
from yorisoi.together.queries import notes_for
from yorisoi.together.ruling import rule_on, was_weighed
from yorisoi.together.views_rounds import note_line


def _known(request: StaffRequest, pk: UUID) -> Note:
    return get_object_or_404(notes_for(request.staff), pk=pk)


@needs(Can.TOGETHER)
@require_safe
def note(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The page of a note."""
    row = _known(request, pk)
    journal(by=request.staff, school_id=request.school.pk, event="view.good_note", about=row)
    return _page(request, row, RuleForm())


def _page(request: StaffRequest, row: Note, form: RuleForm, status: int = 200) -> HttpResponse:
    rulings = list(row.rulings.select_related("by"))
    for each in rulings:
        each.note = row
    concern = next((each.concern_id for each in rulings if each.concern_id), None)
    line = note_line(row)
    context: dict[str, Any] = {
        **line,
        "round": row.round,
        "form": form,
        "moves": NOTE_FLOW.moves_from(row.state),
        "asks": bool(line["found"]) and was_weighed(row) is None,
        "rulings": [(each, NOTE_FLOW.move(each.move).label, each.text("reason")) for each in rulings],
        "concern": concern if concern and concerns_for(request.staff).filter(pk=concern).exists() else None,
        "next": notes_for(request.staff).filter(round=row.round, state=NOTE_FLOW.start).exclude(pk=row.pk).first(),
    }
    return render(request, "together/note.html", context, status=status)


@needs(Can.TOGETHER)
@require_POST
def rule(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show it, or refuse it with a reason; make it a concern, whose offer is answered next."""
    row, form = _known(request, pk), RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    move, answer = request.POST.get("move", ""), form.answer
    try:
        made = rule_on(note=row, move=move, by=request.staff, reason=form.cleaned_data["reason"], weighed=answer)
    except NoSuchMove:
        messages.warning(request, _("この間に、ほかの人が決めていました。いまの様子を確かめてください。"))
        return redirect("together:note", pk=pk)
    except PermissionDenied:
        raise Http404 from None
    except NotYet as not_yet:
        for need in not_yet.needs:
            form.add_error("weighed" if need.name == "weighed" else "reason", str(need.text))
        return _page(request, row, form, status=422)
    if made.concern_id:
        messages.success(request, _("気がかりとして残しました。つづけて、通報にするかどうかを答えてください。"))
        return redirect("care:concern", pk=made.concern_id)
    messages.success(
        request, _("かざりました。") if move == "show" else _("かざらないことにしました。記録は残ります。")
    )
    return redirect("together:round", pk=row.round_id)
