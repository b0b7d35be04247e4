"""Words that were found calm and are read again, because somebody finds them worrying after all.

What has ended stays as it was (the database refuses a change): the same words come back as an item of their own, with
its clock from now on. It holds the worry, so that it ends only in a report, an interview or the committee's reason.
"""

from __future__ import annotations

from yorisoi.journal import clock
from yorisoi.journal.rows import new_row
from yorisoi.schools.models import Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.school_days import school_day_at
from yorisoi.surveys.models import KeptFrom, ReadingItem
from yorisoi.surveys.owing import owe_items, when_owed
from yorisoi.surveys.reading_models import NOTHING, TEXT


def again_of(row: ReadingItem) -> ReadingItem | None:
    """Return the item in which these words, once found calm, are read again; None where they are not."""
    if row.outcome != NOTHING:
        return None
    same = ReadingItem.objects.filter(bundle=row.bundle, kind=TEXT, item=row.item).exclude(outcome=NOTHING)
    return same.order_by("pk").first()


def read_again(row: ReadingItem, by: Staff) -> ReadingItem:
    """Return the item in which they are read again, made now if it is not there. row: locked in this transaction."""
    if (known := again_of(row)) is not None:
        return known
    now, school = clock.now(), row.school
    made = new_row(
        ReadingItem,
        {"school": school, "round": row.round, "key": row.key, "sheet": row.sheet, "school_class": row.school_class},
        school_id=school.pk,
        round_id=row.round_id,
        school_class_id=row.school_class_id,
        key_id=row.key_id,
        sheet_id=row.sheet_id,
        pupil_id=row.pupil_id,
        bundle=row.bundle,
        kind=TEXT,
        item=row.item,
        rules=row.rules,
        grave=row.grave,
        cite=row.cite,
        clock=row.clock,
        **when_owed(school, row.clock, now, named=row.sheet_id is not None, is_school_day=school_day_at(school)),
    )
    made.put("words", row.data("words"))
    made.save(force_insert=True)
    kept = list(KeptFrom.objects.filter(item=row).values_list("staff_id", "why"))
    for staff_id, why in kept:
        KeptFrom(school_id=school.pk, item=made, staff_id=staff_id, why=why).save(force_insert=True)
    out = frozenset(staff_id for staff_id, _why in kept)
    owe_items([made], by=by, school_class=row.school_class, kept=out, people=people_now(school))
    return made
