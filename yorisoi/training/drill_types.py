"""What a drill consists of. The drills themselves stand in `training.drills`, one file each.

What must be done by when, and by which clause, is never written here: an expectation names a duty or a move of the
policy's tables, and text, clock and clause are read there (`drill_debrief`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yorisoi.policy.flow import Text

Effect = Callable[[Any], object]  # is given the `Stage`
PAPER, PHONE, VISITOR, TALK, PRESS = "paper", "phone", "visitor", "talk", "press"
CHANNELS = (PAPER, PHONE, VISITOR, TALK, PRESS)


@dataclass(frozen=True)
class When:
    """When an event of the story comes: minutes from the start, or so many school days after it at a time."""

    minutes: int = 0
    day: int = 0
    at: str = ""


@dataclass(frozen=True)
class Inject:
    """An event of the story: a card for the players and, if wanted, something that really comes into the sandbox.

    unless, only: what an expectation names (`Expect.what`). The event does not come if the first was met by then, or if
    the second was not: so 市教委 of the story answers whoever has told it.
    """

    code: str
    when: When
    channel: str
    title: Text
    text: Text
    effect: Effect | None = None
    unless: str = ""
    only: str = ""


@dataclass(frozen=True)
class Expect:
    """Something that the policy wants of the players.

    what: "duty:NAME" (a duty of any table), "move:FLOW.NAME" (report, case, serious), "report" (something is handed in
    as a report), "incident" (a serious incident is opened). cite: only for the last two, a clause. by: the duty whose
    clock says by when, where the thing itself is none. after: what must not come later than this. avoid: the move is
    one that this story tempts to and the policy refuses. why: what hangs on it in this story.
    """

    what: str
    why: Text
    by: str = ""
    after: str = ""
    avoid: bool = False
    cite: str = ""


@dataclass(frozen=True)
class Drill:
    """One drill. story: what the players know at the start. children: what each child of the story is, by letter.

    posts: whom a lone player begins as, then who else matters. minutes: how long it takes, as a rule.
    """

    code: str
    title: Text
    about: Text
    story: Text
    minutes: int
    children: dict[str, Text]
    begins_as: str
    injects: tuple[Inject, ...]
    expects: tuple[Expect, ...]
    prepare: Effect | None = None
    before: timedelta = timedelta(0)  # how long before the start the story begins

    def inject(self, code: str) -> Inject | None:
        """Return the event of this code."""
        return next((one for one in self.injects if one.code == code), None)
