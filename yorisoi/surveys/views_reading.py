"""The reading list: one answer at a time, read by two, ended by a report, an interview or the committee's reason."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yorisoi.journal.actions import journal
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.numbers import uuids
from yorisoi.surveys import hooks, reading
from yorisoi.surveys.forms_reading import AgainForm, CommitteeForm, InterviewForm, JudgeForm, ReportForm
from yorisoi.surveys.models import ReadingItem
from yorisoi.surveys.present_reading import classmates, lines, shown, sittings
from yorisoi.surveys.present_rounds import missing
from yorisoi.surveys.queries import open_items_for, reading_items_for, unread_by
from yorisoi.surveys.reading_again import again_of
from yorisoi.surveys.reading_models import NOTHING, TEXT

ENDED = 15
ON = "on:"  # an interview of which only the day is known


@needs(Can.ANSWERS)
@require_safe
@never_cache
def todo(request: StaffRequest) -> HttpResponse:
    """What I have to read, first due first; what waits for others or for an end; what has ended."""
    found = lines(open_items_for(request.staff), request.staff)
    ended = reading_items_for(request.staff).filter(closed_at__isnull=False).order_by("-closed_at", "pk")
    page = Paginator(ended, ENDED).get_page(request.GET.get("page"))
    page.object_list = lines(page.object_list, request.staff)  # type: ignore[arg-type, assignment]
    context = {
        "mine": [line for line in found if not line.read],
        "waiting": [line for line in found if line.read],
        "page": page,
    }
    return render(request, "surveys/reading.html", context)


def _known(request: StaffRequest, pk: uuid.UUID) -> ReadingItem:
    return get_object_or_404(reading_items_for(request.staff), pk=pk)


@needs(Can.ANSWERS)
@require_safe
@never_cache
def item(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One item. Every look is in the journal; that it was read is said by a press."""
    row = _known(request, pk)
    journal(by=request.staff, school_id=request.school.pk, event="view.reading_item", about=row, cite=reading.CITE)
    return _page(request, row)


