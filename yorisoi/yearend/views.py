"""年度替わり on the screen: the dry run, planning, the press; and the handover that an old 担任 writes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.guards import known_case
from yorisoi.duties.queries import duties_of
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.policy.year_duties import WRITE_HANDOVER
from yorisoi.schools.fields import WordsField, mark
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil, SchoolClass, Staff
from yorisoi.schools.numbers import uuids, whole
from yorisoi.yearend import planning
from yorisoi.yearend.hands import AlreadyWritten, write_handover
from yorisoi.yearend.planning import Refused
from yorisoi.yearend.present import shown
from yorisoi.yearend.queries import ahead, coming_year
from yorisoi.yearend.turning import NotSettled, PlanChanged, set_turn, turn_year, unset_turn


@needs(Can.ROSTER)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """The dry run: what the turn would do, what must be settled first, and the press."""
    return _page(request)


def _page(request: StaffRequest, wrong: str = "", status: int = 200) -> HttpResponse:
    found = ahead(request.school, coming_year(request.school))
    page = shown(found, request.staff)
    if page.hands:
        journal(by=request.staff, school_id=request.school.pk, event="view.year_end", about=request.school)
    return render(request, "yearend/home.html", {"page": page, "ahead": found, "wrong": wrong}, status=status)


def _class(request: StaffRequest, year: int) -> SchoolClass:
    pk = whole(request.POST.get("class", ""))
    return get_object_or_404(SchoolClass, pk=pk or 0, school=request.school, year=year)


def _pupil(request: StaffRequest) -> Pupil:
    found = uuids([request.POST.get("pupil", "")])
    return get_object_or_404(Pupil, uid=found[0] if found else None, school=request.school)


def _staff(request: StaffRequest, field: str) -> Staff | None:
    found = uuids([request.POST.get(field, "")])
    return get_object_or_404(Staff, uid=found[0], school=request.school) if found else None


def _move(request: StaffRequest, year: int) -> str:
    count = planning.move_class(
        school=request.school, year=year, old=_class(request, year - 1), name=mark(request.POST.get("name"), 20),
        by=request.staff,
    )  # fmt: skip
    return _("%(n)d人を、次の年度の学級に入れました。") % {"n": count}


def _move_all(request: StaffRequest, year: int) -> str:
    count = planning.move_all(school=request.school, year=year, by=request.staff)
    return _("%(n)d人を、次の年度の学級に入れました。") % {"n": count}


def _seat(request: StaffRequest, year: int) -> str:
    pupil, place = _pupil(request), mark(request.POST.get("place"), 20)
    if place == "leaves":
        planning.plan_leaving(school=request.school, year=year, pupil=pupil, by=request.staff)
        return _("年度の終わりに離れる子どもとして、予定に入れました。")
    grade, _colon, name = place.partition(":")
    planning.seat_pupil(
        school=request.school, year=year, pupil=pupil, grade=whole(grade) or 0, name=name, by=request.staff
    )
    return _("次の年度の学級を決めました。")


def _posts(request: StaffRequest, year: int) -> str:
    for one in SchoolClass.objects.filter(school=request.school, year=year):
        if f"homeroom_{one.pk}" in request.POST:
            staff = _staff(request, f"homeroom_{one.pk}")
            planning.plan_homeroom(school=request.school, year=year, school_class=one, staff=staff, by=request.staff)
    for grade in range(1, planning.LAST_GRADE + 1):
        if f"head_{grade}" in request.POST:
            staff = _staff(request, f"head_{grade}")
            planning.plan_grade_head(school=request.school, year=year, grade=grade, staff=staff, by=request.staff)
    return _("次の年度の担任と学年主任を保存しました。")


def _depart(request: StaffRequest, year: int) -> str:
    staff = _staff(request, "staff")
    if staff is None:
        raise Refused(_("離れる人を選んでください。"))
    planning.plan_departure(school=request.school, year=year, staff=staff, by=request.staff)
    return _("年度の終わりに離れる人として、予定に入れました。")


def _withdraw(request: StaffRequest, year: int) -> str:
    planning.withdraw_line(
        school=request.school, year=year, line=whole(request.POST.get("line", "")) or 0, by=request.staff
    )
    return _("予定から外しました。")


def _set(request: StaffRequest, year: int) -> str:
    set_turn(school=request.school, year=year, by=request.staff, digest=mark(request.POST.get("digest"), 64))
    return _("予約しました。4月1日に替わります。いまの担任に、引継ぎを書くように伝えました。")


def _unset(request: StaffRequest, year: int) -> str:
    unset_turn(school=request.school, year=year, by=request.staff)
    return _("予約を取り消しました。")


def _turn(request: StaffRequest, year: int) -> str:
    turn_year(school=request.school, year=year, by=request.staff, digest=mark(request.POST.get("digest"), 64))
    return _("年度が替わりました。続いている事案は、新しい担任が引継ぎを確かめます。")


ACTS: dict[str, Callable[[StaffRequest, int], str]] = {
    "move": _move, "all": _move_all, "seat": _seat, "posts": _posts, "depart": _depart, "withdraw": _withdraw,
    "set": _set, "unset": _unset, "turn": _turn,
}  # fmt: skip


@needs(Can.ROSTER)
@require_POST
def act(request: StaffRequest, what: str) -> HttpResponse:
    """One step of planning, or the press. The page says for which year it was looked at."""
    if what not in ACTS:
        raise Http404
    try:
        said = ACTS[what](request, whole(request.POST.get("year", "")) or 0)
    except Refused as refused:
        return _page(request, str(refused), 422)
    except NotSettled:
        return _page(request, _("先に決めることが残っています。赤いしるしのところを確かめてください。"), 422)
    except PlanChanged:
        return _page(request, _("この間に名簿か予定が変わりました。もういちど確かめてください。"), 422)
    messages.success(request, said)
    return redirect("yearend:home")


class WriteForm(forms.Form):
    """What the next 担任 must know."""

    words = WordsField(
        label=gettext_lazy("分かっていること・約束したこと・次にすること"),
        help_text=gettext_lazy("次の担任が読んで確かめます。会えるうちに、口でも伝えてください。"),
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, case: UUID, pk: UUID) -> HttpResponse:
    """The handover of one case at the year's end: by whoever owes it."""
    row = known_case(request.staff, case)
    duty = duties_of(request.staff).filter(pk=pk, case=row, name=WRITE_HANDOVER.name).first()
    if duty is None:
        messages.info(request, _("この引継ぎは、もう書かれているか、ほかの人が受け持っています。"))
        return redirect("cases:show", pk=row.pk)
    form = WriteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            write_handover(duty=duty, by=request.staff, words=form.cleaned_data["words"])
        except AlreadyWritten:
            messages.info(request, _("この引継ぎは、もう書かれています。"))
        except PermissionError as refused:
            raise PermissionDenied from refused
        else:
            messages.success(request, _("引継ぎを記録しました。次の担任が、読んで確かめます。"))
        return redirect("duties:mine")
    context = {"case": row, "duty": duty, "form": form}
    return render(request, "yearend/write.html", context, status=422 if form.errors else 200)
