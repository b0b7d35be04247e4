"""Which clauses and clocks the flows and duties want: an edition must have them all."""

from __future__ import annotations

from yorisoi.policy.board_duties import BOARD_DUTIES
from yorisoi.policy.case_duties import CASE_DUTIES
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.early_duties import EARLY_DUTIES
from yorisoi.policy.flow import Duty
from yorisoi.policy.joining import JOINING
from yorisoi.policy.outreach_flow import OUTREACH_FLOW
from yorisoi.policy.plan_flow import EVALUATION, PLAN_FLOW
from yorisoi.policy.prevention_duties import PREVENTION_DUTIES
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.serious_checklist import cites as checklist_cites
from yorisoi.policy.serious_duties import SERIOUS_DUTIES
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.policy.together_flow import LESSON_FLOW, NOTE_FLOW
from yorisoi.policy.training_flow import TRAINING_FLOW
from yorisoi.policy.year_duties import YEAR_DUTIES


def cited() -> frozenset[str]:
    """Return every clause that a flow or a duty cites; an edition must have them all."""
    flows = (
        REPORT_FLOW, CASE_FLOW, JOINING, SERIOUS_FLOW, PLAN_FLOW, LESSON_FLOW, NOTE_FLOW, OUTREACH_FLOW, TRAINING_FLOW,
    )  # fmt: skip
    found = {cite for flow in flows for cite in flow.cites()} | checklist_cites() | {EVALUATION}
    return frozenset({*found, *(duty.cite for duty in every_duty())})


def every_duty() -> list[Duty]:
    """Return the duties of all flows and tables; the same one may stand there twice."""
    tables = (
        REPORT_FLOW.duties(), CASE_FLOW.duties(), CASE_DUTIES, EARLY_DUTIES, SERIOUS_DUTIES, YEAR_DUTIES, BOARD_DUTIES,
        PREVENTION_DUTIES,
    )  # fmt: skip
    return [duty for table in tables for duty in table.values()]


def clocks_used() -> frozenset[str]:
    """Return every clock that a duty runs on; an edition must have them all."""
    return frozenset(duty.clock for duty in every_duty())
