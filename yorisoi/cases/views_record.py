"""Writing the record of a case: choose what, write it, correct it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.cases.early import counts_early, early_words
from yorisoi.cases.entries import KINDS, NATURES, Kind
from yorisoi.cases.forms_record import LineForm
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.places import need_place
from yorisoi.cases.present_room import Check
from yorisoi.cases.queries import involved, kept_informants
from yorisoi.cases.records import CONFIRMATIONS, period_over, record_line, view_case
from yorisoi.cases.rights import Corrected, may_correct, offered, require_line, writable
from yorisoi.cases.wishes_shown import TELLING_LINES, asks_for_wish, of_case, quiet_of
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can, Post
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import PostHolding, Pupil, Staff
from yorisoi.schools.numbers import whole
from yorisoi.schools.queries import staff_of


@needs(Can.WRITE_CASE)
@require_safe
def record_choose(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Choose what to record."""
    case = known_case(request.staff, pk)
    mine = writable(case, request.staff)
    groups = [
        (label, [kind for kind in KINDS.values() if kind.by_hand and kind.nature == nature and kind.name in mine])
        for nature, label in NATURES.items()
    ]
    return render(request, "cases/record_choose.html", {"case": case, "groups": groups})


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def record(request: StaffRequest, pk: UUID, kind: str) -> HttpResponse:
    """Write one line; what it settles is settled by writing it."""
    case = known_case(request.staff, pk)
    wanted = KINDS.get(kind)
    if wanted is None or not wanted.by_hand:
        raise Http404
    require_line(case, request.staff, wanted)
    start = {name: request.GET[name] for name in ("code", "flag") if request.GET.get(name)}
    pupil = request.GET.get("pupil", "")
    if pupil:
        start["pupil"] = _pupil_number(request, pupil)
    return _written(request, case, wanted, start)


def _pupil_number(request: StaffRequest, given: str) -> str:
    """Take a child's number or uid."""
    if whole(given) is not None:
        return given
    try:
        child = Pupil.objects.filter(school=request.school, uid=UUID(given)).first()
    except ValueError:
        return ""
    return str(child.pk) if child else ""


def _written(
    request: StaffRequest, case: Case, kind: Kind, start: dict[str, Any], corrects: Entry | None = None
) -> HttpResponse:
    people = _colleagues(case, request.staff)
    here = involved(case)
    wishes = of_case(case) if kind.name in TELLING_LINES else []
    form = LineForm(
        request.POST if request.method == "POST" else None,
        kind=asks_for_wish(offered(kind, request.staff), wishes),
        people=[row for row in here if row.pupil_id not in kept_informants(here, request.staff)],
        staff=[(p.pk, p.name) for p in people],
        edition=edition(case.school.edition),
        initial=start,
    )
    missing: list[Check] = []
    if request.method == "POST" and form.is_valid():
        before = case.state
        try:
            row = record_line(case=case, by=request.staff, line=form.line({p.pk: p for p in people}, corrects))
        except NotYet as not_yet:
            missing = [Check(n.text, n.cite, False, need_place(n.name, case_id=case.pk)) for n in not_yet.needs]
        except Corrected as corrected:
            there = reverse("cases:correct", args=[case.pk, corrected.newer.pk])
            words = _("この行は、もう訂正されています。新しい行を見て、直すところがあれば、その行を訂正してください。")
            missing = [Check(words, "response.record", False, there)]
        else:
            return _recorded(request, case, before, row)
    view_case(case=case, by=request.staff)
    context = {
        "case": case,
        "kind": kind,
        "form": form,
        "missing": missing,
        "corrects": corrects,
        "wishes": quiet_of(wishes),
        "early": early_words(case) if kind.name in CONFIRMATIONS and not period_over(case, today()) else "",
    }
    return render(request, "cases/record.html", context, status=422 if form.errors or missing else 200)


def _recorded(request: StaffRequest, case: Case, before: str, row: Entry) -> HttpResponse:
    case.refresh_from_db()
    messages.success(request, _("記録しました。"))
    if row.flag == "no_distress" and counts_early(case, row):
        messages.warning(request, early_words(case))
    if case.state != before:
        messages.info(request, _("「%(state)s」へ進みました。") % {"state": CASE_FLOW.labels[case.state]})
    return redirect("cases:show", pk=case.pk)


def _colleagues(case: Case, staff: Staff) -> list[Staff]:
    """Return who may have sat beside: the school's people with a post among the children."""
    apart = (Post.ADMINISTRATOR, Post.BOARD_OFFICER)
    held = PostHolding.objects.filter(until__isnull=True).exclude(post__in=apart)
    rows = staff_of(case.school).filter(pk__in=held.values("staff"))
    return list(rows.exclude(pk__in=shut_out_of_case(case.pk)).exclude(pk=staff.pk))


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def correct(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Correct a line by a new one; the old one stays readable."""
    case = known_case(request.staff, pk)
    old = get_object_or_404(case.entries.select_related("case__key"), pk=entry)
    kind = KINDS[old.kind]
    if not kind.by_hand:
        raise Http404
    require_line(case, request.staff, kind)
    if not may_correct(old, request.staff):
        raise PermissionDenied
    if (newer := case.entries.filter(corrects=old).first()) is not None and request.method == "GET":
        messages.info(request, _("この行は、もう訂正されています。新しい行を表示します。"))
        return redirect("cases:correct", pk=pk, entry=newer.pk)
    start: dict[str, Any] = {f"body_{name}": words for name, words in old.data("body").items()}
    start |= {"code": old.code, "flag": old.flag, "occurred_at": old.occurred_at}
    start |= {"pupil": str(old.pupil_id or ""), "second": str(old.second_id or "")}
    return _written(request, case, kind, start, corrects=old)
