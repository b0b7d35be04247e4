"""Beginning a year from the one before, adding an activity, looking back on the year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.flow import NotYet
from yorisoi.policy.plan_flow import DECISIONS, GRADES, NEXT, PlanState
from yorisoi.policy.roles import Body, Can
from yorisoi.prevention import forms
from yorisoi.prevention.actions import year_edges
from yorisoi.prevention.making import New, add_activity, begin_plan
from yorisoi.prevention.models import Activity, Plan, Proposal, Publication, Reflection, Review
from yorisoi.prevention.naming import SAID, NamesAChild
from yorisoi.prevention.queries import plan_for, plans_for, sheet
from yorisoi.prevention.reviewing import decide, evaluate, hold_review, propose, publish, results_of
from yorisoi.prevention.views import around, known_plan, rules_of
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.people_now import people_now


@needs(Can.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest, year: int) -> HttpResponse:
    """Begin a year's plan: what goes on from last year, with its reflections and what was decided beside it."""
    context = around(request, year, "year")
    if plan_for(request.staff, year) is not None:
        return redirect("prevention:year", year=year)
    if year not in (school_year(today()), school_year(today()) + 1):
        raise Http404
    last = plans_for(request.staff).filter(year__lt=year).first()
    rows = _last_year(request, last) if last else []
    if request.method == "POST":
        chosen = set(request.POST.getlist("take"))
        take = {row["one"].row.pk for row in rows if str(row["one"].row.pk) in chosen}
        begin_plan(school=request.school, year=year, by=request.staff, after=last, take=take if last else None)
        messages.success(request, _("計画をつくりました。日と担当を確かめてください。"))
        return redirect("prevention:year", year=year)
    context |= {"last": last, "rows": rows, "taken": _taken(last), "new": len(rules_of(request).activities)}
    return render(request, "prevention/begin.html", context)


def _last_year(request: StaffRequest, last: Plan) -> list[dict[str, Any]]:
    newest: dict[Any, Reflection] = {}
    for each in Reflection.objects.filter(activity__plan=last).select_related("activity__key").order_by("at", "pk"):
        newest[each.activity_id] = each
    rules = rules_of(request)
    rows = []
    for one in sheet(request.staff, last):
        said = newest.get(one.row.pk)
        rows.append(
            {
                "one": one,
                "stage": rules.stage(one.row.stage),
                "words": said.text("words") if said else "",
                "next": NEXT[said.next] if said else "",
                "take": not (said and said.next == "stop") and one.state != PlanState.DROPPED,
            }
        )
    return rows


def _taken(last: Plan | None) -> list[tuple[Proposal, str, str]]:
    if last is None:
        return []
    rows = last.proposals.filter(decision__in=("take", "change")).select_related("activity", "plan__key")
    return [(row, row.text("words"), row.text("reason")) for row in rows]


@needs(Can.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, year: int) -> HttpResponse:
    """Add an activity of the school's own."""
    plan, rules = known_plan(request, year), rules_of(request)
    people = [person for person in people_now(request.school) if person.can(Can.READ_PLAN)]
    form = forms.AddForm(
        request.POST if request.method == "POST" else None, people=people, rules=rules, edges=year_edges(year)
    )
    for name in ("stage", "pillar"):
        form.fields[name].initial = request.GET.get(name)
    if request.method == "POST" and form.is_valid():
        post, person = form.chosen()
        said = form.cleaned_data
        new = New(
            said["stage"], said["pillar"], said["title"], said["note"], said["begins"], said["ends"], post, person
        )
        try:
            row = add_activity(plan=plan, by=request.staff, new=new)
        except NamesAChild as named:
            for field in named.fields:
                form.add_error(field, SAID)
        else:
            messages.success(request, _("計画に加えました。"))
            return redirect("prevention:activity", pk=row.pk)
    context = {**around(request, year, "year"), "plan": plan, "form": form}
    return render(request, "prevention/add.html", context, status=422 if form.errors else 200)


@needs(Can.READ_PLAN)
@require_safe
def review_of(request: StaffRequest, year: int) -> HttpResponse:
    """The review of a year."""
    return _page(request, known_plan(request, year))


@needs(Can.READ_PLAN)
@require_safe
def review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same by the plan's id: where the duty leads."""
    return redirect("prevention:review_of", year=get_object_or_404(plans_for(request.staff), pk=pk).year)


