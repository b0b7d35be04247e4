"""The pages of trainings: the year's list with the drills, a new one, one and what becomes of it, one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.training_flow import TRAINING_FLOW
from yorisoi.reports.files_form import FilesForm
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.nameless import SAID as NAMED
from yorisoi.schools.nameless import NamesAChild
from yorisoi.training import training_forms as forms
from yorisoi.training.training_actions import (
    NothingToCatchUp,
    Told,
    add_material,
    catch_up,
    correct_presence,
    move_training,
    plan_training,
    remind_of,
    said_of,
)
from yorisoi.training.training_models import Training
from yorisoi.training.training_present import my_lines, page_of, year_lines
from yorisoi.training.training_queries import expected, standing, trainings_for, whole_staff

SAID = {
    "change": gettext_noop("予定を直しました。"),
    "held": gettext_noop("記録しました。出られなかった人には、資料を読むことが「すべきこと」に入りました。"),
    "drop": gettext_noop("やめることにしました。"),
    "again": gettext_noop("予定にもどしました。"),
    "came": gettext_noop("出席を直しました。"),
    "more": gettext_noop("資料を加えました。"),
    "catch_up": gettext_noop("確かめました。おつかれさまでした。"),
}
YEARS = 4


def _year(text: str | None) -> int:
    now = school_year(today())
    known = [str(one) for one in range(now + 1, now - YEARS, -1)]
    return int(text) if text in known else now


@needs(Can.READ_PLAN)
@require_safe
def trainings(request: StaffRequest) -> HttpResponse:
    """The trainings of a year, drills that were played to their end among them."""
    now, year = school_year(today()), _year(request.GET.get("year"))
    context = {
        "year": year,
        "years": range(now + 1, now - YEARS, -1),
        "lines": year_lines(request.staff, year),
        "may": request.staff.can(Can.PLAN),
    }
    return render(request, "training/trainings.html", context)


@needs(Can.READ_PLAN)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What one has been to, caught up with, has still to read; drills one has played; editions one has read."""
    return render(request, "training/my_trainings.html", my_lines(request.staff))


