"""Dealing groups (`Can.APART`) and changing them by hand (`Can.PLAN`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.groups import forms
from yorisoi.groups.apart import apart_for
from yorisoi.groups.changing import (
    NotALeader,
    NotNow,
    drop_draft,
    join,
    may_change,
    move_pupil,
    put_in_force,
    set_leaders,
)
from yorisoi.groups.making import Busy, NotBuilt, make_groups
from yorisoi.groups.models import Arrangement
from yorisoi.groups.present import effects
from yorisoi.groups.queries import Shown, groups_of, highest_grade, seats, without_group
from yorisoi.groups.views import group_page, known, one_of, show_page
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil


def _gone(request: StaffRequest) -> None:
    messages.error(request, _("ほかの人が先に変えたようです。いまのようすを見なおしてください。"))


@needs(Can.APART)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest) -> HttpResponse:
    """Build groups: how many, why; the draft is shown before it is put in force."""
    year = school_year(today())
    children = len(seats(request.school, year))
    form = forms.MakeForm(request.POST if request.method == "POST" else None, children=children)
    token, pairs, status = token_of(request.POST.get("token")), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = make_groups(school=request.school, by=request.staff, wish=form.wish(), token=token)
                return redirect("groups:show", pk=row.pk)
            except Busy:
                form.add_error(None, _("いま班を組んでいるところです。少し待ってから、もう一度おしてください。"))
                status = 409
            except NotBuilt as none:
                pairs = none.pairs
                form.add_error(None, _not_built(bool(pairs)))
                token = new_token()
    context = {
        "form": form, "token": token, "children": children, "pairs": pairs, "year": year,
        "known": len({(row.first_id, row.second_id) for row in apart_for(request.staff)}),
    }  # fmt: skip
    return render(request, "groups/make.html", context, status=status)


def _not_built(told: bool) -> str:
    """Return what is said: who may not know of pairs hears nothing that a lack of time would not be told with."""
    if told:
        return _("離す組をすべて守ると、この数では組めません。班の数をふやすか、離す組を見なおしてください。")
    return _("決められた時間の中で、組むことができませんでした。班の数か人数を変えて、もう一度おためしください。")


def _one(request: StaffRequest, pk: UUID) -> Arrangement:
    """Return a grouping that can still be changed, or answer 404."""
    row = known(request, pk)
    if not may_change(row):
        raise Http404
    return row


@needs(Can.APART)
@require_POST
def force(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put a draft in force."""
    row = known(request, pk)
    form = forms.ForceForm(request.POST, year=row.year)
    if not form.is_valid():
        return show_page(request, row, form)
    try:
        put_in_force(arrangement=row, by=request.staff, from_on=form.cleaned_data["from_on"])
    except NotNow:
        _gone(request)
        return redirect("groups:show", pk=row.pk)
    messages.success(request, _("この班分けを使うことにしました。前の班は、記録に残ります。"))
    return redirect("groups:home")


@needs(Can.APART)
@require_POST
def drop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put a draft aside."""
    row = known(request, pk)
    try:
        drop_draft(arrangement=row, by=request.staff)
    except NotNow:
        _gone(request)
        return redirect("groups:show", pk=row.pk)
    messages.success(request, _("案をとりさげました。"))
    return redirect("groups:home")


@needs(Can.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, pk: UUID, child: UUID) -> HttpResponse:
    """Put a child into another group, with what every group would become beside it."""
    row = _one(request, pk)
    groups = groups_of(row)
    here, mine = _find(groups, child)
    options: dict[str, Any] = {"groups": groups, "grade": mine.grade, "here": here.row}
    form = forms.MoveForm(request.POST if request.method == "POST" else None, **options)
    if request.method == "POST" and form.is_valid():
        to = one_of(groups, int(form.cleaned_data["to"]))
        other = form.cleaned_data["exchange"]
        exchange = next((kid.pupil for kid in to.members if str(kid.pupil.uid) == other), None)
        try:
            move_pupil(arrangement=row, by=request.staff, pupil=mine.pupil, to=to.row, exchange=exchange)
        except NotNow:
            _gone(request)
        else:
            messages.success(request, _("%(n)d班にうつしました。") % {"n": to.row.number})
        return redirect("groups:show", pk=row.pk)
    apart = {
        row.second_id if row.first_id == mine.pupil.pk else row.first_id
        for row in apart_for(request.staff)
        if mine.pupil.pk in (row.first_id, row.second_id)
    }
    rows = effects(mine, here, groups)
    for line, one in zip(rows, [one for one in groups if one is not here], strict=True):
        line["met"] = [kid.pupil for kid in one.members if kid.pupil.pk in apart]
    context = {"row": row, "here": here, "mine": mine, "rows": rows, "form": form, "warned": bool(apart)}
    return render(request, "groups/move.html", context, status=422 if form.errors else 200)


def _find(groups: list[Shown], child: UUID) -> Any:
    for one in groups:
        for kid in one.members:
            if kid.pupil.uid == child:
                return one, kid
    raise Http404


@needs(Can.PLAN)
@require_POST
def leaders(request: StaffRequest, pk: UUID, number: int) -> HttpResponse:
    """Say who leads a group."""
    row = _one(request, pk)
    seated = seats(row.school, row.year)
    one = one_of(groups_of(row, seated), number)
    top = highest_grade(seated.values())
    form = forms.LeadersForm(request.POST, members=[kid for kid in one.members if kid.grade == top])
    if not form.is_valid():
        return group_page(request, row, number, form)
    chosen = [kid.pupil for kid in one.members if str(kid.pupil.uid) in form.cleaned_data["leaders"]]
    try:
        set_leaders(group=one.row, by=request.staff, pupils=chosen)
    except (NotALeader, NotNow):
        _gone(request)
    else:
        messages.success(request, _("リーダーを決めました。"))
    return redirect("groups:group", pk=row.pk, number=number)


@needs(Can.PLAN)
@require_POST
def take_in(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Give a child who came during the year the group that was proposed, or another one."""
    row = _one(request, pk)
    seated = seats(row.school, row.year)
    uid, number = request.POST.get("child", ""), request.POST.get("to", "")
    newcomer = next((one for one in without_group(row, seated) if str(one.pupil.uid) == uid), None)
    if newcomer is None:
        get_object_or_404(Pupil.objects.filter(school=request.school, uid__in=_uids(uid)))
        _gone(request)  # pressed twice, or somebody was faster
        return redirect("groups:home")
    one = one_of(groups_of(row, seated), int(number) if number.isascii() and number.isdigit() else 0)
    try:
        join(arrangement=row, by=request.staff, pupil=newcomer.pupil, to=one.row)
    except NotNow:
        _gone(request)
    else:
        messages.success(request, _("%(n)d班に入りました。") % {"n": one.row.number})
    return redirect("groups:home")


def _uids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
