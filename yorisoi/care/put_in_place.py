"""Where this chapter is met: duties about its rows, a child's page and line of time, the agenda of the committee."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.care.agenda import OWN_PARTS, add_agenda
from yorisoi.care.line import OWN_SOURCES, add_source
from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.care.pupil_part import part
from yorisoi.care.queries import kept_concerns, kept_interviews, kept_questions
from yorisoi.duties.subjects import Subject, register
from yorisoi.schools.pupil_parts import add_part

SUBJECTS: dict[str, Subject] = {
    Concern._meta.label_lower: Subject(
        label=_("気がかり"),
        url=lambda pk: reverse("care:concern", args=[pk]),
        verb=_("答える"),
        kept=kept_concerns,
        own=True,
    ),
    Question._meta.label_lower: Subject(
        label=_("重なった気がかり"),
        url=lambda pk: reverse("care:question", args=[pk]),
        verb=_("読んで決める"),
        kept=kept_questions,
        own=True,
    ),
    Interview._meta.label_lower: Subject(
        label=_("面談"),
        url=lambda pk: reverse("care:interview", args=[pk]),
        verb=_("面談を開く"),
        kept=kept_interviews,
        own=True,
    ),
}


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    for kind, subject in SUBJECTS.items():
        register(kind, subject)
    add_part(part)
    for source in OWN_SOURCES:
        add_source(source)
    for maker in OWN_PARTS:
        add_agenda(maker)
