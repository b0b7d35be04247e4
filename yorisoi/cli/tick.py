"""What happens by the clock: overdue duties, meetings, what is unread, drafts, copies, mail. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from yorisoi.attendance.reassigning import attend
from yorisoi.cases.drafts import sweep_drafts as sweep_lines
from yorisoi.documents.passing_due import owe_everywhere
from yorisoi.duties.mail import send_waiting
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.turning import follow_everywhere
from yorisoi.editions.settling import owe_checks
from yorisoi.groups.changing import end_leavers
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.meetings.drafts import sweep_drafts as sweep_decisions
from yorisoi.meetings.series import call_due
from yorisoi.meetings.sharing import remind_late
from yorisoi.meetings.substitutes import seat_everywhere
from yorisoi.oversight.reassigning import follow_questions
from yorisoi.prevention.turning import follow_plans
from yorisoi.reports.copying import make_copies
from yorisoi.reports.standing_in import pass_on_everywhere
from yorisoi.training.drill_actions import end_forgotten
from yorisoi.training.reading_actions import follow_readers
from yorisoi.yearend.turning import turn_due

LEFT_OVER = timedelta(minutes=2)  # younger files are being copied beside the requests that brought them


def tick() -> dict[str, int]:
    """Do what is due now; return how much of each was done."""
    return {
        "turned": turn_due(),
        "followed": follow_everywhere(),
        "passed_on": pass_on_everywhere(),
        "absences": attend(),
        "leaving": owe_everywhere(),
        "incidents": follow_incidents(),
        "asked": follow_questions(),
        "left_groups": end_leavers(),
        "plans": follow_plans(),
        "helplines": owe_checks(),
        "to_read": follow_readers(),
        "told_overdue": tell_overdue(),
        "called": call_due(),
        "sitting_in": seat_everywhere(),
        "reminded": remind_late(),
        "drills": end_forgotten(),
        "swept": sweep_lines() + sweep_decisions(),
        "mailed": send_waiting(),
        "copies": make_copies(older_than=LEFT_OVER),
    }
