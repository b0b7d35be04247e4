"""Sessions: the next ones, what was done, who took part, what leaders said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.groups import forms
from yorisoi.groups.models import Leader, Session
from yorisoi.groups.queries import Member, Shown, groups_of, in_force, member, on_the_day, seats, sessions_for
from yorisoi.groups.sessions import (
    NamesAChild,
    Nobody,
    NoGroups,
    NotYetHeld,
    away_on,
    call_off,
    hold,
    marks,
    may_record,
    plan_session,
    reflect,
    take_part,
)
from yorisoi.groups.views import one_of
from yorisoi.policy.roles import Can
from yorisoi.reports.said import token_of
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.guards import StaffRequest, needs

ORDER = ("done", "next", "reflection")  # on the page of a session


def _known(request: StaffRequest, pk: UUID) -> Session:
    return get_object_or_404(sessions_for(request.staff), pk=pk)


def _not_yet(request: StaffRequest) -> None:
    messages.error(request, _("まだその日が来ていないか、取りやめになっています。"))


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: StaffRequest) -> HttpResponse:
    """The year's sessions; whoever plans adds the next one."""
    year, posted = school_year(today()), request.method == "POST"
    if posted and not request.staff.can(Can.PLAN):
        raise PermissionDenied
    form = forms.SessionForm(request.POST if posted else None)
    if posted and form.is_valid():
        said = form.cleaned_data
        token = token_of(request.POST.get("token"))
        try:
            row = plan_session(school=request.school, by=request.staff, on=said["on"], title=said["title"], token=token)
            messages.success(request, _("予定に入れました。"))
            return redirect("groups:session", pk=row.pk)
        except NoGroups:
            form.add_error("on", _("その日には、使うことに決まった班がありません。"))
        except NamesAChild:
            form.add_error("title", _("子どもの名前が入っています。名前を書かずに表してください。"))
    rows = list(sessions_for(request.staff, year))
    context = {
        "year": year,
        "coming": [row for row in rows if row.held_at is None and row.cancelled_at is None],
        "held": [row for row in reversed(rows) if row.held_at is not None],
        "off": [row for row in reversed(rows) if row.cancelled_at is not None],
        "form": form,
        "token": token_of(request.POST.get("token")),
        "now": in_force(request.school),
    }
    return render(request, "groups/sessions.html", context, status=422 if form.errors else 200)


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One session: the groups to tap, what was done, what leaders said."""
    row, posted = _known(request, pk), request.method == "POST"
    if posted:
        _records(request)
    form = forms.HoldForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            hold(
                session=row, by=request.staff, words=form.cleaned_data, token=token_of(request.POST.get("token"))
            )  # fmt: skip
        except NamesAChild as named:
            why = _("子どもの名前が入っています。教職員のだれもが読むところなので、名前を書かずに表してください。")
            form.add_error(named.where, why)
        except NotYetHeld:
            _not_yet(request)
            return redirect("groups:session", pk=row.pk)
        else:
            messages.success(request, _("記録しました。"))
            return redirect("groups:session", pk=row.pk)
    here, known = on_the_day(row.arrangement, row.on), marks(row)
    groups = []
    for one in groups_of(row.arrangement):
        kids = here.get(one.row.pk, [])
        said = [known[pupil.pk] for pupil in kids if pupil.pk in known]
        groups.append((one, len(kids), sum(said), len(said)))
    notes = list(row.notes.select_related("by", "group", "leader", "session__key").order_by("at", "pk"))
    notes.sort(key=lambda note: (ORDER.index(note.kind), note.at))
    context = {
        "row": row,
        "groups": groups,
        "took_part": sum(known.values()),
        "notes": [(note, note.text("words")) for note in notes],
        "form": form,
        "token": token_of(request.POST.get("token")),
        "open": row.cancelled_at is None and row.on <= today(),
        "records": may_record(request.staff),
        "ahead": row.on > today(),
    }
    return render(request, "groups/session.html", context, status=422 if form.errors else 200)


@needs(Can.PLAN)
@require_POST
def off(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Call a session off."""
    row = _known(request, pk)
    try:
        call_off(session=row, by=request.staff)
    except NotYetHeld:
        messages.error(request, _("もう行われています。"))
        return redirect("groups:session", pk=row.pk)
    messages.success(request, _("取りやめにしました。"))
    return redirect("groups:sessions")


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: StaffRequest, pk: UUID, number: int) -> HttpResponse:
    """A group's list to tap: who took part. Whoever was absent that day is not ticked to begin with."""
    row = _known(request, pk)
    one = one_of(groups_of(row.arrangement), number)
    if request.method == "POST":
        _records(request)
        members = on_the_day(row.arrangement, row.on).get(one.row.pk, [])
        wanted = set(request.POST.getlist("present")) & {str(pupil.uid) for pupil in members}
        try:
            take_part(
                session=row, by=request.staff, group=one.row,
                present={pupil.pk for pupil in members if str(pupil.uid) in wanted},
                nobody=request.POST.get("nobody") == "yes",
            )  # fmt: skip
        except Nobody:
            return _part_page(request, row, one, wanted=wanted)
        except NotYetHeld:
            _not_yet(request)
        else:
            messages.success(request, _("%(n)d班の参加を記録しました。") % {"n": number})
        return redirect("groups:session", pk=row.pk)
    return _part_page(request, row, one)


