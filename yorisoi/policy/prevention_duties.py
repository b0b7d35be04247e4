"""What prevention makes people owe: the activities of the year's plan and its review."""

from __future__ import annotations

from types import MappingProxyType

from yorisoi.policy.plan_flow import PLAN_FLOW

PREVENTION_DUTIES = MappingProxyType({**PLAN_FLOW.duties()})
