"""The meeting room: what is known, does it count as bullying, what is decided, who does what by when."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.cases import report_actions, room_around, together
from yorisoi.cases.actions import decide, decision_facts
from yorisoi.cases.evidence import guide
from yorisoi.cases.finalising import fix_minutes, standings
from yorisoi.cases.forms_room import DECIDE, WHO_WHEN, DecisionForm
from yorisoi.cases.guards import answers
from yorisoi.cases.present_room import Check, Room, build_room, checks_of, moves_here, where
from yorisoi.cases.queries import cases_for
from yorisoi.cases.room_extras import extras
from yorisoi.cases.room_live import bases_of, overlay, signed, texts_of
from yorisoi.duties.actions import explain_late
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import Finalised
from yorisoi.meetings.convening import fit_with
from yorisoi.meetings.drafts import ASIDE, drafts_of, take_drafts
from yorisoi.meetings.forms import NextForm, NotesForm
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.meetings.views import BESIDE
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Move, Need, NoSuchMove, NotYet
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.numbers import uuids

LEFT = gettext_lazy(
    "一緒には判断できない通報がありました。ここにいる人のうちに、見せられない人がいるためです。別の会議で扱います。"
)


KNOWN = AskedBy(lambda staff, meeting: meetings_for(staff).filter(pk=meeting))


def meeting_of(request: StaffRequest, pk: UUID) -> Meeting:
    """Return a meeting that exists for this person, or answer 404."""
    if (meeting := KNOWN.first(request.staff, meeting=pk)) is None:
        raise Http404
    return meeting


@needs(Can.MEET)
@require_http_methods(["GET", "POST"])
@answers("cases:room")
def room(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The room, with one item open; POST takes down a decision on it."""
    meeting = meeting_of(request, pk)
    if meeting.finalised_at is not None and request.method != "POST":
        return redirect("meetings:minutes", pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    view = build_room(meeting, request.staff, given.get("item", ""), writes=request.method == "POST")
    _choose(view, request, given)
    if request.method == "POST":
        return _decide(request, view)
    return _page(request, view)


def as_typed(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The room with a decision as it was typed, when it could not be kept: what is wrong is said at the fields."""
    view = build_room(meeting_of(request, pk), request.staff, request.POST.get("item", ""), writes=True)
    _choose(view, request, request.POST)
    return _page(request, view, status=422)


def _choose(view: Room, request: StaffRequest, given: QueryDict) -> None:
    """Open the form of the chosen move, and ask the policy what it still wants."""
    if view.item is None:
        return
    arrows = {arrow.name: arrow for arrow in moves_here(view.meeting, view.item)}
    name = given.get("move", "")
    if name and view.meeting.finalised_at is not None:  # too late: shown as typed, wherever the matter stands now
        arrows.setdefault(name, (CASE_FLOW if view.item.case_id else REPORT_FLOW).move(name))
    if name and name not in arrows and request.method == "POST":
        raise NoSuchMove(name)
    if not name and len(arrows) == 1:
        name = next(iter(arrows))
    if name not in arrows:
        return
    around = room_around.around(view, request.staff, arrows[name])
    view.arrow = arrows[name]
    view.form = DecisionForm(given if request.method == "POST" else None, arrow=view.arrow, around=around)
    if request.method == "GET" and view.may:
        view.drafts = drafts_of(view.meeting, view.item, name)
        overlay(view.form, view.drafts)
    view.checks = checks_of(view.arrow, _unmet(view, view.arrow, view.form), view.item, request.staff)


def _unmet(view: Room, arrow: Move, form: DecisionForm) -> tuple[Need, ...]:
    item, decided = view.item, form.decided()
    if item is None:
        return ()
    if item.case:
        return arrow.unmet(decision_facts(item.case, view.meeting, item, decided))
    chosen = bool(form.value("case")) if "case" in form.fields else False
    facts = report_actions.report_facts(item.report, view.meeting, item, decided, case_chosen=chosen)  # type: ignore[arg-type]
    return arrow.unmet(facts)


def _page(request: StaffRequest, view: Room, *, missing: list[Check] | None = None, status: int = 200) -> HttpResponse:
    meeting = view.meeting
    about = view.item and (view.item.case or view.item.report)
    journal(by=request.staff, school_id=request.school.pk, event="view.meeting", about=about or meeting)
    start = {"next_at": meeting.next_at, "next_work": meeting.text("next_work") if view.whole else ""}
    notes = {"notes": meeting.text("notes") if view.whole else "", "version": meeting.version}
    form = view.form
    context = {
        "room": view,
        "more": extras(view, request.staff),
        "form": form,
        "missing": missing or [],
        "bases": bases_of(form) if form else [],
        "text_fields": texts_of(form) if form else [],
        "signed": [(form[n].label, who) for n, who in signed(view.drafts, request.staff).items() if n in form.fields]
        if form
        else [],
        **_parts(view),
        "beside": _beside(view),
        "next_form": NextForm(initial=start, prefix=None, auto_id="side_%s"),
        "notes_form": NotesForm(initial=notes),
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "cases/room.html", context, status=status)


def _beside(view: Room) -> dict[str, tuple[str, str]]:
    """Return what is being written beside the decision, by field: the words, and the same as a page sends them."""
    if not view.may or view.item is None or not view.item.report_id:
        return {}
    kept = drafts_of(view.meeting, view.item, ASIDE)
    said = {name: list(kept[name].value) if name in kept else [] for name in ("words", "urgent")}
    return {name: ("\n".join(one), json.dumps(one, ensure_ascii=False)) for name, one in said.items()}


def _decide(request: StaffRequest, view: Room) -> HttpResponse:
    form, item, arrow = view.form, view.item, view.arrow
    if view.meeting.finalised_at is not None:
        return _too_late(request, view)
    if form is None or item is None or arrow is None:
        raise NoSuchMove(request.POST.get("move", ""))
    if not form.is_valid():
        return _page(request, view, missing=[c for c in view.checks if not c.met], status=422)
    try:
        with transaction.atomic():
            said = _take(request, view, form, arrow)
            take_drafts(meeting=view.meeting, by=request.staff, item=item)
            for duty in Duty.objects.filter(pk__in=view.late_ids):
                explain_late(duty=duty, by=request.staff, reason=form.cleaned_data["late_reason"])
    except Finalised:
        return _too_late(request, view)
    except NotYet as not_yet:
        missing = [Check(n.text, n.cite, False, where(n, item, request.staff), n.name) for n in not_yet.needs]
        return _page(request, view, missing=missing, status=422)
    messages.success(request, said)
    response = redirect("cases:room", pk=view.meeting.pk)
    response["Location"] += f"?item={item.pk}#born"
    return response


def _too_late(request: StaffRequest, view: Room) -> HttpResponse:
    """The chair fixed the minutes meanwhile: show what was typed, so that it can be taken to another meeting."""
    about = view.item and (view.item.case or view.item.report)
    journal(by=request.staff, school_id=request.school.pk, event="view.meeting", about=about or view.meeting)
    hidden = request.COOKIES.get("yorisoi_names") == "hidden"
    context = {"room": view, "form": view.form, "names_hidden": hidden, "closed": True, **_parts(view)}
    return render(request, "cases/room_closed.html", context, status=422)


def _parts(view: Room) -> dict[str, Any]:
    """Return the fields of the open form by the step they belong to."""
    form = view.form
    return {
        "determine": guide(form, view.known) if form else None,
        "decide": form.part(DECIDE) if form else [],
        "who_when": form.part(WHO_WHEN) if form else [],
    }


def _take(request: StaffRequest, view: Room, form: DecisionForm, arrow: Move) -> str:
    """Let the action of this move do it; return what is said about it."""
    item, by, decided = view.item, request.staff, form.decided()
    if item is None:
        raise NoSuchMove(arrow.name)
    if item.case:
        step = decide(meeting=view.meeting, case=item.case, move=arrow.name, by=by, decided=decided)
        return _("決めました: %(move)s。すべきことが生まれました。") % {"move": arrow.label} if step else ""
    report: Any = item.report
    wanted = together.chosen(report, by, uuids(request.POST.getlist("together")))
    also = fit_with(meeting=view.meeting, by=by, item=item, reports=wanted) if wanted else []
    apart = str(BESIDE if by.can(Can.CONVENE) else LEFT) if len(also) < len(wanted) else ""
    along = partial(together.take_along, meeting=view.meeting, reports=also, by=by, decided=decided)
    if arrow.name == "open_case":
        case = report_actions.open_case(meeting=view.meeting, report=report, by=by, decided=decided, roles=form.roles())
        along(case=case)
        said = _("事案 %(number)s として開きました。今日中に、いじめ対策委員会を開きます。") % {"number": case.label}
        return said + apart
    if arrow.name == "join_case":
        chosen = form.cleaned_data.get("case")
        if not chosen:
            raise NotYet([need for need in arrow.needs if need.name == "case_chosen"])
        known = get_object_or_404(cases_for(by), pk=chosen)
        report_actions.join_case(meeting=view.meeting, report=report, case=known, by=by, decided=decided)
        along(case=known)
        return _("事案 %(number)s につなげました。") % {"number": known.label} + apart
    report_actions.set_aside(meeting=view.meeting, report=report, by=by, decided=decided)
    along(case=None)
    return _("いじめの疑いに当たらないと判断しました。理由とともに残ります。") + apart


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def room_check(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Answer what the policy still wants for the decision as typed so far: a fragment, nothing is written."""
    view = build_room(meeting_of(request, pk), request.staff, request.POST.get("item", ""), writes=True)
    _choose(view, request, request.POST)
    return render(request, "cases/_checks.html", {"checks": view.checks, "room": view})


def back(view: Room) -> HttpResponse:
    """Go back to the room, to the item that was open."""
    response = redirect("cases:room", pk=view.meeting.pk)
    response["Location"] += f"?item={view.item.pk}" if view.item else ""
    return response


@needs(Can.MEET)
@require_POST
@answers("cases:room")
def finalise(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Fix the minutes (the chair): first what is still missing, then what is still owed; a second press fixes them."""
    meeting = meeting_of(request, pk)
    view = build_room(meeting, request.staff, request.POST.get("item", ""))
    if view.may_chair and view.finalise_needs:
        for words in view.finalise_needs:
            messages.error(request, words)
        return back(view)
    if view.may_chair and meeting.finalised_at is None and not request.POST.get("sure"):
        left = standings(view)
        journal(by=request.staff, school_id=request.school.pk, event="view.meeting", about=meeting)
        owed = any(one.left or not one.point.decided for one in left)
        context = {"room": view, "standings": left, "owed": owed, "more": extras(view, request.staff)}
        return render(request, "cases/finalise.html", context)
    fix_minutes(meeting=meeting, by=request.staff)
    messages.success(request, _("議事録を確定しました。"))
    return redirect("meetings:minutes", pk=pk)
