"""One activity: what became of it, and everything that can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.files import files_shown
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.plan_flow import NEXT, PLAN_FLOW, STATE_LABELS
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.prevention import forms
from yorisoi.prevention.actions import Told, give, rename, take_move
from yorisoi.prevention.links import kinds, links_of, look_up, may_open
from yorisoi.prevention.models import Activity, Link
from yorisoi.prevention.naming import SAID as NAMED
from yorisoi.prevention.naming import NamesAChild
from yorisoi.prevention.queries import activities_for, one
from yorisoi.prevention.recording import add_evidence, link, record_done, reflect, unlink
from yorisoi.prevention.rights import is_shared, may_record, may_take, may_turn
from yorisoi.reports.files_form import FilesForm
from yorisoi.reports.models import Attachment
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.people_now import people_now

MOVES = {"done": forms.DoneForm, "move": forms.MoveForm, "drop": forms.DropForm, "again": forms.AgainForm}
BESIDE = {"evidence": forms.EvidenceForm, "reflect": forms.ReflectForm}
PLANNING = ("give", "rename")
SAID = {
    "done": gettext_noop("記録しました。おつかれさまでした。"),
    "move": gettext_noop("日をうつしました。"),
    "drop": gettext_noop("やめることにしました。"),
    "again": gettext_noop("予定にもどしました。"),
    "evidence": gettext_noop("加えました。"),
    "reflect": gettext_noop("ふり返りを残しました。"),
    "give": gettext_noop("担当を変えました。"),
    "rename": gettext_noop("書きかえました。"),
    "link": gettext_noop("つなぎました。"),
}


def _known(request: StaffRequest, pk: UUID) -> Activity:
    return get_object_or_404(activities_for(request.staff), pk=pk)


@needs(Can.READ_PLAN)
@require_safe
def activity(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The page of one activity."""
    return _page(request, _known(request, pk))


def _open_forms(request: StaffRequest, row: Activity) -> dict[str, Any]:
    """Return the forms that this person may use now, unfilled."""
    found: dict[str, Any] = {}
    initial = {"done": {"done_on": today()}, "move": {"begins": row.begins, "ends": row.ends}}
    for arrow in PLAN_FLOW.moves_from(row.state):
        if may_take(request.staff, row, arrow):
            found[arrow.name] = MOVES[arrow.name](initial=initial.get(arrow.name))
    if may_record(request.staff, row):
        found |= {name: make() for name, make in BESIDE.items()}
    if may_turn(request.staff, row) and (groups := _groups(request, row)):
        found["link"] = forms.LinkForm(groups=groups)
    if request.staff.can(Can.PLAN):
        found["give"] = forms.GiveForm(people=_people(request), activity=row)
        found["rename"] = forms.RenameForm(initial={"title": row.title, "note": row.note})
    return found


def _people(request: StaffRequest) -> list[Any]:
    return [person for person in people_now(request.school) if person.can(Can.READ_PLAN)]


def _groups(request: StaffRequest, row: Activity) -> list[Any]:
    """Return what may be linked, by kind, without what is linked already."""
    known = {(each.kind, each.ref) for each in links_of([row])}
    found = []
    for kind, linked in kinds().items():
        rows = [
            (f"{kind}|{ref}", label)
            for ref, label in linked.choices(request.staff, row.plan.year)
            if (kind, ref) not in known
        ]
        if rows:
            found.append((str(linked.label), rows))
    return found


def _page(
    request: StaffRequest, row: Activity, bound: dict[str, Any] | None = None, attach: Any = None, status: int = 200
) -> HttpResponse:
    links = look_up(row.school, links_of([row])).get(row.pk, [])
    evidence = list(row.evidence.select_related("by", "key"))
    files: dict[Any, list[Any]] = {}
    for file in files_shown(Attachment.objects.filter(evidence__activity=row)):
        files.setdefault(file.row.evidence_id, []).append(file)
    reflections = list(row.reflections.select_related("by"))
    steps = list(row.steps.select_related("by", "owner"))
    for said in reflections:
        said.activity = row
    for step in steps:
        step.activity = row
    people = [each.participants for each in evidence if each.participants is not None]
    rules = request.edition.plan  # type: ignore[attr-defined]
    context = {
        "row": row,
        "one": one(request.staff, row, links, len(evidence), sum(people) if people else None, bool(reflections)),
        "links": [(each, bool(each.url) and may_open(request.staff, each.url)) for each in links],
        "evidence": [(each, each.text("words"), files.get(each.pk, [])) for each in evidence],
        "reflections": [(each, each.text("words"), NEXT[each.next]) for each in reflections],
        "steps": [
            (each, each.text("reason"), STATE_LABELS[each.target], POST_LABELS[each.owner_post]) for each in steps
        ],
        "before": _before(row),
        "forms": {**_open_forms(request, row), **(bound or {})},
        "bound": next(iter(bound or {}), ""),
        "attach": attach or FilesForm(about=False),
        "token": token_of(request.POST.get("token")) if bound else new_token(),
        "stage": rules.stage(row.stage),
        "pillar": next((each for each in rules.pillars if each.code == row.pillar), None),
        "year": row.plan.year,
        "may_unlink": may_turn(request.staff, row),
        "part_only": may_record(request.staff, row) and not may_turn(request.staff, row),
        "shared": is_shared(row),
    }
    return render(request, "prevention/activity.html", context, status=status)


