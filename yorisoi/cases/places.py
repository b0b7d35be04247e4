"""Where what the policy still wants is done (where a duty is done: `duties.places`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Case
from yorisoi.cases.rights import writable
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff


def address(name: str, *args: Any, **query: Any) -> str:
    """Return an address with its query, or nothing where the page is not there."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    given = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(given)}" if given else url


NEED_KINDS = {
    "victim_heard": ("hearing", "victim"),
    "observed": ("observation", ""),
    "guardians_told": ("guardians_told", ""),
    "pupil_confirmed": ("pupil_confirmation", ""),
    "guardian_confirmed": ("guardian_confirmation", ""),
    "improving_reported": ("follow_up", ""),
    "not_improving_reported": ("follow_up", ""),
    "new_act": ("act", ""),
}


def need_place(
    name: str,
    *,
    case_id: Any = None,
    report_id: Any = None,
    writes: frozenset[str] | None = None,
    involves: bool = True,
) -> str:
    """Return where what the policy still wants is done outside the meeting, or nothing.

    writes: the kinds of lines that the reader may write, where a page that would refuse them must not be offered;
    involves: whether the reader gives roles.
    """
    if name == "memo_left" and report_id:
        return "#memo"
    if name == "words_seen" and report_id:
        return address("cases:report", report_id) + "#words-found"
    if case_id is None:
        return ""
    if name in NEED_KINDS:
        kind, code = NEED_KINDS[name]
        if writes is not None and kind not in writes:
            return ""
        return address("cases:record", case_id, kind, code=code)
    if name == "acts_stopped":
        return address("cases:acts", case_id)
    if name == "victim_known":
        return address("cases:involve", case_id) if involves else ""
    if name == "memo_left":
        return address("cases:show", case_id) + "#reports"
    return ""


def own_place(name: str, *, case: Case | None, report_id: Any, staff: Staff) -> str:
    """Return `need_place` for this person: nothing where the page would refuse them."""
    writes: frozenset[str] | None = None
    if case is not None and name in NEED_KINDS:
        writes = writable(case, staff, [KINDS[NEED_KINDS[name][0]]])
    case_id = case.pk if case else None
    return need_place(name, case_id=case_id, report_id=report_id, writes=writes, involves=staff.can(Can.RESPOND))
