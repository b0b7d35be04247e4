"""No child's name in what everybody reads: titles of the plan go out with the calendar, the evaluation is published."""

from __future__ import annotations

import re

from yorisoi.schools.models import Pupil, School
from yorisoi.schools.search import fold

_COUNT = re.compile(r"(?:[0-9０-９]+|[〇一二三四五六七八九十百]+)\s*(?:件|cases?\b)", re.IGNORECASE)


def names_a_child(school: School, text: str) -> bool:
    """Say whether the full name of a child of this school stands in a text, written with or without a blank."""
    words = fold(text).replace(" ", "")
    if not words:
        return False
    rows = Pupil.objects.filter(school=school, left_on__isnull=True)
    for family, given in rows.values_list("family_name", "given_name"):
        name = fold(f"{family}{given}").replace(" ", "")
        if given and len(name) > 2 and name in words:
            return True
    return False


def counts_cases(text: str) -> bool:
    """Say whether a text counts cases (「3件」): in the school evaluation a count is never a measure (法34条)."""
    return _COUNT.search(text) is not None