def _records(request: StaffRequest) -> None:
    if not may_record(request.staff):
        raise PermissionDenied


def _part_page(
    request: StaffRequest, row: Session, one: Shown, form: Any = None, wanted: set[str] | None = None
) -> HttpResponse:
    """Answer with the page of a group's part. wanted: the ticks that were sent and could not be taken."""
    seated = seats(row.school, row.arrangement.year)
    leads = _leaders(row, one)
    pupils = on_the_day(row.arrangement, row.on).get(one.row.pk, [])
    members = [member(pupil, seated[pupil.pk], leads=pupil.pk in leads) for pupil in pupils if pupil.pk in seated]
    members.sort(key=lambda kid: (not kid.leads, -kid.grade, kid.label, kid.pupil.kana, kid.pupil.pk))
    known, away = marks(row), away_on([kid.pupil.pk for kid in members], row.on)
    lines = [(kid, known.get(kid.pupil.pk, kid.pupil.pk not in away), kid.pupil.pk in away) for kid in members]
    if wanted is not None:
        lines = [(kid, str(kid.pupil.uid) in wanted, off) for kid, _there, off in lines]
    notes = row.notes.filter(group=one.row).select_related("by", "leader", "session__key").order_by("at", "pk")
    leaders: list[Member] = [kid for kid in members if kid.leads]
    taken = any(kid.pupil.pk in known for kid in members)
    none = taken and wanted is None and not any(there for _kid, there, _off in lines)
    context = {
        "row": row,
        "one": one,
        "lines": lines,
        "taken": taken,
        "notes": [(note, note.text("words")) for note in notes],
        "form": form or (forms.ReflectForm(members=leaders) if leaders else None),
        "token": token_of(request.POST.get("token")),
        "open": row.cancelled_at is None and row.on <= today() and may_record(request.staff),
        "wrong": "" if wanted is None else "both" if wanted else "none",
        "nobody": bool(wanted) or none,
        "numbers": [shown.row.number for shown in groups_of(row.arrangement)],
    }
    wrong = wanted is not None or (form is not None and bool(form.errors))
    return render(request, "groups/part.html", context, status=422 if wrong else 200)


def _leaders(row: Session, one: Shown) -> set[int]:
    """Return who leads this group now, or led it until after the session."""
    rows = Leader.objects.filter(arrangement=row.arrangement, group=one.row)
    return {lead.pupil_id for lead in rows if lead.ended_at is None or day_of(lead.ended_at) > row.on}


@needs(Can.READ_PLAN)
@require_POST
def words(request: StaffRequest, pk: UUID, number: int) -> HttpResponse:
    """Write down what a leader says."""
    row = _known(request, pk)
    _records(request)
    one = one_of(groups_of(row.arrangement), number)
    leads = _leaders(row, one)
    seated = seats(row.school, row.arrangement.year)
    members = [member(seated[pk].pupil, seated[pk], leads=True) for pk in sorted(leads) if pk in seated]
    form = forms.ReflectForm(request.POST, members=members)
    if not form.is_valid():
        return _part_page(request, row, one, form)
    leader = next(kid.pupil for kid in members if str(kid.pupil.uid) == form.cleaned_data["leader"])
    try:
        reflect(
            session=row, by=request.staff, group=one.row, leader=leader, words=form.cleaned_data["words"],
            token=token_of(request.POST.get("token")),
        )  # fmt: skip
        messages.success(request, _("ふり返りを残しました。"))
    except NotYetHeld:
        _not_yet(request)
    return redirect("groups:session_group", pk=row.pk, number=number)
