"""What is read without log-in: a person's calendar feed by its secret token, and the published school evaluation."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.policy.edition_types import spoken
from yorisoi.policy.plan_flow import GRADES, PlanState
from yorisoi.policy.roles import Can
from yorisoi.prevention.feeds import calendar, end_feed, make_feed, owner_of_token
from yorisoi.prevention.models import Publication
from yorisoi.prevention.queries import mine
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs, public
from yorisoi.schools.models import School
from yorisoi.schools.queries import public_context


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever holds this token: titles and days of their own activities, nothing else."""
    staff = owner_of_token(token)
    if staff is None:
        raise Http404
    rows = list(mine(staff, school_year(today())).exclude(state=PlanState.DROPPED))
    page = request.build_absolute_uri(reverse("prevention:activity", args=["00000000-0000-0000-0000-000000000000"]))
    address = page.replace("00000000-0000-0000-0000-000000000000", "{id}")
    answer = HttpResponse(calendar(rows, name=_("いじめ防止の年間計画"), address=address))
    answer["Content-Type"] = "text/calendar; charset=utf-8"
    answer["Content-Disposition"] = 'inline; filename="plan.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@needs(Can.READ_PLAN)
@require_POST
def feed_make(request: StaffRequest) -> HttpResponse:
    """Make the person's feed anew; its address is shown this once, the one before no longer works."""
    address = request.build_absolute_uri(reverse("prevention:feed", args=[make_feed(staff=request.staff)]))
    answer = render(request, "prevention/feed.html", {"address": address, "year": school_year(today())})
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Can.READ_PLAN)
@require_POST
def feed_end(request: StaffRequest) -> HttpResponse:
    """Revoke the person's feed."""
    end_feed(staff=request.staff)
    messages.success(request, _("予定表の配信をやめました。いままでのアドレスは、もう使えません。"))
    return redirect("prevention:mine")


@public
@require_safe
def evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """The school evaluation as it was last published; that there is none yet is said as well."""
    school = get_object_or_404(School, slug=slug)
    row = Publication.objects.filter(plan__school=school).select_related("plan").order_by("at", "pk").last()
    items = [
        {
            "label": spoken(one["label"], one["label_en"]),
            "grade": GRADES.get(one["grade"], ""),
            "of": one["grade"],
            "words": one["words"],
        }
        for one in (json.loads(row.content) if row else [])
    ]
    context = {**public_context(request, school), "row": row, "items": items}
    return render(request, "prevention/evaluation.html", context)
