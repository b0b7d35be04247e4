"""No child's name in what everybody reads, what goes out of the house or is published: the one check of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.schools.models import Pupil, School
from yorisoi.schools.search import fold

SAID = _("子どもの名前が入っています。名前を書かずに表してください。")


class NamesAChild(ValueError):
    """The name of a child stands in what everybody reads. fields: in which of the texts."""

    def __init__(self, *fields: str) -> None:
        super().__init__("names a child")
        self.fields = fields


def names_a_child(school: School, text: str) -> bool:
    """Say whether the full name of a child of this school stands in a text, written with or without a blank."""
    return bool(_named(school, {"text": text}))


def require_nameless(school: School, **texts: str) -> None:
    """Raise NamesAChild, with the names of the texts in which a child's name stands."""
    if found := _named(school, texts):
        raise NamesAChild(*found)


def _named(school: School, texts: dict[str, str]) -> list[str]:
    words = {key: folded for key, text in texts.items() if (folded := fold(text).replace(" ", ""))}
    if not words:
        return []
    rows = Pupil.objects.filter(school=school, left_on__isnull=True).values_list("family_name", "given_name")
    names = [fold(f"{family}{given}").replace(" ", "") for family, given in rows if given]
    return [key for key, said in words.items() if any(len(name) > 2 and name in said for name in names)]
