"""Where what the policy still wants is done (where a duty is done: `duties.places`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


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


def need_place(name: str, *, case_id: Any = None, report_id: Any = None) -> str:
    """Return where what the policy still wants is done outside the meeting, or nothing."""
    if name == "memo_left" and report_id:
        return "#memo"
    if name == "words_seen" and report_id:
        return address("cases:report", report_id) + "#words-found"
    if case_id is None:
        return ""
    if name in NEED_KINDS:
        kind, code = NEED_KINDS[name]
        return address("cases:record", case_id, kind, code=code)
    if name == "acts_stopped":
        return address("cases:acts", case_id)
    if name == "victim_known":
        return address("cases:involve", case_id)
    if name == "memo_left":
        return address("cases:show", case_id) + "#reports"
    return ""
