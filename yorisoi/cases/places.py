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


def own_place(
    name: str, *, staff: Staff, case: Case | None = None, report_id: Any = None, writes: frozenset[str] | None = None
) -> str:
    """Return where this person does what the policy still wants outside the meeting.

    Nothing where there is no such place, or the page would refuse them. writes: the kinds of lines that they may
    write in the case, where these are known already.
    """
    if name == "memo_left" and report_id:
        return "#memo"
    if name == "words_seen" and report_id:
        return address("cases:report", report_id) + "#words-found"
    if case is None:
        return ""
    if name in NEED_KINDS:
        kind, code = NEED_KINDS[name]
        if kind not in (writable(case, staff, [KINDS[kind]]) if writes is None else writes):
            return ""
        return address("cases:record", case.pk, kind, code=code)
    if name == "acts_stopped":
        return address("cases:acts", case.pk)
    if name == "victim_known":
        return address("cases:involve", case.pk) if staff.can(Can.RESPOND) else ""
    if name == "memo_left":
        return address("cases:show", case.pk) + "#reports"
    return ""
