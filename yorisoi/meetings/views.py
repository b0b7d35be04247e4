"""Pages of meetings: the list, calling one, what is noted on the side, the minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings import actions, present, proposals
from yorisoi.meetings.choices import choices
from yorisoi.meetings.convening import Call, convene_once, put_on
from yorisoi.meetings.drafts import keep_notes
from yorisoi.meetings.forms import ConveneForm, NextForm, NotesForm
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import body_rule, meetings_for
from yorisoi.policy.roles import BODY_LABELS, Body, Can
from yorisoi.reports.models import Report
from yorisoi.reports.queries import reports_for
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import whole
from yorisoi.schools.pages import IdsFirst

BESIDE = gettext_lazy(
    "会議を分けて、すぐ後の時間に招集しました。場所は、まだ決めていません。"
    "名前の出た人には見せられない議題を、同じ会議に入れないためです。"
)
CALLED_HERE = (Body.SUBCOMMITTEE, Body.COMMITTEE, Body.GRADE_HEADS)


def known_meeting(staff: Staff, pk: UUID) -> Meeting:
    """Return a meeting that exists for this person, or answer 404."""
    return get_object_or_404(meetings_for(staff), pk=pk)


@needs(Can.MEET)
@require_safe
def list_(request: StaffRequest) -> HttpResponse:
    """Meetings that one is called to (managers: all): what is ahead or open first, the fixed ones below."""
    known = present.listed(request.staff)
    coming = present.rows(list(known.filter(finalised_at__isnull=True).order_by("scheduled_at", "pk")))
    page = IdsFirst(known.filter(finalised_at__isnull=False), 20).get_page(request.GET.get("page"))
    return render(request, "meetings/list.html", {"coming": coming, "page": page, "fixed": present.rows(list(page))})


@needs(Can.CONVENE)
@require_http_methods(["GET", "POST"])
def convene(request: StaffRequest) -> HttpResponse:
    """Propose a meeting, complete with people; one press calls it."""
    given = request.POST if request.method == "POST" else request.GET
    body = given.get("body", "") if given.get("body") in CALLED_HERE else str(Body.COMMITTEE)
    reports, cases = _items(request, given.getlist("report"), given.getlist("case"))
    if not given.get("body") and reports:
        body = str(Body.SUBCOMMITTEE)
    plan = proposals.propose(request.staff, body, reports, cases)
    start: dict[str, Any] = {"at": proposals.start_at(body, cases), "place": _("校長室")}
    form = ConveneForm(request.POST if request.method == "POST" else None, initial=start, guests=plan.guests)
    if given.get("add_to") and request.method == "POST" and (reports or cases):
        return _put_on(request, given["add_to"], (reports, cases), plan, given.getlist("invited"))
    at = form.cleaned_data.get("at") if form.is_bound and form.is_valid() else start["at"]
    clash = proposals.at_the_same_time(request.staff, body, at, reports, cases) if at else None
    asks = clash is not None and not given.get("another")
    if request.method == "POST" and form.is_valid() and (reports or cases) and not asks:
        return _call(request, form.cleaned_data, body, reports, cases, plan)
    if request.method == "POST" and not (reports or cases):
        form.add_error(None, _("話し合うことを、ひとつ以上選んでください。"))
    waiting = proposals.waiting_for(request.staff, body)
    first, later = choices(request.school, body, (reports, cases), waiting)
    context = {
        "form": form,
        "body": body,
        "bodies": [(b, BODY_LABELS[b]) for b in CALLED_HERE],
        "rule": body_rule(request.school, body),
        "plan": plan,
        "first": first,
        "later": later,
        "clash": clash if first or later else None,
        "already": proposals.open_with(request.staff, body, reports, cases),
        "kept": _kept(reports, cases),
    }
    return render(request, "meetings/convene.html", context, status=422 if form.is_bound else 200)


def _kept(reports: list[Report], cases: list[Any]) -> str:
    return "".join([*(f"&report={r.pk}" for r in reports), *(f"&case={c.pk}" for c in cases)])


def _items(request: StaffRequest, report_ids: list[str], case_ids: list[str]) -> tuple[list[Report], list[Any]]:
    """Return what is to be taken up; what is another school's or not theirs to know is 404."""
    try:
        reports = [get_object_or_404(reports_for(request.staff), pk=UUID(pk)) for pk in dict.fromkeys(report_ids)]
        cases = [proposals.case_of(request.staff, UUID(pk)) for pk in dict.fromkeys(case_ids)]
    except ValueError as wrong:
        raise Http404 from wrong
    if None in cases:
        raise Http404
    return reports, cases


def _call(
    request: StaffRequest,
    said: dict[str, Any],
    body: str,
    reports: list[Report],
    cases: list[Any],
    plan: proposals.Proposal,
) -> HttpResponse:
    chosen = set(said.get("invited", ()))
    meeting, done = convene_once(
        school=request.school,
        by=request.staff,
        body=body,
        at=said["at"],
        place=said["place"],
        reports=reports,
        cases=cases,
        class_ids=plan.class_ids,
        invited=[guest.staff for guest in plan.guests if str(guest.staff.pk) in chosen],
    )
    if done == Call.MADE:
        messages.success(request, _("招集しました。%(n)d人に知らせました。") % {"n": meeting.attendances.count()})
    elif done == Call.APART:
        messages.success(request, BESIDE)
    elif done == Call.ADDED:
        messages.success(request, _("いま招集した会議に、議題を加えました。"))
    else:
        messages.info(request, _("この議題の会議は、いま招集したところです。"))
    return redirect("cases:room", pk=meeting.pk)


