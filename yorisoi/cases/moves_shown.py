"""Every arrow that leaves a case's state: who may take it, what is still wanted, where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yorisoi.cases.chronology import actor_label
from yorisoi.cases.forms_room import NEED_FIELDS
from yorisoi.cases.models import Case
from yorisoi.cases.places import address, own_place
from yorisoi.cases.present_room import Check
from yorisoi.policy.case_flow import ANYBODY, CASE_FLOW
from yorisoi.policy.flow import Move, Need, NotTheirs, Text
from yorisoi.policy.listed import listed
from yorisoi.policy.needs import CaseFacts
from yorisoi.policy.roles import Body, Can
from yorisoi.reports.actions import actor_for
from yorisoi.reports.queries import directed_in_case
from yorisoi.schools.models import Staff

IN_THE_ROOM = frozenset(NEED_FIELDS) | {"quorum"}
BY_RECORD = {
    "report_improving": ("follow_up", "improving"),
    "report_no_improvement": ("follow_up", "not_improving"),
    "act_again": ("act", ""),
    "reopen": ("act", ""),
    "reopen_watch": ("act", ""),
}
ALONE = ("resolve", "send_back")


@dataclass(frozen=True)
class Arrow:
    """One way onward."""

    move: Move
    target: Text
    anchor: str
    who: str
    before: list[Check]
    in_room: list[Text]
    url: str
    verb: Text
    alone: bool

    @property
    def ready(self) -> bool:
        """Nothing is wanted but the meeting itself."""
        return all(check.met for check in self.before)


def arrows_of(
    case: Case,
    facts: CaseFacts,
    staff: Staff,
    out: frozenset[int],
    rooms: Mapping[str, str],
    writes: frozenset[str],
) -> list[Arrow]:
    """Return the arrows from where the case stands; writes: the kinds of lines that the reader may write."""
    return [_arrow(case, move, facts, staff, out, rooms, writes) for move in CASE_FLOW.moves_from(case.state)]


def _arrow(
    case: Case,
    move: Move,
    facts: CaseFacts,
    staff: Staff,
    out: frozenset[int],
    rooms: Mapping[str, str],
    writes: frozenset[str],
) -> Arrow:
    missing = {need.name for need in move.unmet(facts)}
    before = [_check(need, missing, case, staff, writes) for need in move.needs if need.name not in IN_THE_ROOM]
    url, verb, alone = _where(case, move, staff, out, rooms, writes)
    return Arrow(
        move=move,
        target=CASE_FLOW.labels[move.lands(case.state)],
        anchor=f"way-{move.target}",
        who=_who(move),
        before=before,
        in_room=[n.text for n in move.needs if n.name in IN_THE_ROOM and move.name not in ALONE],
        url=url,
        verb=verb,
        alone=alone,
    )


def _check(need: Need, missing: set[str], case: Case, staff: Staff, writes: frozenset[str]) -> Check:
    place = own_place(need.name, staff=staff, case=case, writes=writes)
    return Check(need.text, need.cite, need.name not in missing, place)


def _who(move: Move) -> str:
    if move.by == frozenset(ANYBODY):
        return _("新しい行為を記録した人（記録すると、自動で進みます）")
    order = [*Body, *(post for post in ANYBODY)]
    return listed(actor_label(a) for a in sorted(move.by, key=lambda a: order.index(a)))


def _where(
    case: Case, move: Move, staff: Staff, out: frozenset[int], rooms: Mapping[str, str], writes: frozenset[str]
) -> tuple[str, Text, bool]:
    if move.name in ALONE:
        return "#decide", _("決定する"), may_take(move, staff, out, directed_in_case(case.pk))
    if move.name in BY_RECORD:
        kind, flag = BY_RECORD[move.name]
        mine = kind in writes and (move.by == frozenset(ANYBODY) or may_take(move, staff, out))
        return (address("cases:record", case.pk, kind, flag=flag), _("記録する"), False) if mine else ("", "", False)
    for body in Body:
        if body in move.by and body in rooms:
            return f"{rooms[body]}&move={move.name}", _("会議の部屋へ"), False
    if staff.can(Can.CONVENE):
        body = next(b for b in (Body.COMMITTEE, Body.GRADE_HEADS, Body.SUBCOMMITTEE) if b in move.by)
        return address("meetings:convene", body=body, case=case.pk), _("招集する"), False
    return "", "", False


def may_take(move: Move, staff: Staff, out: frozenset[int], directed: frozenset[int] = frozenset()) -> bool:
    """Say whether this person may take the move alone (the principal, or who acts when the principal is shut out)."""
    try:
        return bool(actor_for(move, staff, out, directed))
    except NotTheirs:
        return False


GATE = ("acts_stopped", "period_passed", "pupil_confirmed", "guardian_confirmed")


def gate_of(case: Case, facts: CaseFacts, staff: Staff, writes: frozenset[str]) -> list[Check]:
    """Return what 解消 still wants, in the order of the policy: the two conditions, the committee, the principal."""
    judge, resolve = CASE_FLOW.move("judge_resolved"), CASE_FLOW.move("resolve")
    missing = {need.name for need in judge.unmet(facts)}
    checks = [_check(need, missing, case, staff, writes) for need in judge.needs if need.name in GATE]
    judged = case.state in {"judged", "resolved"}
    checks.append(Check(_("いじめ対策委員会が、解消していると判断します。"), judge.cite, judged, ""))
    checks.append(Check(_("校長が、解消と決定します。"), resolve.cite, case.state == "resolved", ""))
    return checks
