"""Pages of what is shared and who has read it, and of routine meetings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.journal.actions import journal
from yorisoi.meetings import series as routines
from yorisoi.meetings import sharing
from yorisoi.meetings.actions import Finalised
from yorisoi.meetings.models_shared import Addressee, Series, Sharing
from yorisoi.meetings.present_shared import overseen_rows, to_read
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.roles import BODY_LABELS, Can
from yorisoi.schools.fields import DayField
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.numbers import whole

PAGE = 20


@needs(Can.DUTIES)
@require_safe
def shared(request: StaffRequest) -> HttpResponse:
    """What I am to read, and, for who shared it, who has read it."""
    page = Paginator(sharing.addressed(request.staff), PAGE).get_page(request.GET.get("page"))
    mine = to_read(list(page))
    for row in mine:
        if row.text and row.addressee.read_at is None:
            about = row.addressee.sharing.entry.case  # type: ignore[union-attr]
            journal(by=request.staff, school_id=request.school.pk, event="view.shared", about=about)
    overseen = overseen_rows(request.staff)
    waiting, done = [one for one in overseen if one.unread], [one for one in overseen if not one.unread]
    context = {"page": page, "mine": mine, "overseen": overseen, "waiting": waiting, "done": done}
    return render(request, "meetings/shared.html", context)


def _sharing(request: StaffRequest, pk: int) -> Sharing:
    return get_object_or_404(sharing.sharings_for(request.staff), pk=pk)


@needs(Can.DUTIES)
@require_POST
def read(request: StaffRequest, pk: int) -> HttpResponse:
    """「読みました」."""
    row = _sharing(request, pk)
    try:
        sharing.confirm_read(sharing=row, by=request.staff)
    except Addressee.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("読んだことを記録しました。"))
    if request.POST.get("at") == "minutes" and row.meeting_id:
        return redirect("meetings:minutes", pk=row.meeting_id)
    return redirect("meetings:shared")


def _after(request: StaffRequest, row: Sharing) -> HttpResponse:
    if request.POST.get("at") == "minutes" and row.meeting_id:
        return redirect("meetings:minutes", pk=row.meeting_id)
    response = redirect("meetings:shared")
    response["Location"] += f"#sharing-{row.pk}"
    return response


@needs(Can.DUTIES)
@require_POST
def told(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that somebody was told by word of mouth."""
    row = _sharing(request, pk)
    try:
        who = whole(request.POST.get("staff", "")) or 0
        sharing.mark_told(sharing=row, by=request.staff, staff_id=who)
    except PermissionError as refused:
        raise PermissionDenied from refused
    except Addressee.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("口頭で伝えたことを記録しました。"))
    return _after(request, row)


@needs(Can.DUTIES)
@require_POST
def remind(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell those who have not read it once more."""
    row = _sharing(request, pk)
    try:
        count = sharing.remind(sharing=row, by=request.staff)
    except PermissionError as refused:
        raise PermissionDenied from refused
    if count:
        messages.success(request, _("%(n)d人に、もう一度知らせました。") % {"n": count})
    else:
        messages.info(request, _("今日はもう知らせてあるか、全員が読んでいます。"))
    return _after(request, row)


class SeriesForm(forms.Form):
    """The rule of a routine meeting."""

    body = forms.ChoiceField(label=gettext_lazy("会議"), choices=[(b, BODY_LABELS[b]) for b in routines.BODIES])
    nth = forms.TypedChoiceField(label=gettext_lazy("いつ"), coerce=int, choices=routines.NTH)
    weekday = forms.TypedChoiceField(label=gettext_lazy("曜日"), coerce=int, choices=list(enumerate(routines.WEEKDAYS)))
    at = forms.TimeField(
        label=gettext_lazy("始まる時刻"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("場所"), max_length=60, required=False)
    ends = DayField(
        label=gettext_lazy("いつまで"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("ふつうは年度の終わりまで。休みの日は自動でとばします。"),
    )  # fmt: skip

    def clean_ends(self) -> date:
        """A routine ends ahead, and not later than the school year."""
        day: date = self.cleaned_data["ends"]
        if not routines.today() <= day <= routines.year_end():
            raise forms.ValidationError(_("今日から年度の終わりまでの日を入れてください。"))
        return day


@needs(Can.CONVENE)
@require_http_methods(["GET", "POST"])
def series(request: StaffRequest) -> HttpResponse:
    """Routine meetings: which there are, on which days, and a new one."""
    start: dict[str, Any] = {"at": "15:45", "ends": routines.year_end(), "place": _("会議室")}
    form = SeriesForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        said = form.cleaned_data
        routines.make_series(school=request.school, by=request.staff, **said)
        messages.success(request, _("定例の会議を作りました。近い日の会議を招集しました。"))
        return redirect("meetings:series")
    rows = Series.objects.filter(school=request.school, ended_at__isnull=True, ends_on__gte=routines.today())
    words = dict(routines.NTH)
    shown = [
        (row, BODY_LABELS[row.body], words[row.nth], routines.WEEKDAYS[row.weekday], routines.days_of(row)[:6])
        for row in rows
    ]
    return render(request, "meetings/series.html", {"form": form, "rows": shown}, status=422 if form.errors else 200)


@needs(Can.CONVENE)
@require_http_methods(["GET", "POST"])
def series_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the rule of a routine: from the meetings on that are not called yet."""
    row = get_object_or_404(Series, school=request.school, pk=pk)
    start = {"nth": row.nth, "weekday": row.weekday, "at": row.at, "place": row.place, "ends": row.ends_on}
    form = SeriesForm(request.POST if request.method == "POST" else None, initial=start)
    del form.fields["body"]
    try:
        if row.ended_at is not None:
            raise routines.Ended
        if form.is_valid():
            routines.change_series(series=row, by=request.staff, **form.cleaned_data)
            messages.success(request, _("定例の決まりを変えました。招集済みの会議は、そのまま残ります。"))
            return redirect("meetings:series")
    except routines.Ended:
        messages.info(request, _("この定例は、もう終わりにしたか、変えてあります。"))
        return redirect("meetings:series")
    called = row.called.filter(day__gte=routines.today()).order_by("day").values_list("day", flat=True)
    context = {"form": form, "row": row, "body": BODY_LABELS[row.body], "called": called}
    context |= {"begins": routines.next_begin(row)}
    return render(request, "meetings/series_change.html", context, status=422 if form.errors else 200)


@needs(Can.CONVENE)
@require_POST
def series_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a routine."""
    row = get_object_or_404(Series, school=request.school, pk=pk)
    routines.end_series(series=row, by=request.staff)
    messages.success(request, _("この定例を終わりにしました。招集済みの会議は残ります。"))
    return redirect("meetings:series")


@needs(Can.CONVENE)
@require_POST
def collect(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put on the grade heads' agenda what waits for them."""
    meeting = get_object_or_404(meetings_for(request.staff), pk=pk)
    try:
        put = routines.collect(meeting, [request.staff])
    except Finalised:
        put = 0
    if put:
        messages.success(request, _("議題に %(n)d件を加えました。") % {"n": put})
    else:
        messages.info(request, _("加えるものはありません。"))
    return redirect("cases:room", pk=pk)
