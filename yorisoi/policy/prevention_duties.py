"""What prevention makes people owe: the activities of the year's plan, its review, words to heed."""

from __future__ import annotations

from types import MappingProxyType

from yorisoi.policy.plan_flow import PLAN_FLOW
from yorisoi.policy.together_flow import NOTE_FLOW

PREVENTION_DUTIES = MappingProxyType({**PLAN_FLOW.duties(), **NOTE_FLOW.duties()})
