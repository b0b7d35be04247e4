"""What the end of the school year, and a child's going to another school, make people owe."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

WRITE_HANDOVER = Duty(
    "write_handover", _("引継ぎを書く（分かっていること・約束したこと・次にすること）"), "response.handover",
    Post.HOMEROOM, "handover", done_by="handover_written",
)  # fmt: skip
PASS_ON_RECORD = Duty(
    "pass_on_record", _("進学先・転出先に何を渡すかを決め、渡す"), "record.pass_on", Post.GUIDANCE_HEAD, "pass_on",
    done_by="passed_on",
)  # fmt: skip
YEAR_DUTIES = MappingProxyType({duty.name: duty for duty in (WRITE_HANDOVER, PASS_ON_RECORD)})

LAST_GRADE = 6  # of an elementary school: its children leave at the year's end
