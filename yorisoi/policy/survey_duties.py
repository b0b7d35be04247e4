"""What an answer that must be read makes people owe (§第2-3(2)①): 担任 reads it, 生徒指導主任 sees it ended.

Two adults, one of them not the 担任: the second duty ends only with the item, when it has its outcome and its readers.
What cannot wait runs on the clock of the same day.
"""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.questionnaire import GRAVE
from yorisoi.policy.roles import Post

CITE = "detection.survey_reading"
READ, END = "survey_read", "survey_ended"  # what settles them

READ_ANSWER = Duty(
    "survey_read", _("元気アンケートの答えを読む"), CITE, Post.HOMEROOM, "survey_read", done_by=READ, per="child"
)
END_ANSWER = Duty(
    "survey_end", _("元気アンケートの答えを二人で読み、どうするかを決める"), CITE, Post.GUIDANCE_HEAD, "survey_read",
    done_by=END, per="child",
)  # fmt: skip
READ_GRAVE = Duty(
    "survey_read_grave", _("元気アンケートの、待てない答えを今日のうちに読む"), CITE, Post.HOMEROOM, "survey_grave",
    done_by=READ, per="child",
)  # fmt: skip
END_GRAVE = Duty(
    "survey_end_grave", _("元気アンケートの、待てない答えを二人で読み、どうするかを決める"), CITE, Post.GUIDANCE_HEAD,
    "survey_grave", done_by=END, per="child",
)  # fmt: skip

SURVEY_DUTIES = MappingProxyType({duty.name: duty for duty in (READ_ANSWER, END_ANSWER, READ_GRAVE, END_GRAVE)})


def owed_on(clock: str) -> tuple[Duty, Duty]:
    """Return what is owed for an item that runs on this clock: to read it, and to see it ended."""
    return (READ_GRAVE, END_GRAVE) if clock == GRAVE else (READ_ANSWER, END_ANSWER)
