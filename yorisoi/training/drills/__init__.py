"""The drills that are ready to be played, in the order in which they are offered."""

from __future__ import annotations

from types import MappingProxyType

from yorisoi.training.drills.absence import ABSENCE
from yorisoi.training.drills.again import AGAIN
from yorisoi.training.drills.alone import ALONE
from yorisoi.training.drills.anonymous import ANONYMOUS
from yorisoi.training.drills.answer import ANSWER
from yorisoi.training.drills.claim import CLAIM
from yorisoi.training.drills.online import ONLINE
from yorisoi.training.drills.principal import PRINCIPAL

DRILLS = MappingProxyType(
    {one.code: one for one in (ANONYMOUS, ONLINE, ANSWER, ALONE, PRINCIPAL, AGAIN, CLAIM, ABSENCE)}
)