@needs(Can.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Plan a training, or put down one that was held."""
    posted = request.method == "POST"
    attach = FilesForm(request.POST, request.FILES, about=False) if posted else FilesForm(about=False)
    form = forms.TrainingForm(request.POST or None, bodies=_bodies(request), initial={"day": today()})
    token = token_of(request.POST.get("token"))[:64] if posted else new_token()
    if posted and form.is_valid() and attach.is_valid():
        told = _told(form.cleaned_data, attach)
        try:
            row = plan_training(school=request.school, by=request.staff, told=told, token=token)
        except NamesAChild as named:
            _name(form, named)
        else:
            messages.success(request, _("研修を加えました。行ったら、出席した人に印をつけてください。"))
            return redirect("training:training", pk=row.pk)
    context = {"form": form, "attach": attach, "token": token}
    return render(request, "training/training_new.html", context, status=422 if posted else 200)


def _name(form: Any, named: NamesAChild) -> None:
    for field in named.fields:
        form.add_error(field, NAMED)


def _bodies(request: StaffRequest) -> list[Any]:
    return list(edition(request.school.edition).bodies.values())


def _told(said: Mapping[str, Any], attach: FilesForm | None) -> Told:
    about = said_of(*(said.get(key) or "" for key in ("title", "place", "leader", "text"))) if "title" in said else {}
    if "text" in said and not about:
        about = {"text": said["text"]}
    return Told(
        said.get("theme", ""), said.get("day"), said.get("body") or "", about, said.get("words", ""),
        said.get("came", ()), attach.sent if attach else (),
    )  # fmt: skip


def _known(request: StaffRequest, pk: UUID) -> Training:
    return get_object_or_404(trainings_for(request.staff), pk=pk)


@needs(Can.READ_PLAN)
@require_safe
def training(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The page of one training."""
    return _page(request, _known(request, pk))


def _forms(request: StaffRequest, row: Training, data: Any = None, only: str = "") -> dict[str, Any]:
    """Return the forms that stand open to this person; with `only`, that one alone, of what was sent."""
    able = set()
    if request.staff.can(Can.PLAN):
        able = {arrow.name for arrow in TRAINING_FLOW.moves_from(row.state)} | {"more"}
        able |= {"came"} if row.state == "held" else set()
    stand = standing(row)
    if row.state == "held" and stand.of(request.staff) == "still":
        able.add("catch_up")
    wanted = able & {only} if only else able
    made: dict[str, Any] = {}
    if wanted & {"held", "came"}:
        made |= _lists(row, stand, data, wanted)
    told = row.told
    if "change" in wanted:
        initial = {**told, "theme": row.theme, "day": row.day, "body": row.body}
        made["change"] = forms.ChangeForm(data, bodies=_bodies(request), initial=initial)
    for name, kind, initial in (
        ("drop", forms.DropForm, {}),
        ("again", forms.AgainForm, {}),
        ("more", forms.MoreForm, {"text": told["text"]}),
        ("catch_up", forms.CatchUpForm, {"on": today()}),
    ):
        if name in wanted:
            made[name] = kind(data, initial=initial)
    return made


def _lists(row: Training, stand: Any, data: Any, wanted: set[str]) -> dict[str, Any]:
    people = whole_staff(row.school)
    ids = {one.pk for one in expected(row, people)} | {one.pk for one in stand.missed}
    gone = [one for one in (*stand.there, *stand.missed) if one.pk not in {each.pk for each in people}]
    made: dict[str, Any] = {}
    came = sorted(stand.came)
    if "held" in wanted:
        initial = {"day": min(row.day, today()), "came": came}
        made["held"] = forms.HeldForm(data, people=people, wanted=sorted(ids), initial=initial)
    if "came" in wanted:
        shown = [*people, *gone]
        seen = sorted({*ids, *came})
        made["came"] = forms.CameForm(data, people=shown, wanted=seen, initial={"came": came})
    return made


def _page(
    request: StaffRequest, row: Training, bound: dict[str, Any] | None = None, attach: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        **page_of(request.staff, row),
        "forms": {**_forms(request, row), **(bound or {})},
        "bound": next(iter(bound or {}), ""),
        "attach": attach or FilesForm(about=False),
        "token": token_of(request.POST.get("token"))[:64] if bound else new_token(),
    }
    return render(request, "training/training.html", context, status=status)


@needs(Can.READ_PLAN)
@require_POST
def act(request: StaffRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one of the things that the page offers."""
    row = _known(request, pk)
    if act not in SAID:
        raise Http404
    if act != "catch_up" and not request.staff.can(Can.PLAN):
        raise PermissionDenied
    form = _forms(request, row, request.POST, only=act).get(act)
    if form is None:
        return _meanwhile(request, row, act)
    attach = FilesForm(request.POST, request.FILES, about=False) if act == "more" else None
    if not form.is_valid() or (attach is not None and not attach.is_valid()):
        return _page(request, row, {act: form}, attach, status=422)
    try:
        _do(request, row, act, form.cleaned_data, attach)
    except (NoSuchMove, NothingToCatchUp):
        return _meanwhile(request, row, act)
    except NamesAChild as named:
        _name(form, named)
        return _page(request, row, {act: form}, attach, status=422)
    except NotYet as not_yet:
        for need in not_yet.needs:
            form.add_error(None, str(need.text))
        return _page(request, row, {act: form}, attach, status=422)
    messages.success(request, _(SAID[act]))
    return redirect("training:training", pk=pk)


def _meanwhile(request: StaffRequest, row: Training, act: str) -> HttpResponse:
    """The page had another state: pressed twice, which is no harm, or somebody was before."""
    token = token_of(request.POST.get("token"))[:64]
    twice = row.steps.filter(token=token).exists() or (
        act == "catch_up" and row.catch_ups.filter(staff=request.staff).exists()
    )
    if not twice:
        messages.warning(request, _("この間に、ほかの人が記録していました。いまの様子を確かめてください。"))
    return redirect("training:training", pk=row.pk)


def _do(request: StaffRequest, row: Training, act: str, said: dict[str, Any], attach: FilesForm | None) -> None:
    token, by = token_of(request.POST.get("token"))[:64], request.staff
    if act == "catch_up":
        catch_up(training=row, by=by, on=said["on"], words=said["words"])
    elif act == "came":
        correct_presence(training=row, by=by, came=said["came"], token=token)
    elif act == "more":
        add_material(training=row, by=by, told=_told(said, attach), token=token)
    else:
        move_training(training=row, move=act, by=by, told=_told(said, None), token=token)


@needs(Can.PLAN)
@require_POST
def remind(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Remind whoever has still to catch up."""
    row = _known(request, pk)
    told(request, remind_of(training=row, by=request.staff))
    return redirect("training:training", pk=pk)


def told(request: StaffRequest, count: int) -> None:
    """Say how many were reminded."""
    if count:
        messages.success(request, ngettext("%d人に知らせました。", "%d人に知らせました。", count) % count)
    else:
        messages.info(request, _("今日はもう知らせてあります。同じ人に知らせるのは、一日に一回までです。"))