def _put_on(
    request: StaffRequest,
    pk: str,
    items: tuple[list[Report], list[Any]],
    plan: proposals.Proposal,
    chosen: list[str],
) -> HttpResponse:
    """Take what is ticked to a meeting that is called already."""
    try:
        meeting = open_meeting(request, UUID(pk))
        apart = put_on(
            meeting=meeting,
            by=request.staff,
            reports=items[0],
            cases=items[1],
            class_ids=plan.class_ids,
            invited=[guest.staff for guest in plan.guests if str(guest.staff.pk) in chosen],
        )
    except ValueError as wrong:
        raise Http404 from wrong
    except actions.Finalised:
        return fixed(request, meeting)
    messages.success(request, BESIDE if apart else _("議題を加えました。"))
    return redirect("cases:room", pk=meeting.pk)


def open_meeting(request: StaffRequest, pk: UUID) -> Meeting:
    """Return a meeting in which this person may write; 404 for a stranger, 403 for others."""
    meeting = known_meeting(request.staff, pk)
    if not actions.may_record(meeting, request.staff):
        raise PermissionDenied
    return meeting


def back(request: StaffRequest, meeting: Meeting) -> HttpResponse:
    """Go back to the room, to the item that was open."""
    item = whole(request.POST.get("item", ""))
    response = redirect("cases:room", pk=meeting.pk)
    if item is not None:
        response["Location"] += f"?item={item}"
    return response


def fixed(request: StaffRequest, meeting: Meeting) -> HttpResponse:
    """Say that nothing changes any more, and show the minutes."""
    messages.warning(
        request, _("この会議の記録は確定しています。直すときは、議事録に「訂正・追記」を書き足してください。")
    )
    return redirect("meetings:minutes", pk=meeting.pk)


@needs(Can.MEET)
@require_POST
def attendance(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take down who is there, and how those who are not are told."""
    meeting = open_meeting(request, pk)
    present_ids = [number for value in request.POST.getlist("present") if (number := whole(value)) is not None]
    informed = {
        number: str(value).strip()
        for key, value in request.POST.items()
        if key.startswith("informed_") and (number := whole(key.removeprefix("informed_"))) is not None
    }
    try:
        actions.mark_attendance(meeting=meeting, by=request.staff, present=present_ids, informed=informed)
    except actions.Finalised:
        return fixed(request, meeting)
    messages.success(request, _("出席を記録しました。"))
    return back(request, meeting)


@needs(Can.MEET)
@require_POST
def notes(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Keep the notes; if somebody else wrote meanwhile, show both texts side by side to be made one."""
    meeting = open_meeting(request, pk)
    quiet = request.headers.get("Accept", "").startswith("application/json")
    form = NotesForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422) if quiet else _merge(request, meeting, form)
    mine = form.cleaned_data["notes"]
    if quiet and "base" in request.POST:
        return _joined(request, meeting, mine)
    try:
        version = actions.take_notes(
            meeting=meeting, by=request.staff, notes=mine, version=form.cleaned_data["version"]
        )
    except actions.Finalised:
        return JsonResponse({"finalised": True}, status=409) if quiet else fixed(request, meeting)
    except actions.Changed as changed:
        journal(by=request.staff, school_id=request.school.pk, event="view.meeting", about=meeting)
        if quiet:
            return JsonResponse({"theirs": changed.theirs}, status=409)
        return _merge(request, meeting, form, theirs=changed.theirs)
    if quiet:
        return JsonResponse({"version": version})
    messages.success(request, _("記録を残しました。"))
    return back(request, meeting)


def _joined(request: StaffRequest, meeting: Meeting, mine: str) -> HttpResponse:
    """Keep the notes as they are typed, joined with what others typed."""
    try:
        version, made = keep_notes(meeting=meeting, by=request.staff, base=request.POST["base"], notes=mine)
    except actions.Finalised:
        return JsonResponse({"finalised": True}, status=409)
    except ValueError:
        return JsonResponse({"errors": {"notes": [_("長すぎて残せません。")]}}, status=422)
    at = f"{clock.now().astimezone(TOKYO):%H:%M}"
    return JsonResponse({"version": version, "notes": made.text, "both": made.both, "at": at})


def _merge(request: StaffRequest, meeting: Meeting, form: NotesForm, theirs: str = "") -> HttpResponse:
    meeting = Meeting.objects.select_related("key", "school").get(pk=meeting.pk)
    mine = form.data.get("notes", "")
    both = f"{theirs}\n\n――\n\n{mine}" if theirs.strip() else mine
    fresh = NotesForm({"notes": both, "version": meeting.version}) if theirs else form
    context = {"meeting": meeting, "form": fresh, "mine": mine, "theirs": theirs, "item": request.POST.get("item", "")}
    return render(request, "meetings/merge.html", context, status=409 if theirs else 422)


@needs(Can.MEET)
@require_POST
def next_(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Fix the next date and the work until then."""
    meeting = open_meeting(request, pk)
    given = request.POST.copy()
    if given.get("slot"):  # one of the proposed moments was pressed
        given["next_at"] = str(given["slot"])
    form = NextForm(given)
    if not form.is_valid():
        return render(request, "meetings/next.html", {"meeting": meeting, "form": form}, status=422)
    said = form.cleaned_data
    try:
        actions.set_next(meeting=meeting, by=request.staff, at=said["next_at"], work=said["next_work"])
    except actions.Finalised:
        return fixed(request, meeting)
    messages.success(request, _("次回の日時を決めました。"))
    return back(request, meeting)