def _page(request: StaffRequest, plan: Plan, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    staff, rules = request.staff, rules_of(request)
    found = results_of(plan)
    newest: dict[Any, Reflection] = {}
    for each in (
        Reflection.objects.filter(activity__plan=plan).select_related("activity__key", "by").order_by("at", "pk")
    ):
        newest[each.activity_id] = each
    proposals = list(plan.proposals.select_related("activity", "by", "decided_by"))
    reviews = list(Review.objects.filter(plan=plan).select_related("by", "meeting"))
    for row in (*proposals, *reviews):
        row.plan = plan
    open_forms: dict[str, Any] = {"propose": forms.ProposeForm(activities=plan.activities.all())}
    if staff.can(Can.PLAN):
        open_forms["review"] = forms.ReviewForm(meetings=_meetings(request, plan))
        open_forms["result"] = forms.ResultForm()
        open_forms["decide"] = forms.DecideForm()
    posted = request.POST
    context = {
        **around(request, plan.year, "review"),
        "plan": plan,
        "reflections": [(one.activity, one, one.text("words"), NEXT[one.next]) for one in newest.values()],
        "unreflected": plan.activities.exclude(pk__in=list(newest)).exclude(state=PlanState.DROPPED).count(),
        "proposals": [
            (one, one.text("words"), one.text("reason"), DECISIONS.get(one.decision, "")) for one in proposals
        ],
        "reviews": [(one, one.text("words")) for one in reviews],
        "results": [
            (item, found.get(item.code), found[item.code].text("words") if item.code in found else "",
             GRADES[found[item.code].grade] if item.code in found else "")
            for item in rules.evaluation
        ],
        "published": Publication.objects.filter(plan=plan).select_related("by").last(),
        "forms": {**open_forms, **(bound or {})},
        "bound": next(iter(bound or {}), ""),
        "about": posted.get("about", "") if bound else "",
        "token": token_of(posted.get("token")) if bound else new_token(),
        "may_publish": staff.can(Can.DECIDE),
    }  # fmt: skip
    return render(request, "prevention/review.html", context, status=status)


def _meetings(request: StaffRequest, plan: Plan) -> Any:
    return meetings_for(request.staff).filter(body=Body.STAFF_MEETING, year=plan.year)


@needs(Can.READ_PLAN)
@require_POST
def review_act(request: StaffRequest, year: int, act: str) -> HttpResponse:
    """Do one of the things that the review offers: propose, decide, evaluate, hold it, publish."""
    plan = known_plan(request, year)
    if act not in ("propose", "review", "result", "decide", "publish"):
        raise Http404
    if act not in ("propose", "publish") and not request.staff.can(Can.PLAN):
        raise PermissionDenied
    form = _bound(request, plan, act)
    if form is None or form.is_valid():
        try:
            _do(request, plan, act, form)
        except NotYet as not_yet:
            messages.error(request, "".join(str(need.text) for need in not_yet.needs))
        except NamesAChild as named:
            for field in named.fields:
                form.add_error(field, SAID)
            return _page(request, plan, {act: form}, status=422)
        else:
            messages.success(request, _("公表しました。") if act == "publish" else _("記録しました。"))
        return redirect("prevention:review_of", year=year)
    return _page(request, plan, {act: form}, status=422)


def _bound(request: StaffRequest, plan: Plan, act: str) -> Any:
    if act == "propose":
        return forms.ProposeForm(request.POST, activities=plan.activities.all())
    if act == "review":
        return forms.ReviewForm(request.POST, meetings=_meetings(request, plan))
    return {"result": forms.ResultForm, "decide": forms.DecideForm}[act](request.POST) if act != "publish" else None


def _do(request: StaffRequest, plan: Plan, act: str, form: Any) -> None:
    by, token = request.staff, token_of(request.POST.get("token"))[:64]
    about = request.POST.get("about", "")
    said = form.cleaned_data if form is not None else {}
    if act == "propose":
        activity: Activity | None = said["activity"]
        propose(plan=plan, by=by, words=said["words"], token=token, activity=activity)
    elif act == "review":
        hold_review(
            plan=plan, by=by, held_on=said["held_on"], words=said["words"], token=token, meeting=said["meeting"]
        )
    elif act == "result":
        if rules_of(request).item(about) is None:
            raise Http404
        evaluate(plan=plan, by=by, item=about, grade=said["grade"], words=said["words"], token=token)
    elif act == "decide":
        decide(
            proposal=get_object_or_404(plan.proposals.all(), pk=_uuid(about)), by=by, decision=said["decision"],
            reason=said["reason"],
        )  # fmt: skip
    else:
        publish(plan=plan, by=by, token=token)


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None
