"""What noticing early makes people owe: for absences, concerns and interviews, answers to read, helplines."""

from __future__ import annotations

from types import MappingProxyType

from yorisoi.policy.absence import ABSENCE_DUTIES
from yorisoi.policy.care_duties import CARE_DUTIES
from yorisoi.policy.edition_duties import EDITION_DUTIES
from yorisoi.policy.survey_duties import SURVEY_DUTIES

EARLY_DUTIES = MappingProxyType({**ABSENCE_DUTIES, **CARE_DUTIES, **SURVEY_DUTIES, **EDITION_DUTIES})
