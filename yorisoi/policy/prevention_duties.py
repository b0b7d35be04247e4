"""What prevention makes people owe: the year's plan and its review, words to heed, trainings, the policy itself."""

from __future__ import annotations

from types import MappingProxyType

from yorisoi.policy.plan_flow import PLAN_FLOW
from yorisoi.policy.together_flow import NOTE_FLOW
from yorisoi.policy.training_flow import TRAINING_DUTIES

PREVENTION_DUTIES = MappingProxyType({**PLAN_FLOW.duties(), **NOTE_FLOW.duties(), **TRAINING_DUTIES})
