"""What 市教委 makes a school owe: an answer to what it asks back about something submitted (法24条)."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty
from yorisoi.policy.roles import Post

ANSWER_BOARD = Duty(
    "answer_board", _("市教委の問い合わせに答える"), "response.board_word", Post.VICE_PRINCIPAL, "next_date",
    done_by="board_answer",
)  # fmt: skip

BOARD_DUTIES = MappingProxyType({duty.name: duty for duty in (ANSWER_BOARD,)})
