"""App configuration."""

from functools import partial
from typing import Any

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.care."""

    name = "yorisoi.care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add what is noticed to a child's page, the line of time, the agenda, and its duties to the lists."""
        from django.utils.translation import gettext_lazy as _

        from yorisoi.care.agenda import OWN_PARTS, add_agenda
        from yorisoi.care.line import OWN_SOURCES, add_source
        from yorisoi.care.pupil_part import part
        from yorisoi.care.queries import kept_duties
        from yorisoi.duties.kept_from import KEPT_TOO
        from yorisoi.duties.places import ON_PUPIL
        from yorisoi.policy.care_duties import ANSWER_OFFER, DECIDE_CONCERNS, HOLD_INTERVIEW
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
        for source in OWN_SOURCES:
            add_source(source)
        for maker in OWN_PARTS:
            add_agenda(maker)
        if kept_duties not in KEPT_TOO:
            KEPT_TOO.append(kept_duties)
        for duty, label in (
            (ANSWER_OFFER, _("答える")),
            (DECIDE_CONCERNS, _("読んで決める")),
            (HOLD_INTERVIEW, _("面談を開く")),
        ):
            ON_PUPIL[duty.name] = partial(_place, label)


def _place(label: Any, duty: Any) -> tuple[str, Any]:
    """Return where a duty about a child alone is done: the address that leads on to it."""
    from django.urls import reverse

    return reverse("care:duty", args=[duty.pk]), label
