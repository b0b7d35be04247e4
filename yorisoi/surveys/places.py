"""Where this chapter is met: in the lists of duties and notices, on everyone's first page, on a child's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.duties.first_page import HEADS
from yorisoi.duties.subjects import Subject, register
from yorisoi.policy.survey_duties import END
from yorisoi.schools.pupil_parts import add_part
from yorisoi.surveys.heads import first_page, pupil_part
from yorisoi.surveys.owing import KIND
from yorisoi.surveys.queries import kept_items


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        KIND,
        Subject(
            label=_("元気アンケートの答え"),
            url=lambda pk: reverse("surveys:item", args=[pk]),
            verb=_("答えを読む"),
            verbs={END: _("読んで決める")},
            kept=kept_items,
            own=True,
        ),
    )
    HEADS.add(first_page)
    add_part(pupil_part)
