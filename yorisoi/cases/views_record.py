"""Writing the record of a case: choose what, write it, correct it."""

from __future__ import annotations

from functools import partial
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
from yorisoi.cases.files import record_with_files
from yorisoi.cases.forms_acts import ActForm, start_of
from yorisoi.cases.forms_record import LineForm
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_questions import questions_for
from yorisoi.cases.hearing_rooms import colleagues, room_of, starting
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.cases.outside import agencies_of
from yorisoi.cases.places import own_place
from yorisoi.cases.present_acts import sources_in
from yorisoi.cases.present_room import Check
from yorisoi.cases.queries import involved, kept_informants, lines_in
from yorisoi.cases.record_rows import Around
from yorisoi.cases.records import CONFIRMATIONS, period_over, view_case
from yorisoi.cases.rights import Corrected, may_correct, offered, require_line, writable
from yorisoi.cases.wishes_shown import TELLING_LINES, asks_for_wish, of_case, quiet_of
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.reports.files_form import FilesForm
from yorisoi.schools.calendar import today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.numbers import whole


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
    row = room_of(case, request.staff, request.GET.get("row", "")) if wanted.name == "hearing" else None
    if row is not None:
        start |= starting(row, request.staff)
    return _written(request, case, wanted, start, row=row)


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
    request: StaffRequest,
    case: Case,
    kind: Kind,
    start: dict[str, Any],
    corrects: Entry | None = None,
    row: HearingRow | None = None,
) -> HttpResponse:
    people = colleagues(case, request.staff)
    here = involved(case)
    wishes = of_case(case) if kind.name in TELLING_LINES else []
    rows = Around(request, case, kind, request.staff, people, row=row, corrects=corrects)
    shape: Any = partial(ActForm, sources=sources_in(case)) if kind.name == "act" else LineForm
    form = shape(
        rows.data,
        kind=asks_for_wish(offered(kind, request.staff, correcting=corrects is not None), wishes),
        people=[one for one in here if one.pupil_id not in kept_informants(here, request.staff)],
        staff=[(p.pk, p.name) for p in people],
        edition=edition(case.school.edition),
        initial={**start, **rows.typed},
    )
    attach = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    missing: list[Check] = []
    if rows.data is not None and rows.valid(form) & attach.is_valid():
        before = case.state
        try:
            line = form.line({p.pk: p for p in people}, corrects)
            entry = record_with_files(
                write=partial(rows.write, line), case=case, by=request.staff, files=attach.sent, about=attach.said
            )
        except NotYet as not_yet:
            missing = [
                Check(n.text, n.cite, False, own_place(n.name, staff=request.staff, case=case)) for n in not_yet.needs
            ]
        except Corrected as corrected:
            there = reverse("cases:correct", args=[case.pk, corrected.newer.pk])
            words = _("この行は、もう訂正されています。新しい行を見て、直すところがあれば、その行を訂正してください。")
            missing = [Check(words, "response.record", False, there)]
        else:
            return _recorded(request, case, before, entry)
    view_case(case=case, by=request.staff)
    context = {
        "case": case,
        "kind": kind,
        "form": form,
        "attach": attach,
        "missing": missing,
        "corrects": corrects,
        "rows": rows,
        "room": row,
        "agencies": agencies_of(case.school) if kind.name == "agency" else (),
        "questions": questions_for(row.side if row else str(form["code"].value() or "")) if rows.statements else None,
        "wishes": quiet_of(wishes),
        "early": early_words(case) if kind.name in CONFIRMATIONS and not period_over(case, today()) else "",
    }
    wrong = form.errors or rows.wrong or attach.errors or missing
    return render(request, "cases/record.html", context, status=422 if wrong else 200)


def _recorded(request: StaffRequest, case: Case, before: str, row: Entry) -> HttpResponse:
    case.refresh_from_db()
    messages.success(request, _("記録しました。"))
    if row.flag == "no_distress" and counts_early(case, row):
        messages.warning(request, early_words(case))
    if case.state != before:
        messages.info(request, _("「%(state)s」へ進みました。") % {"state": CASE_FLOW.labels[case.state]})
    return redirect("cases:show", pk=case.pk)


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def correct(request: StaffRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """Correct a line by a new one; the old one stays readable."""
    case = known_case(request.staff, pk)
    old = get_object_or_404(lines_in(case).select_related("case__key"), pk=entry)
    kind = KINDS[old.kind]
    if not kind.by_hand:
        raise Http404
    require_line(case, request.staff, kind)
    if not may_correct(old, request.staff):
        raise PermissionDenied
    if (newer := lines_in(case).filter(corrects=old).first()) is not None and request.method == "GET":
        messages.info(request, _("この行は、もう訂正されています。新しい行を表示します。"))
        return redirect("cases:correct", pk=pk, entry=newer.pk)
    start: dict[str, Any] = {f"body_{name}": words for name, words in old.data("body").items()}
    start |= {"code": old.code, "flag": old.flag, "occurred_at": old.occurred_at}
    start |= {"pupil": str(old.pupil_id or ""), "second": str(old.second_id or "")}
    start |= start_of(old) if kind.name == "act" else {}
    return _written(request, case, kind, start, corrects=old)
