"""The kinds of dated lines of a serious incident by name: their fields, when they may be written, what each settles."""

from __future__ import annotations

from yorisoi.incidents.kind_types import GROUPS, Field, Kind
from yorisoi.incidents.kinds_inquiry import INQUIRY_KINDS
from yorisoi.incidents.kinds_told import TOLD_KINDS

__all__ = ["GROUPS", "KINDS", "PRESS_KINDS", "Field", "Kind"]

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*TOLD_KINDS, *INQUIRY_KINDS)}
PRESS_KINDS = ("press_voice", "press_agreed", "press_asked", "press_answer")
