"""The checklist of one's own class, and what was ticked over the year: for the teacher's own eyes."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.care.checklists import own_classes, review_class
from yorisoi.care.models_more import ChecklistRun
from yorisoi.care.queries import runs_done, runs_of
from yorisoi.policy.checklists import Checklist, thaw
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, sending_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Enrolment, SchoolClass
from yorisoi.schools.queries import classes_of
from yorisoi.schools.search import fold

_APART = re.compile(r"[\s、,，・/／]+")


@needs(Can.PASS_ON)
@require_safe
def checklists(request: StaffRequest) -> HttpResponse:
    """My reviews of this year, line by line; for 生徒指導主任 and the managers which class was reviewed when."""
    staff = request.staff
    classes = own_classes(staff)
    runs = [run for run in runs_of(staff) if run.school_class.year == school_year(today())]
    done: dict[int, list[ChecklistRun]] = {}
    if staff.can(Can.OVERSEE):
        for run in runs_done(request.school):
            done.setdefault(run.school_class_id, []).append(run)
    context = {
        "classes": classes,
        "tables": [_table(one, [run for run in runs if run.school_class_id == one.pk]) for one in classes],
        "done": [(one, done.get(one.pk, [])) for one in classes_of(request.school)] if staff.can(Can.OVERSEE) else [],
        "oversees": staff.can(Can.OVERSEE),
    }
    return render(request, "care/checklists.html", context)


def _table(school_class: SchoolClass, runs: list[ChecklistRun]) -> dict[str, Any]:
    """Return the lines that were ever ticked, by scene, with how many children came to mind in each review."""
    runs = sorted(runs, key=lambda run: run.at)[-6:]
    ticked: dict[str, dict[int, int]] = {}
    for run in runs:
        for line, pupil in run.ticks.values_list("line", "pupil_id"):
            here = ticked.setdefault(line, {})
            here[run.pk] = here.get(run.pk, 0) + (1 if pupil else 0)
    forms = [thaw(run.version.name, run.version.content) for run in runs]
    points = {code: found for form in forms for code, found in form.points().items()}
    rows = []
    for code, (scene, point) in points.items():
        if code in ticked:
            rows.append((scene.label, point.label, [ticked[code].get(run.pk) for run in runs]))
    return {"school_class": school_class, "runs": runs, "rows": rows}


@needs(Can.PASS_ON)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Tick the lines; a child is named by the number in the class or by name."""
    school_class = get_object_or_404(classes_of(request.school).select_related("school"), pk=pk)
    if school_class.pk not in {one.pk for one in own_classes(request.staff)}:
        raise PermissionDenied
    form = edition(request.school.edition).checklist
    seats = list(
        Enrolment.objects.filter(school_class=school_class, pupil__left_on__isnull=True)
        .select_related("pupil")
        .order_by("number")
    )
    errors: dict[str, str] = {}
    if request.method == "POST":
        ticked, errors = _read(request.POST, form, seats)
        if not errors:
            token = token_of(request.POST.get("token"))
            run = review_class(
                school_class=school_class,
                by=request.staff,
                form=form,
                ticked=ticked,
                token=sending_token(token, ticked),
            )
            made = run.ticks.filter(concern__isnull=False).count()
            said = _("見直しを残しました。気がかり %(n)s件になりました。") if made else _("見直しを残しました。")
            messages.success(request, said % {"n": made} if made else said)
            return redirect("care:checklists")
    context = {
        "school_class": school_class,
        "form": form,
        "seats": seats,
        "scenes": [
            (scene, [_shown(request.POST, scene.code, point, errors) for point in scene.points])
            for scene in form.scenes
        ],
        "errors": errors,
        "token": token_of(request.POST.get("token")) if request.method == "POST" else new_token(),
    }
    return render(request, "care/checklist.html", context, status=422 if errors else 200)


def _shown(posted: QueryDict, scene: str, point: Any, errors: dict[str, str]) -> dict[str, Any]:
    code = f"{scene}.{point.code}"
    names = posted.get(f"who-{code}", "")
    ticked = code in posted.getlist("line")
    return {"code": code, "point": point, "ticked": ticked, "names": names, "error": errors.get(code, "")}


def _read(posted: QueryDict, form: Checklist, seats: list[Enrolment]) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Return what was ticked (line → ids of children), and what could not be read. Naming a child ticks the line."""
    ticked: dict[str, list[int]] = {}
    errors: dict[str, str] = {}
    lines = set(posted.getlist("line"))
    for code, (_scene, point) in form.points().items():
        names = posted.get(f"who-{code}", "").strip() if point.child else ""
        if code not in lines and not names:
            continue
        found, unknown = _children(names, seats)
        if unknown:
            errors[code] = _("「%(names)s」がこの学級のだれか、分かりません。出席番号か名前で書いてください。") % {
                "names": "、".join(unknown)
            }
        ticked[code] = found
    return ticked, errors


def _children(text: str, seats: list[Enrolment]) -> tuple[list[int], list[str]]:
    found: list[int] = []
    unknown: list[str] = []
    for piece in (one for one in _APART.split(text) if one):
        wanted = fold(piece)
        hits = [
            seat.pupil_id
            for seat in seats
            if wanted == str(seat.number)
            or wanted
            in {fold(seat.pupil.name), fold(seat.pupil.kana), fold(seat.pupil.family_name), fold(seat.pupil.given_name)}
        ]
        if len(hits) == 1:
            found.append(hits[0])
        else:
            unknown.append(piece)
    return found, unknown
