"""A confirmation of 解消 made before the period has ended: kept, but not counted; and from which day it counts."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, Entry
from yorisoi.cases.records import CONFIRMATIONS, period_over
from yorisoi.journal import clock
from yorisoi.schools.calendar import TOKYO, day_of
from yorisoi.ui.clocks import say_day


def counts_early(case: Case, row: Entry) -> bool:
    """Say whether the line is a confirmation that comes too early to count for 解消."""
    return row.kind in CONFIRMATIONS and not period_over(case, day_of(row.occurred_at))


def early_words(case: Case) -> str:
    """Say that it does not count yet, and from which day it does."""
    if case.period_ends_on is None:
        return _("まだ解消の条件には数えません。行為を記録すると、数えられる日が決まります。")
    day = say_day(datetime.combine(case.period_ends_on, time(12), TOKYO), clock.now())
    return _(
        "見守る期間の途中なので、まだ解消の条件には数えません。%(day)sになってから、もう一度確かめてください。"
    ) % {"day": day}
