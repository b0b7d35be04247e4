"""Where this chapter is met: duties about its rows, a child's page and line of time, the agenda of the committee.

What answers and absences end in is begun here as well: the chapters below offer the hook (`following`).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.attendance import hooks as absence_hooks
from yorisoi.care import found
from yorisoi.care.agenda import OWN_PARTS, add_agenda
from yorisoi.care.agenda_more import MORE_PARTS
from yorisoi.care.following import (
    concern_from_absence,
    from_reading,
    interview_from_absence,
    led_to,
    page_of,
    times_for,
)
from yorisoi.care.line import OWN_SOURCES, add_source
from yorisoi.care.line_more import MORE_SOURCES
from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.care.pupil_part import part
from yorisoi.care.queries import kept_concerns, kept_interviews, kept_questions
from yorisoi.duties.subjects import Subject, register
from yorisoi.schools.pupil_parts import add_part
from yorisoi.surveys import hooks as survey_hooks

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
    found.put_in_place()
    for kind, subject in SUBJECTS.items():
        register(kind, subject)
    add_part(part)
    survey_hooks.INTERVIEW, survey_hooks.INTERVIEW_PAGE = from_reading, page_of
    survey_hooks.INTERVIEW_TIMES = times_for
    absence_hooks.FOLLOWS.update(interview=interview_from_absence, concern=concern_from_absence)
    if led_to not in absence_hooks.LED_TO:
        absence_hooks.LED_TO.append(led_to)
    for source in (*OWN_SOURCES, *MORE_SOURCES):
        add_source(source)
    for maker in (*OWN_PARTS, *MORE_PARTS):
        add_agenda(maker)