def _page(
    request: StaffRequest, row: ReadingItem, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    staff, forms = request.staff, more or {}
    unread = list(unread_by(staff).exclude(pk=row.pk).values_list("pk", flat=True)[:2])
    context: dict[str, Any] = {"item": row, "shown": shown(row, staff), "next": unread[0] if unread else None}
    context["interview_at"] = _day_in(row.interview)
    leads = hooks.INTERVIEW_PAGE
    if row.interview and leads is not None and context["interview_at"] is None:
        context["interview_url"] = leads(row.interview)
    if row.outcome == NOTHING and row.key.wrapped is not None:
        context["again"] = found if (found := again_of(row)) and reading.may_read_item(staff, found) else None
        context["again_form"] = None if context["again"] else AgainForm(auto_id="judge_%s")
    if not row.outcome:
        chaired = sittings(staff)
        context |= {
            "report_form": ReportForm(classmates=classmates(row), prefix=None, auto_id="report_%s"),
            "interview_form": _interview_form(request, row, row.pupil) if row.pupil else None,
            "committee_form": CommitteeForm(meetings=chaired, auto_id="committee_%s"),
            "chaired": chaired,
            "judge_form": JudgeForm(auto_id="judge_%s") if row.kind == TEXT else None,
            "by_date": hooks.INTERVIEW is None,
        }
    return render(request, "surveys/item.html", context | forms, status=status)


def _interview_form(request: StaffRequest, row: ReadingItem, pupil: Pupil, data: Any = None) -> InterviewForm:
    """Return the form with the times at which the child can be talked with."""
    offers = hooks.INTERVIEW_TIMES
    times = offers(pupil=pupil, item=row, by=request.staff) if offers is not None else None
    return InterviewForm(data, item=row, times=times, auto_id="interview_%s")


def _day_in(interview: str) -> datetime | None:
    """Return the day that is kept with the item itself, where no chapter of interviews planned it."""
    if not interview.startswith(ON):
        return None
    return datetime.fromisoformat(interview.removeprefix(ON)).replace(tzinfo=TOKYO)


def _act(
    request: StaffRequest, row: ReadingItem, act: Callable[[], Any], said: str, more: dict[str, Any], where: str = ""
) -> HttpResponse:
    """Do it; what is refused comes back on the item's page with what is missing; else on to the next unread."""
    try:
        done = act()
    except PermissionError:
        raise Http404 from None
    except NotYet as not_yet:
        return _page(request, _known(request, row.pk), {"missing": missing(not_yet.needs, where), **more}, status=422)
    messages.success(request, said)
    return redirect("surveys:item", pk=done.pk if isinstance(done, ReadingItem) else row.pk)


@needs(Can.ANSWERS)
@require_POST
def read(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that one has read it."""
    row = _known(request, pk)
    return _act(
        request, row, lambda: reading.read_item(item=row, by=request.staff), _("読んだことを記録しました。"), {}
    )


@needs(Can.ANSWERS)
@require_POST
def judge(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Judge a child's words."""
    row = _known(request, pk)
    ended = row.outcome == NOTHING
    form = (AgainForm if ended else JudgeForm)(request.POST, auto_id="judge_%s")
    more = {"again_form" if ended else "judge_form": form, "opened": "judge"}
    if not form.is_valid():
        return _page(request, row, more, status=422)
    alarming = form.cleaned_data["judgement"] == "alarming"
    said = _("判断を記録しました。つづけて、どうするかを決めてください。") if alarming else _("判断を記録しました。")
    return _act(
        request, row,
        lambda: reading.judge_words(item=row, by=request.staff, alarming=alarming, reason=form.cleaned_data["reason"]),
        said, more,
    )  # fmt: skip


@needs(Can.ANSWERS)
@require_POST
def report(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """[通報にする]: the response begins, with its clocks of the same day."""
    row = _known(request, pk)
    form = ReportForm(request.POST, classmates=classmates(row), auto_id="report_%s")
    if not form.is_valid():
        return _page(request, row, {"report_form": form, "opened": "report"}, status=422)
    said = form.cleaned_data
    return _act(
        request, row,
        lambda: reading.end_in_report(
            item=row, by=request.staff, words=said["words"], pupils=tuple(said.get("pupils", ()))
        ),
        _("この答えは、もう通報になっています。")
        if row.report_id
        else _("通報にしました。生徒指導主任と管理職に知らせ、今日中の期限が始まりました。"),
        {"report_form": form, "opened": "report"},
    )  # fmt: skip


@needs(Can.ANSWERS)
@require_POST
def interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """[面談する]: planned by the chapter of interviews; without it, its day is kept with the item."""
    row = _known(request, pk)
    if row.pupil is None:
        raise Http404
    if row.outcome:  # pressed again, or somebody was faster: its time may not be free any more
        return _page(request, row, {"missing": missing([reading.STILL_UNDECIDED])}, status=422)
    form = _interview_form(request, row, row.pupil, request.POST)
    if not form.is_valid():
        return _page(request, row, {"interview_form": form, "opened": "interview"}, status=422)
    at = form.cleaned_data["at"]

    def act() -> None:
        with transaction.atomic():
            plans, pupil = hooks.INTERVIEW, row.pupil
            if plans is not None and pupil is not None:
                planned = plans(pupil=pupil, item=row, by=request.staff, at=at)
            else:
                planned = f"{ON}{at.astimezone(TOKYO):%Y-%m-%dT%H:%M}"
            reading.end_in_interview(item=row, by=request.staff, interview=planned)

    return _act(request, row, act, _("面談することにしました。"), {"interview_form": form, "opened": "interview"})


@needs(Can.ANSWERS)
@require_POST
def committee(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """[小委員会にはかる]: the chair records the committee's reason."""
    row = _known(request, pk)
    form = CommitteeForm(request.POST, meetings=_named(request), auto_id="committee_%s")
    more = {"committee_form": form, "opened": "committee"}
    if not form.is_valid():
        return _page(request, row, more, status=422)
    meeting = get_object_or_404(meetings_for(request.staff), pk=form.cleaned_data["meeting"])
    return _act(
        request, row,
        lambda: reading.end_by_committee(
            item=row, by=request.staff, meeting=meeting, reason=form.cleaned_data["reason"]
        ),
        _("小委員会が決めた理由を記録しました。"), more, reverse("cases:room", args=[meeting.pk]),
    )  # fmt: skip


def _named(request: StaffRequest) -> list[Meeting]:
    """Return the meeting that was named, if this person knows it: whether they chair it is the action's to say."""
    wanted = uuids([request.POST.get("meeting", "")])
    return list(meetings_for(request.staff).filter(pk__in=wanted))
