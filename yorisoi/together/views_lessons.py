"""Lessons (道徳・学活) for staff: the list of a class and year, a new one, one lesson and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.cases.files import files_shown
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import KINDS, LESSON_FLOW, LESSON_LABELS, LessonState
from yorisoi.reports.files_form import FilesForm
from yorisoi.reports.models import Attachment
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.together import forms
from yorisoi.together.lessons import Told, add_words, move_lesson, plan_lesson
from yorisoi.together.models import Lesson
from yorisoi.together.queries import classes_for, lessons_for

PAGE = 40
MOVES = {"change": forms.ChangeForm, "held": forms.HeldForm, "drop": forms.DropForm, "again": forms.AgainForm}
SAID = {
    "change": gettext_noop("予定を直しました。"),
    "held": gettext_noop("記録しました。おつかれさまでした。"),
    "drop": gettext_noop("やめることにしました。"),
    "again": gettext_noop("予定にもどしました。"),
    "words": gettext_noop("加えました。"),
}
TONES = {LessonState.PLANNED: "accent", LessonState.HELD: "ok", LessonState.DROPPED: "neutral"}


def names_of(row: Lesson) -> str:
    """Return the classes of a lesson, one behind the other."""
    return "・".join(str(link.school_class) for link in row.classes.all())


def _line(row: Lesson) -> dict[str, Any]:
    return {
        "row": row,
        "kind": KINDS[row.kind],
        "classes": names_of(row),
        "about": row.text("about"),
        "state": LESSON_LABELS[row.state],
        "tone": TONES[LessonState(row.state)],
        "late": row.state == LessonState.PLANNED and row.day < today(),
        "files": len(row.attachments.all()),
    }


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else usual


@needs(Can.TOGETHER)
@require_safe
def lessons(request: StaffRequest) -> HttpResponse:
    """The lessons of a year, of one class or of all that are this person's."""
    year = _number(request.GET.get("year"), school_year(today()))
    classes = classes_for(request.staff, year)
    chosen = next((one for one in classes if one.pk == _number(request.GET.get("class"), 0)), None)
    rows = lessons_for(request.staff).filter(year=year)
    if chosen is not None:
        rows = rows.filter(classes__school_class=chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": range(school_year(today()), school_year(today()) - 4, -1),
        "classes": classes,
        "mine": classes_for(request.staff) if year != school_year(today()) else classes,
        "chosen": chosen,
        "page": page,
        "lines": [_line(row) for row in page.object_list],
    }
    return render(request, "together/lessons.html", context)


@needs(Can.TOGETHER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Plan a lesson, or put down one that was held."""
    classes = classes_for(request.staff)
    attach = FilesForm(request.POST, request.FILES, about=False) if request.method == "POST" else FilesForm(about=False)
    form = forms.LessonForm(request.POST or None, classes=classes, initial={"day": today()})
    if request.method == "POST" and form.is_valid() and attach.is_valid():
        said = form.cleaned_data
        told = Told(said["day"], said["about"], files=attach.sent)
        row = plan_lesson(
            school=request.school, by=request.staff, kind=said["kind"], classes=said["classes"], told=told,
            token=token_of(request.POST.get("token"))[:64],
        )  # fmt: skip
        messages.success(request, _("授業を加えました。行ったら、「行った」を押してください。"))
        return redirect("together:lesson", pk=row.pk)
    status = 422 if request.method == "POST" else 200
    token = token_of(request.POST.get("token")) if status == 422 else new_token()
    context = {"form": form, "attach": attach, "token": token, "classes": classes}
    return render(request, "together/lesson_new.html", context, status=status)


def _known(request: StaffRequest, pk: UUID) -> Lesson:
    return get_object_or_404(lessons_for(request.staff), pk=pk)


@needs(Can.TOGETHER)
@require_safe
def lesson(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The page of one lesson."""
    return _page(request, _known(request, pk))


def _page(
    request: StaffRequest, row: Lesson, bound: dict[str, Any] | None = None, attach: Any = None, status: int = 200
) -> HttpResponse:
    initial = {
        "change": {"day": row.day, "about": row.text("about")},
        "held": {"day": min(row.day, today())},
    }
    open_forms: dict[str, Any] = {
        arrow.name: MOVES[arrow.name](initial=initial.get(arrow.name)) for arrow in LESSON_FLOW.moves_from(row.state)
    }
    steps = list(row.steps.select_related("by"))
    for step in steps:
        step.lesson = row
    told = [(step, step.text("words"), step.text("about")) for step in steps]
    context = {
        "row": row,
        "line": _line(row),
        "steps": told,
        "reflections": [(step, words) for step, words, _about in told if words and step.kind in ("held", "words")],
        "files": files_shown(Attachment.objects.filter(lesson=row)),
        "forms": {**open_forms, "words": forms.WordsForm(), **(bound or {})},
        "bound": next(iter(bound or {}), ""),
        "attach": attach or FilesForm(about=False),
        "token": token_of(request.POST.get("token")) if bound else new_token(),
    }
    return render(request, "together/lesson.html", context, status=status)


@needs(Can.TOGETHER)
@require_POST
def act(request: StaffRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one of the things that the page offers."""
    row = _known(request, pk)
    if act not in MOVES and act != "words":
        raise Http404
    form = MOVES.get(act, forms.WordsForm)(request.POST)
    attach = FilesForm(request.POST, request.FILES, about=False) if act == "words" else None
    if form.is_valid() and (attach is None or attach.is_valid()):
        said, token = form.cleaned_data, token_of(request.POST.get("token"))[:64]
        told = Told(said.get("day"), said.get("about", ""), said.get("words", ""), attach.sent if attach else ())
        try:
            if act == "words":
                add_words(lesson=row, by=request.staff, told=told, token=token)
            else:
                move_lesson(lesson=row, move=act, by=request.staff, told=told, token=token)
        except NoSuchMove:
            messages.warning(request, _("この間に、ほかの人が記録していました。いまの様子を確かめてください。"))
            return redirect("together:lesson", pk=pk)
        except NotYet as not_yet:
            for need in not_yet.needs:
                form.add_error(None, str(need.text))
        except PermissionDenied:
            raise Http404 from None
        else:
            messages.success(request, _(SAID[act]))
            return redirect("together:lesson", pk=pk)
    return _page(request, row, {act: form}, attach, status=422)
