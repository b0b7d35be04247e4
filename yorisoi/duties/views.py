"""すべきこと: everyone's first page, and for the managers what the whole school owes."""

from __future__ import annotations

import uuid
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.duties.actions import explain_late, see_notices
from yorisoi.duties.asking import NobodyToAsk, ask_to_convene
from yorisoi.duties.away import MINE
from yorisoi.duties.first_page import FEET, HEADS
from yorisoi.duties.forms import LateForm
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import seats, words_for
from yorisoi.duties.present import Counted, lean, lines, sections, tally
from yorisoi.duties.queries import duties_of, meetings_today, once, open_duties, settled_by, to_read, unseen, with_owner
from yorisoi.journal import clock
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.guards import StaffRequest, needs

SHOWN_DONE = 10
SOON = ("late", "today")


@needs(Can.DUTIES)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What I owe, overdue first; what is new; what I settled today."""
    owed = once(duties_of(request.staff))
    heads = tally(owed)
    page = Counted(owed, heads).get_page(request.GET.get("page"))
    midnight = datetime.combine(today(), time.min, TOKYO)
    done = list(lean(settled_by(request.staff, midnight)).order_by("-done_at", "-owed_at", "-pk")[:SHOWN_DONE])
    found = lines([*page, *done], request.staff)
    words = words_for(unseen(request.staff))
    away = MINE.rows(staff=request.staff.pk, school=request.school.pk, day=today())
    parts = sections([line for line in found if line.duty.is_open])
    context = {
        "tally": heads,
        "page": page,
        "sections": parts,
        "soon": [part for part in parts if part[0] in SOON],
        "rest": [part for part in parts if part[0] not in SOON],
        "done": [line for line in found if not line.duty.is_open],
        "words": words,
        "urgent": any(word.urgent for word in words),
        "stood_in_for": [one for one in away if one.substitute_id == request.staff.pk],
        "own_absence": next((one for one in away if one.staff_id == request.staff.pk), None),
        "seats": seats(meetings_today(request.staff)),
        "to_read": to_read(request.staff),
        "feet": FEET.of(request.staff),
        "heads": HEADS.of(request.staff),
    }
    return render(request, "duties/mine.html", context)


@needs(Can.OVERSEE)
@require_safe
def school(request: StaffRequest) -> HttpResponse:
    """What everybody owes, overdue first; one post, or what nobody owns."""
    post = request.GET.get("post", "")
    everything = with_owner(once(open_duties(request.staff)))
    owed = everything
    if post == "nobody":
        owed = everything.filter(owned=False)
    elif post in POST_LABELS:
        owed = everything.filter(acting_post=post)
    heads = tally(owed)
    page = Counted(owed, heads).get_page(request.GET.get("page"))
    posts = set(everything.order_by().values_list("acting_post", flat=True).distinct())
    context = {
        "tally": heads,
        "page": page,
        "sections": sections(lines(page, request.staff, owners=True)),
        "post": post,
        "posts": [(code, label) for code, label in POST_LABELS.items() if code in posts],
        "nobody": everything.filter(owned=False).count(),
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
