"""What finding out early makes people owe (§第2-3(2)①): answer an offer, decide on concerns, hold an interview."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

ANSWER_OFFER = Duty(
    "answer_offer",
    _("気がかりを、通報にするかどうか答える"),
    "detection.concerns",
    Post.HOMEROOM,
    "concern_offer",
)
DECIDE_CONCERNS = Duty(
    "decide_concerns",
    _("気がかりを読み、どうするかを決める"),
    "detection.concerns",
    Post.GUIDANCE_HEAD,
    "concerns",
)
HOLD_INTERVIEW = Duty("hold_interview", _("面談をする"), "detection.interview", Post.HOMEROOM, "interview")

CARE_DUTIES: dict[str, Duty] = {duty.name: duty for duty in (ANSWER_OFFER, DECIDE_CONCERNS, HOLD_INTERVIEW)}
