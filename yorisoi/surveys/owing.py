"""What is owed for an item of the reading list: duties about the item, shown with everything else that is owed.

Of what carries no name they tell no more than the item: no line in the journal, no time but the day, no order.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from yorisoi.duties.actions import Setting, drop, owe, reassign_shut_out, settle
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.duties.queries import owed_by
from yorisoi.duties.single import settle_one
from yorisoi.journal.actors import Actor
from yorisoi.policy.deadlines import TOKYO, due
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.policy.survey_duties import END, READ, SURVEY_DUTIES, owed_on
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.surveys.apart import holders_of
from yorisoi.surveys.models import ReadingItem
from yorisoi.surveys.reading_models import TALK

KIND = ReadingItem._meta.label_lower
READS = frozenset(name for name, duty in SURVEY_DUTIES.items() if duty.done_by == READ)


def when_owed(
    school: School, clock_name: str, at: datetime, *, named: bool, is_school_day: Callable[[date], bool]
) -> dict[str, Any]:
    """Return since when and until when a new item is owed, and its place among others.

    Without a name since the day, not the hour, and a place by chance (docs/decisions/0017).
    """
    return {
        "owed_at": at if named else datetime.combine(day_of(at), time(0), TOKYO),
        "due_at": due(edition(school.edition).clocks[clock_name], at, is_school_day=is_school_day),
        "stir": 0 if named else secrets.randbelow(30_000),
    }


def owe_items(
    items: Sequence[ReadingItem],
    *,
    by: Actor,
    school_class: SchoolClass,
    kept: Collection[int],
    people: Sequence[Staff] | None,
    read: Setting | None = None,
) -> None:
    """Owe the reading of new items and their end. kept: the staff ids that they are kept from.

    What is not for the class (`apart`) goes past its 担任 and 学年主任; and past 生徒指導主任, who sees it ended,
    to 教頭, so that two are asked. read: what has been read already, and where the rows are gathered.
    """
    read = read or Setting()
    for item in items:
        wanted = owed_on(item.clock)
        silent = item.sheet_id is None and item.kind != TALK
        past = _apart(item, school_class, people)
        setting = replace(
            read,
            pupils={"child": [item.pupil_id]} if item.pupil_id is not None else {},
            assigned={} if item.pupil_id is not None else {one.name: [(None, None, None, "")] for one in wanted},
            shut_out=kept,
            people=people,
            fresh=True,
            home=school_class,
            silent=silent,
        )
        if not past:
            owe(wanted, about=item, by=by, at=item.owed_at, setting=setting)
            continue
        if _holding(Post.VICE_PRINCIPAL, people or ()) - {*kept}:
            past |= _holding(Post.GUIDANCE_HEAD, people or ())
        for one in wanted:
            out = {*kept, *past} if one.done_by == READ else kept
            owe([one], about=item, by=by, at=item.owed_at, setting=replace(setting, shut_out=out))


def _holding(post: Post, people: Sequence[Staff]) -> frozenset[int]:
    return frozenset(one.pk for one in people if post in one.posts)


def read_by(item: ReadingItem, by: Staff, at: datetime) -> None:
    """Settle the reading that this person owes, by their post or for somebody for whom they stand in."""
    rows = Duty.objects.select_for_update(of=("self",)).filter(OPEN, name__in=READS, **about_fields(item))
    for duty in owed_by(by, rows.order_by("pk")):  # the item is theirs to read, or they could not have read it
        duty.hold(item)
        settle_one(duty, by=by, at=at)


def item_closed(item: ReadingItem, by: Staff, at: datetime) -> None:
    """Settle the end of an item that has its outcome and its readers; who has not read it need not any more."""
    settle(END, about=item, by=by, at=at, pupil_id=item.pupil_id)
    drop(READS, about=item, by=by, move="survey_item_closed", at=at)


def pass_on(item: ReadingItem, *, shut_out: Collection[int], by: Actor, at: datetime) -> None:
    """Give what is still owed by people who are kept from it now to whoever acts for them."""
    if shut_out:
        apart = _apart(item, item.school_class, None)
        reassign_shut_out(about=item, shut_out={*shut_out, *apart}, by=by, at=at)


def _apart(item: ReadingItem, school_class: SchoolClass, people: Sequence[Staff] | None) -> frozenset[int]:
    if item.sheet_id is not None and item.kind != TALK:
        return frozenset()
    return holders_of(school_class, people_now(item.school) if people is None else people)


def stir_duties(cursor: Any, among: str, where: Sequence[Any]) -> None:
    """Write what is owed for items again, as they are themselves written again (`alarming.stir`). among: "IN (…)"."""
    owed = f"UPDATE {Duty._meta.db_table} SET acting_post = acting_post"  # noqa: S608 (our own names)
    words = f"{owed} WHERE subject_kind = %s AND subject_id {among}"
    cursor.execute(words, [KIND, *where])
