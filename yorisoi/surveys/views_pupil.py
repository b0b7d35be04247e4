"""One child's own answers: over the years for those who may read them, and a sheet for the talk with the guardians."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.surveys.forms_paper import plain
from yorisoi.surveys.in_words import answered
from yorisoi.surveys.models import ReadingItem, Sheet
from yorisoi.surveys.present_results import NOT_SHOWN, courses, keeps_from_family
from yorisoi.surveys.queries import answers_for, reading_items_for

CITE = "detection.survey"


class SheetForm(forms.Form):
    """Which questions go on the sheet. Nothing is chosen beforehand: a person decides, question by question."""

    items = forms.MultipleChoiceField(
        label=_("保護者に見せる質問"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("見せる質問を、ひとつ以上選んでください。")},
    )

    def __init__(self, *args: Any, choices: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["items"]
        field.choices = choices


@needs(Can.ANSWERS)
@require_safe
@never_cache
def line(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """What one child answered with a name, over the years, as far as this person may read it."""
    child = get_object_or_404(Pupil, uid=uid, school=request.school)
    sheets = list(answers_for(request.staff).filter(pupil=child).select_related(
        "key", "round", "school_class", "card__part__questionnaire"
    ).order_by("at", "pk"))  # fmt: skip
    if not sheets:
        raise Http404
    journal(by=request.staff, school_id=request.school.pk, event="view.survey_line", about=child, cite=CITE)
    said = [(sheet, sheet.data("answers") or {}) for sheet in sheets if sheet.key.wrapped is not None]
    rows = [(sheet, answered(sheet.card.part.questionnaire.read, given)) for sheet, given in said]
    last = {sheet.card_id: sheet.pk for sheet, _given in said}
    context = {
        "pupil": child,
        "courses": courses([(sheet, given) for sheet, given in said if last[sheet.card_id] == sheet.pk]),
        "rows": [(sheet, given, last[sheet.card_id] == sheet.pk) for sheet, given in reversed(rows)],
    }
    return render(request, "surveys/pupil.html", context)


@needs(Can.ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def home_sheet(request: StaffRequest, uid: uuid.UUID, sheet_id: uuid.UUID) -> HttpResponse:
    """A sheet for the talk at school: a person chooses what stands on it; whom the child named never does."""
    rows = answers_for(request.staff).filter(pupil__uid=uid).select_related("card__part__questionnaire", "key")
    sheet = get_object_or_404(rows, pk=sheet_id)
    versions = list(Sheet.objects.filter(card=sheet.card_id).select_related("key"))
    if any(one.version > sheet.version for one in versions):
        raise Http404
    answers = sheet.data("answers") or {}
    asked = sheet.card.part.questionnaire.read
    context: dict[str, Any] = {"pupil": sheet.pupil, "sheet": sheet, "round": sheet.round}
    kept = any(keeps_from_family(asked, one.data("answers") or {}) for one in versions if one.key.wrapped is not None)
    waiting = [] if kept else _unread(request, sheet)
    if kept or waiting:
        return render(request, "surveys/home_sheet.html", context | {"kept": kept, "waiting": waiting})
    may = [item for item in asked.items if item.kind not in NOT_SHOWN and item.code in answers]
    form = SheetForm(
        request.POST if request.method == "POST" else None, choices=[(item.code, plain(item.short)) for item in may]
    )
    context |= {
        "form": form,
        "may": may,
        "given": dict(zip((i.code for i in asked.items), answered(asked, answers), strict=True)),
    }
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["items"])
        journal(
            by=request.staff, school_id=request.school.pk, event="view.survey_home_sheet", about=sheet, cite=CITE,
            items=sorted(chosen),
        )  # fmt: skip
        said = [(plain(item.ask), context["given"][item.code].answer) for item in may if item.code in chosen]
        return render(request, "surveys/home_paper.html", context | {"said": said})
    return render(request, "surveys/home_sheet.html", context, status=422 if form.is_bound else 200)


def _unread(request: StaffRequest, sheet: Sheet) -> list[ReadingItem]:
    """Return what of this sheet, in any version, is not ended: before that nothing of it leaves the school."""
    return list(reading_items_for(request.staff).filter(sheet__card=sheet.card_id, closed_at__isnull=True))
