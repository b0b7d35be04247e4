"""Whether whoever looks over everybody's duties may do one of them: a button that would be refused is not shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from yorisoi.duties.actions import all_duties
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.models import Duty
from yorisoi.duties.places import Place, line_kind
from yorisoi.duties.queries import duties_of
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
SAME = "00000000-0000-7000-8000-000000000000"

# kind of line, person → whether their posts let them write it; the cases put theirs here when they are ready
MAY_WRITE: list[Callable[[str, Staff], bool]] = []


MINE_OF = AskedBy(lambda staff, ids: duties_of(staff).filter(pk__in=ids).values_list("pk", flat=True))


def pressable(duties: Iterable[Duty], places: Mapping[Any, Place], staff: Staff) -> dict[Any, Place]:
    """Return the places where this person may do the duty: by right, or because it is theirs. One query."""
    rows = list(duties)
    able = {duty.pk: place for duty in rows if (place := places.get(duty.pk)) and _opens(place.url, staff)}
    refused = [duty.pk for duty in rows if duty.pk in able and not _writes(duty, staff)]
    mine = set(MINE_OF.rows(staff, ids=tuple(refused))) if refused else set()
    return {pk: place for pk, place in able.items() if pk not in refused or pk in mine}


def _writes(duty: Duty, staff: Staff) -> bool:
    wanted = all_duties().get(duty.name)
    kind = line_kind(wanted.done_by if wanted else "")
    return duty.case_id is None or all(may(kind, staff) for may in MAY_WRITE)


def _opens(url: str, staff: Staff) -> bool:
    rights = _declared(ID.sub(SAME, url.partition("#")[0].partition("?")[0]))
    return rights is None or bool(rights & staff.rights)


@lru_cache(maxsize=256)
def _declared(path: str) -> frozenset[Can] | None:
    """Return the rights that a page declares; None: it declares none."""
    try:
        return getattr(resolve(path).func, "declares", None)
    except Resolver404:
        return None
