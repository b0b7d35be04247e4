"""Where a thing is done: the page for a duty, for what the policy still wants, and what the button says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yorisoi.cases.entries import KINDS, Kind
from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import Duty
from yorisoi.policy.flow import Text


@dataclass(frozen=True, slots=True)
class Place:
    """An address and the words of the button that leads there."""

    url: str
    verb: Text


def address(name: str, *args: Any, **query: Any) -> str:
    """Return an address with its query, or nothing where the page is not there."""
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    given = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(given)}" if given else url


def kind_for(done_by: str) -> tuple[Kind, str] | None:
    """Return the kind of line (and its code) that settles a duty."""
    for kind in KINDS.values():
        codes = [code for code, _label in kind.codes] or [""]
        for wanted in kind.settles:
            for code in codes:
                if wanted.format(code=code) == done_by:
                    return kind, code if "{code}" in wanted else ""
    return None


def duty_place(duty: Duty, rooms: dict[str, str] | None = None) -> Place | None:
    """Return where this duty is done. rooms: body → address of an open meeting on the same matter."""
    policy = all_duties().get(duty.name)
    if policy is None or not duty.case_id:
        url = address("cases:report", duty.report_id) if duty.report_id else ""
        return Place(url, _("通報を開く")) if url else None
    done_by = policy.done_by
    if (found := kind_for(done_by)) is not None:
        kind, code = found
        url = address("cases:record", duty.case_id, kind.name, code=code, pupil=duty.pupil_id)
        return Place(url, kind.verb)
    if done_by.startswith("held:") or done_by == "decided:set_plan":
        body = done_by.removeprefix("held:") if done_by.startswith("held:") else "committee"
        if room := (rooms or {}).get(body):
            return Place(room, _("会議の部屋へ"))
        return Place(address("meetings:convene", body=body, case=duty.case_id), _("招集する"))
    if done_by.startswith("decided:"):
        return Place(address("cases:show", duty.case_id) + "#decide", _("決定する"))
    return None


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
    if case_id is None:
        return ""
    if name in NEED_KINDS:
        kind, code = NEED_KINDS[name]
        return address("cases:record", case_id, kind, code=code)
    if name == "victim_known":
        return address("cases:involve", case_id)
    if name == "memo_left":
        return address("cases:show", case_id) + "#reports"
    return ""
