"""Custody in the demo: who told is opened once with a reason."""

from __future__ import annotations

from yorisoi.demo.story import Story
from yorisoi.reports.custody import open_identity


def opened_to_call_back(s: Story, when: str, reason: str, *, by: str = "vp") -> None:
    """Somebody who holds the right opens who told, to call back."""

    def beat(story: Story) -> None:
        open_identity(report=story.the_report(), by=story.who(by), reason=reason)

    s.do(when, beat)
