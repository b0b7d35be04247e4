"""Originals: how long they stay, what holds them, and their end by two people; the tombstone remains."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.journal import clock
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.surveys import destroying
from yorisoi.surveys.models import CLOSED, Destruction, Hold, PupilKey, Round
from yorisoi.surveys.present_rounds import missing
from yorisoi.surveys.queries import rounds_for

MOST = 20


@needs(Can.SURVEY)
@require_safe
def originals(request: StaffRequest) -> HttpResponse:
    """What is kept until when: rounds, children who have left, holds, what was asked, tombstones."""
    return _page(request)


def _page(request: StaffRequest, more: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    school = request.school
    asked = Destruction.objects.filter(school=school).select_related("pupil", "round", "asked_by", "agreed_by")
    gone_rounds = set(asked.filter(round__isnull=False).values_list("round_id", flat=True))
    gone_pupils = set(asked.filter(pupil__isnull=False).values_list("pupil_id", flat=True))
    rounds = rounds_for(request.staff).filter(state=CLOSED).exclude(pk__in=gone_rounds).prefetch_related("parts")
    page = Paginator(rounds.order_by("opens_at", "pk"), MOST).get_page(request.GET.get("page"))
    with_keys = PupilKey.objects.filter(key__wrapped__isnull=False).values("pupil")
    left = (
        Pupil.objects.filter(school=school, left_on__isnull=False, pk__in=with_keys)
        .exclude(pk__in=gone_pupils)
        .select_related("school")
    )
    holds = Hold.objects.filter(school=school, lifted_at__isnull=True).select_related("key", "pupil", "round", "by")
    context = {
        "rounds": [(one, destroying.kept_until(one)) for one in page],
        "page": page,
        "left": [(one, destroying.kept_until(one)) for one in left.order_by("left_on", "pk")[:MOST]],
        "holds": [(one, one.text("reason")) for one in holds.order_by("at", "pk")],
        "waiting": list(asked.filter(done_at__isnull=True).order_by("asked_at")),
        "tombstones": list(asked.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:MOST]),
        **(more or {}),
    }  # fmt: skip
    return render(request, "surveys/originals.html", context, status=status)


def _about(request: StaffRequest) -> Pupil | Round:
    """Return the child or round that the form names, of this school; else 404."""
    try:
        wanted = uuid.UUID(request.POST.get("about", ""))
    except ValueError:
        wanted = uuid.UUID(int=0)
    if request.POST.get("kind") == "pupil":
        return get_object_or_404(Pupil.objects.select_related("school"), uid=wanted, school=request.school)
    return get_object_or_404(rounds_for(request.staff), pk=wanted)


def _done(request: StaffRequest, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except PermissionError:
        raise PermissionDenied from None
    except NotYet as not_yet:
        return _page(request, {"missing": missing(not_yet.needs)}, status=422)
    messages.success(request, said)
    return redirect("surveys:originals")


@needs(Can.SURVEY)
@require_POST
def hold(request: StaffRequest) -> HttpResponse:
    """Keep originals whatever their time."""
    about, reason = _about(request), request.POST.get("reason", "")[:2000]
    mine = {"pupil": about} if isinstance(about, Pupil) else {"round": about}
    just_now = clock.now() - timedelta(minutes=1)
    if Hold.objects.filter(by=request.staff, at__gte=just_now, lifted_at__isnull=True, **mine).exists():
        return redirect("surveys:originals")  # pressed twice
    return _done(
        request, lambda: destroying.put_hold(about=about, by=request.staff, reason=reason), _("留め置きました。")
    )


@needs(Can.SURVEY)
@require_POST
def lift(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """End a hold."""
    row = get_object_or_404(Hold, pk=pk, school=request.school)
    return _done(request, lambda: destroying.lift_hold(hold=row, by=request.staff), _("留め置きを解きました。"))


@needs(Can.SURVEY)
@require_POST
def ask(request: StaffRequest) -> HttpResponse:
    """Ask that originals be destroyed: nothing happens until another agrees."""
    about = _about(request)
    return _done(
        request, lambda: destroying.ask_destruction(about=about, by=request.staff),
        _("消すことを求めました。ほかの人が同意すると、消えます（二人のうち一人は校長）。"),
    )  # fmt: skip


@needs(Can.SURVEY)
@require_POST
def agree(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree, as another person."""
    row = get_object_or_404(Destruction, pk=pk, school=request.school)
    return _done(
        request, lambda: destroying.agree_destruction(destruction=row, by=request.staff),
        _("原本を消しました。消したことの記録は残ります。"),
    )  # fmt: skip