def _before(row: Activity) -> Any:
    """Return last year's activity and what was learned of it."""
    if row.before is None:
        return None
    said = list(row.before.reflections.select_related("by").order_by("-at", "-pk")[:3])
    for each in said:
        each.activity = row.before
    return row.before, [(each, each.text("words"), NEXT[each.next]) for each in said]


@needs(Can.READ_PLAN)
@require_POST
def act(request: StaffRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one of the things that the page offers."""
    row = _known(request, pk)
    _ask(request, row, act)
    form = _bound(request, row, act)
    attach = FilesForm(request.POST, request.FILES, about=False) if act == "evidence" else None
    if form.is_valid() and (attach is None or attach.is_valid()):
        try:
            _do(request, row, act, form, attach)
        except NoSuchMove:
            messages.warning(request, _("この間に、ほかの人が記録していました。いまの様子を確かめてください。"))
            return redirect("prevention:activity", pk=pk)
        except NotYet as not_yet:
            for need in not_yet.needs:
                form.add_error(None, need.text)
        except NamesAChild as named:
            for field in named.fields:
                form.add_error(field, NAMED)
        else:
            messages.success(request, _said(act))
            return redirect("prevention:activity", pk=pk)
    return _page(request, row, {act: form}, attach, status=422)


def _ask(request: StaffRequest, row: Activity, act: str) -> None:
    """Raise PermissionDenied for whoever may not do it, before anything is answered to what they sent; or Http404."""
    staff = request.staff
    if act in MOVES:
        allowed = may_take(staff, row, PLAN_FLOW.move(act))
    elif act in BESIDE:
        allowed = may_record(staff, row)
    elif act == "link":
        allowed = may_turn(staff, row)
    elif act in PLANNING:
        allowed = staff.can(Can.PLAN)
    else:
        raise Http404
    if not allowed:
        raise PermissionDenied


def _said(act: str) -> str:
    return _(SAID[act])


def _bound(request: StaffRequest, row: Activity, act: str) -> Any:
    if act in MOVES or act in BESIDE:
        return {**MOVES, **BESIDE}[act](request.POST)
    if act == "link":
        return forms.LinkForm(request.POST, groups=_groups(request, row))
    if act == "give":
        return forms.GiveForm(request.POST, people=_people(request))
    return forms.RenameForm(request.POST)


def _do(request: StaffRequest, row: Activity, act: str, form: Any, attach: Any) -> None:
    said, by, token = form.cleaned_data, request.staff, token_of(request.POST.get("token"))[:64]
    if act == "done":
        record_done(
            activity=row, by=by, told=Told(done_on=said["done_on"]), token=token, words=said["words"],
            participants=said["participants"],
        )  # fmt: skip
    elif act in MOVES:
        told = Told(said.get("reason", ""), said.get("begins"), said.get("ends"))
        take_move(activity=row, move=act, by=by, told=told, token=token)
    elif act == "evidence":
        add_evidence(
            activity=row, by=by, token=token, words=said["words"], participants=said["participants"], files=attach.sent
        )
    elif act == "reflect":
        reflect(activity=row, by=by, words=said["words"], next_year=said["next_year"], token=token)
    elif act == "link":
        kind, _bar, ref = said["thing"].partition("|")
        link(activity=row, by=by, kind=kind, ref=ref)
    elif act == "give":
        post, person = form.chosen()
        give(activity=row, by=by, post=post, staff=person)
    else:
        rename(activity=row, by=by, title=said["title"], note=said["note"])


@needs(Can.READ_PLAN)
@require_POST
def link_end(request: StaffRequest, pk: UUID, link: int) -> HttpResponse:
    """Take a link away."""
    row = _known(request, pk)
    found = get_object_or_404(Link.objects.filter(pk=min(link, 2**62)), activity=row)
    if not may_turn(request.staff, row):
        raise PermissionDenied
    unlink(link=found, by=request.staff)
    messages.success(request, _("はずしました。"))
    return redirect("prevention:activity", pk=pk)
