"""Where the warnings are met: in the duties, below them on the first page, and on a child's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.attendance.foot import class_foot
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.attendance.present import pupil_part
from yorisoi.attendance.queries import kept_warnings
from yorisoi.duties.first_page import FEET
from yorisoi.duties.subjects import Subject, register
from yorisoi.schools.pupil_parts import add_part


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        AbsenceWarning._meta.label_lower,
        Subject(
            label=_("欠席の知らせ"),
            url=lambda pk: reverse("attendance:warning", args=[pk]),
            verb=_("確かめて書く"),
            verbs={"serious_flow": _("検討する")},
            kept=kept_warnings,
        ),
    )
    FEET.add(class_foot)
    add_part(pupil_part)
