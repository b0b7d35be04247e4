"""Where this chapter is met by those below it: editions by name, the duty about helplines."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.duties.subjects import Subject, register
from yorisoi.editions.models import HelplineYear, StoredEdition
from yorisoi.editions.queries import Times
from yorisoi.policy import stored


def text_of(name: str) -> str | None:
    """Return the text of a stored edition, whichever school keeps it."""
    return StoredEdition.objects.filter(name=name).values_list("text", flat=True).first()


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    stored.keep_in(text_of)
    stored.tell_times(Times)
    register(
        HelplineYear._meta.label_lower,
        Subject(
            label=_("相談窓口の番号"),
            url=lambda _pk: reverse("editions:helplines"),
            verb=_("確かめる"),
            kept=lambda _staff: HelplineYear.objects.none(),
        ),
    )
