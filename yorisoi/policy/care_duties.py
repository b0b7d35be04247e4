"""What finding out early makes people owe (§第2-3(2)①): answer an offer, decide on concerns, hold an interview."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

ANSWER_OFFER = Duty(
    "answer_offer", _("気がかりを、通報にするかどうか答える"), "detection.concerns", Post.HOMEROOM, "concern_offer",
    done_by="offer_answered", per="child",
)  # fmt: skip
DECIDE_CONCERNS = Duty(
    "decide_concerns", _("気がかりを読み、どうするかを決める"), "detection.concerns", Post.GUIDANCE_HEAD, "concerns",
    done_by="concerns_decided", per="child",
)  # fmt: skip
HOLD_INTERVIEW = Duty(
    "hold_interview", _("面談をする"), "detection.interview", Post.HOMEROOM, "interview",
    done_by="interview_held", per="child",
)  # fmt: skip

CARE_DUTIES = MappingProxyType({duty.name: duty for duty in (ANSWER_OFFER, DECIDE_CONCERNS, HOLD_INTERVIEW)})
