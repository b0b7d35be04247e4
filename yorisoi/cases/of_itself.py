"""Arrows that a line of the record is by itself: a new act, the grade team's report."""

from __future__ import annotations

from datetime import datetime

from yorisoi.cases.models import Case
from yorisoi.cases.moves import take
from yorisoi.cases.queries import case_facts
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import NoSuchMove
from yorisoi.reports.acting import actor_for
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import Staff


def go(case: Case, move: str, by: Staff, at: datetime) -> bool:
    """Take an arrow if the flow has it from here, and say whether it has. The case must be locked."""
    try:
        arrow = CASE_FLOW.find(case.state, move)
    except NoSuchMove:
        return False
    actor = actor_for(arrow, by, shut_out_of_case(case.pk))
    arrow.ask(case_facts(case))
    take(case, arrow, by=by, actor=actor, at=at)
    return True
