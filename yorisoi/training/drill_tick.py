"""What happens by the clock within a drill: the same as in any school, for its sandbox alone. Nothing is mailed."""

from __future__ import annotations

from yorisoi.attendance.reassigning import attend
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.turning import follow_everywhere
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.meetings.series import call_due
from yorisoi.meetings.sharing import remind_late
from yorisoi.meetings.substitutes import seat_everywhere
from yorisoi.reports.standing_in import pass_on_everywhere
from yorisoi.schools.sandboxes import inside_of


def tick_here() -> None:
    """Do what is due in the drill's sandbox. Within `inside(sandbox)` only, so that no real school is touched."""
    if inside_of() is None:
        raise RuntimeError("a drill's tick is for its sandbox alone")
    for each in (
        follow_everywhere, pass_on_everywhere, attend, follow_incidents, tell_overdue, call_due, seat_everywhere,
        remind_late,
    ):  # fmt: skip
        each()
