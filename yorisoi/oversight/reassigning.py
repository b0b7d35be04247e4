"""By the clock: a question of 市教委 that somebody owed who is shut out by now goes to whoever acts for them."""

from __future__ import annotations

from django.db import transaction

from yorisoi.duties.actions import reassign_shut_out
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM
from yorisoi.oversight.models import BoardWord
from yorisoi.oversight.queries_words import WORD_KIND, shut_out_of_thread
from yorisoi.schools.sandboxes import here


def follow_questions() -> int:
    """Pass on what shut-out people owe 市教委; return how many duties moved."""
    moved = 0
    owed = Duty.objects.filter(OPEN, subject_kind=WORD_KIND).order_by("pk")
    for row in BoardWord.objects.filter(here(), pk__in=owed.values("subject_id")).select_related("school", "key"):
        if out := shut_out_of_thread(row.about):
            mine = owed.filter(subject_id=row.pk)
            with transaction.atomic():
                before = list(mine.values_list("acting_post", "staff"))
                reassign_shut_out(about=row, shut_out=out, by=SYSTEM, at=clock.now())
                after = list(mine.values_list("acting_post", "staff"))
            moved += sum(one != other for one, other in zip(before, after, strict=True))
    return moved
