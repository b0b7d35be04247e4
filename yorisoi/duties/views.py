"""すべきこと: everyone's first page, and for the managers what the whole school owes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.duties.actions import explain_late, see_notices
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.asking import NobodyToAsk, ask_to_convene
from yorisoi.duties.away import MINE
from yorisoi.duties.first_page import FEET, HEADS
from yorisoi.duties.forms import LateForm
from yorisoi.duties.front import MOST, OF_POST, OF_SCHOOL, Listed, front_of, tally
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import seats, words_for
from yorisoi.duties.present import lean, lines, of_ids, of_ids_with_owner, sections
from yorisoi.duties.queries import (
    duties_of,
    meetings_between,
    once,
    open_duties,
    settled_by,
    to_read,
    whole_day,
    with_owner,
)
from yorisoi.duties.unowned import front_of_nobody, posts_that_owe
from yorisoi.journal import clock
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs

SHOWN_DONE = 10
SOON = ("late", "today")
DONE = AskedBy(lambda staff, since: lean(settled_by(staff, since)).order_by("-done_at", "-owed_at", "-pk")[:SHOWN_DONE])
TODAY, TO_READ = AskedBy(meetings_between), AskedBy(to_read)


@needs(Can.DUTIES)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What I owe, overdue first; what is new; what I settled today."""
    front = front_of(request.staff)
    listed = Listed(front, lambda: once(duties_of(request.staff)), of_ids)
    page = listed.get_page(request.GET.get("page"))
    start, end = whole_day(today())
    done = DONE.rows(request.staff, since=start)
    found = lines([*page, *done], request.staff)
    words = words_for(request.staff)
    away = MINE.rows(staff=request.staff.pk, school=request.school.pk, day=today())
    parts = sections([line for line in found if line.duty.is_open])
    context = {
        "tally": tally(listed),
        "page": page,
        "sections": parts,
        "soon": [part for part in parts if part[0] in SOON],
        "rest": [part for part in parts if part[0] not in SOON],
        "done": [line for line in found if not line.duty.is_open],
        "words": words,
        "urgent": any(word.urgent for word in words),
        "stood_in_for": [one for one in away if one.substitute_id == request.staff.pk],
        "own_absence": next((one for one in away if one.staff_id == request.staff.pk), None),
        "seats": seats(TODAY.rows(request.staff, start=start, end=end)),
        "to_read": TO_READ.rows(request.staff),
        "feet": FEET.of(request.staff),
        "heads": HEADS.of(request.staff),
    }
    return render(request, "duties/mine.html", context)


@needs(Can.OVERSEE)
@require_safe
def school(request: StaffRequest) -> HttpResponse:
    """What everybody owes, overdue first; one post, or what nobody owns."""
    post = request.GET.get("post", "")
    staff = request.staff
    owing = posts_that_owe(staff)
    nobody = front_of_nobody(staff, owing)
    if post == "nobody":
        front = nobody
    elif post in POST_LABELS:
        front = OF_POST.rows(staff, acting_post=post)
    else:
        front = OF_SCHOOL.rows(staff)

    def beyond() -> QuerySet[Duty]:
        rows = once(open_duties(staff))
        if post == "nobody":
            return with_owner(rows).filter(owned=False)
        return rows.filter(acting_post=post) if post in POST_LABELS else rows

    listed = Listed(front, beyond, of_ids_with_owner)
    page = listed.get_page(request.GET.get("page"))
    context = {
        "tally": tally(listed),
        "page": page,
        "sections": sections(lines(page, staff, owners=True)),
        "post": post,
        "posts": [(code, label) for code, label in POST_LABELS.items() if code in owing],
        "nobody": min(MOST, len(nobody)),
        "query": f"post={post}&" if post else "",
    }
    return render(request, "duties/school.html", context)


@needs(Can.DUTIES)
@require_http_methods(["GET", "POST"])
def late(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Record why a duty is late: whoever owes it, or a manager."""
    now = clock.now()
    duty = _owed_by(request, pk)
    if duty.due_at >= now or duty.late_at is not None:
        messages.info(request, _("この理由は、もう記録されているか、まだ期限になっていません。"))
        return redirect("duties:mine")
    form = LateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        explain_late(duty=duty, by=request.staff, reason=form.cleaned_data["reason"])
        messages.success(request, _("おくれた理由を記録しました。"))
        return redirect("duties:mine")
    line = lines([duty], request.staff)[0]
    return render(request, "duties/late.html", {"form": form, "line": line}, status=422 if form.errors else 200)


def _owed_by(request: StaffRequest, pk: uuid.UUID) -> Duty:
    for rows in (duties_of(request.staff), open_duties(request.staff)):
        if (duty := rows.filter(pk=pk).first()) is not None:
            return duty
    raise Http404


@needs(Can.DUTIES)
@require_POST
def ask(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask those who may for the meeting that a duty of mine wants."""
    duty = _owed_by(request, pk)
    try:
        new = ask_to_convene(duty=duty, by=request.staff)
    except NobodyToAsk:
        messages.error(request, _("この件を頼める人がいません。校長か教頭に、口頭で伝えてください。"))
    else:
        messages.success(request, _("招集を頼みました。") if new else _("今日は、もう頼んであります。"))
    return redirect("duties:mine")


@needs(Can.DUTIES)
@require_POST
def seen(request: StaffRequest) -> HttpResponse:
    """Mark notices as read: those given, or all."""
    ids = [int(value) for value in request.POST.getlist("notice") if value.isdecimal() and len(value) < 19]
    see_notices(by=request.staff, ids=None if request.POST.get("all") else ids)
    return redirect("duties:mine")
