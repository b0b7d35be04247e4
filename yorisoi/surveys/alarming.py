"""What becomes something to read: alarming answers, words, a child who wants to talk. In the transaction of the answer.

The item has its clock (`due_at`), its readers (`queries.unread_by`) and ends only as the policy says; what is owed for
it are duties (`owing`), open as long as the item is.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from yorisoi.duties.actions import tell
from yorisoi.duties.models import about_fields
from yorisoi.duties.setting import Setting
from yorisoi.journal.actors import Actor
from yorisoi.journal.rows import new_row
from yorisoi.journal.written import Rows, told_id
from yorisoi.policy.alarms import Alarms, alarms
from yorisoi.policy.roles import Post
from yorisoi.reports.meant import Here, Meant, classes_for, who_is_meant
from yorisoi.surveys.models import Card, KeptFrom, ReadingItem, Sheet
from yorisoi.surveys.owing import owe_items, stir_duties, when_owed
from yorisoi.surveys.reading_models import ALARM, TALK, TEXT

CITE = "detection.survey_reading"
TOLD = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD)
INSTEAD = (Post.ACADEMIC_HEAD, Post.NURSE)  # when all of these are kept from it

# in words of its own: for each class in each turn, Django took longer to put these together than all else
_ITEMS, _KEPT = ReadingItem._meta.db_table, KeptFrom._meta.db_table
_NAMELESS = "round_id = %s AND school_class_id = %s AND pupil_id IS NULL AND closed_at IS NULL"


@dataclass(frozen=True)
class Alarmed:
    """What stands in a sheet that adults must read, who is kept from it, and who works here where it was read."""

    found: Alarms
    kept: Sequence[Meant] = field(default_factory=tuple)
    here: Here | None = None


def look_at(card: Card, said: dict[str, Any], here: Here | None = None) -> Alarmed:
    """Look at answers before the transaction: reading is no reason to hold the database. here: where that was read."""
    sheet = card.part.questionnaire.read
    found = alarms(sheet, said)
    withhold = withheld(sheet, said, card.school_class_id)
    spoken = "\n".join(text for text, _found in found.words.values())
    if not withhold and not spoken:
        return Alarmed(found, here=here)
    here = here or Here(card.round.school)
    kept = who_is_meant(
        card.round.school,
        spoken=spoken,
        named=(),
        withhold=withhold,
        classes=classes_for(card.round.school, card.school_class_id, (), here),
        reporter_id=None,
        here=here,
    )
    return Alarmed(found, tuple(kept), here)


def withheld(sheet: Any, said: dict[str, Any], class_id: int | None) -> list[tuple[str, int | None]]:
    """Return (post, class id) of the adults whom these answers keep out; 「おうちの人」 is no post."""
    chosen = [code for item in sheet.withheld if isinstance(said.get(item.code), list) for code in said[item.code]]
    return [(code, class_id if code == Post.HOMEROOM else None) for code in chosen if code not in {"nobody", "family"}]


def owe_reading(
    card: Card,
    said: dict[str, Any],
    alarmed: Alarmed,
    *,
    sheet: Sheet | None,
    at: datetime,
    by: Actor,
    rows: Rows | None = None,
    seats: Mapping[int, Any] | None = None,
) -> list[ReadingItem]:
    """Write what of a sheet must be read, and who is kept from it; tell of what cannot wait. sheet None: no name.

    rows: all is gathered there, to be written with that of other sheets. seats: this year's, where they were read.
    """
    if not (alarmed.found.rules or alarmed.found.words or alarmed.kept):
        return []
    here = alarmed.here or Here(card.round.school)
    bundle = sheet.pk if sheet is not None else uuid.uuid4()
    made = []
    if alarmed.found.rules:
        rules = alarmed.found.rules
        first = next((rule for rule in rules if rule.grave), rules[0])
        item = _item(card, sheet, bundle, ALARM, first.clock, at, here, grave=first.grave, cite=first.cite)
        item.rules = [rule.code for rule in rules]
        item.put("words", {"reasons": [[rule.say, rule.say_en] for rule in rules], "answers": said})
        made.append(item)
    for code, (text, found) in alarmed.found.words.items():
        grave = any(one.rule.grave for one in found)
        item = _item(card, sheet, bundle, TEXT, "survey_grave" if grave else "survey_read", at, here, grave=grave)
        item.item, item.rules = code, [one.rule.name for one in found]
        words = [{"rule": one.rule.name, "found": list(one.words)} for one in found]
        item.put("words", {"text": text, "found": words, "answers": said})
        made.append(item)
    now = rows if rows is not None else Rows()
    now.add(made)
    _keep(card, made, alarmed.kept, sheet, now)
    if made:
        _owe(card, made, alarmed.kept, by, here, Setting(rows=now, seats=seats, is_school_day=here.is_school_day))
        if (urgent := next((item for item in made if item.grave), None)) is not None:
            _tell(card, alarmed.kept, "survey_grave", at, here, urgent if sheet is not None else None, now)
    if rows is None:
        now.write()
    return made


def talk_item(
    card: Card, *, sheet: Sheet | None, kept: Sequence[Meant], at: datetime, by: Actor, here: Here | None = None
) -> ReadingItem:
    """Write that a child wants to talk now, and tell 管理職 and 生徒指導主任. Inside the caller's transaction."""
    here = here or Here(card.round.school)
    item = _item(card, sheet, sheet.pk if sheet else uuid.uuid4(), TALK, "survey_grave", at, here, grave=True)
    item.pupil_id, item.key, item.owed_at = card.pupil_id, card.key, at
    item.put("words", {"reasons": [["「いま はなしたい」をおした", "Pressed “I want to talk now”"]]})
    rows = Rows()
    rows.add([item])
    _keep(card, [item], kept, None, rows)
    _owe(card, [item], kept, by, here, Setting(rows=rows, is_school_day=here.is_school_day))
    _tell(card, kept, "survey_talk", at, here, item, rows)
    rows.write()
    return item


def _item(
    card: Card,
    sheet: Sheet | None,
    bundle: uuid.UUID,
    kind: str,
    clock_name: str,
    at: datetime,
    here: Here,
    *,
    grave: bool,
    cite: str = CITE,
) -> ReadingItem:
    school = card.round.school
    key = card.key if sheet is not None else card.round.key
    return new_row(
        ReadingItem,
        {"school": school, "round": card.round, "key": key, "sheet": sheet},
        school_id=school.pk,
        round_id=card.round_id,
        school_class_id=card.school_class_id,
        key_id=key.pk,
        sheet_id=sheet.pk if sheet is not None else None,
        pupil_id=card.pupil_id if sheet is not None else None,
        bundle=bundle,
        kind=kind,
        grave=grave,
        cite=cite,
        clock=clock_name,
        **when_owed(school, clock_name, at, named=sheet is not None, is_school_day=here.is_school_day),
    )


def _keep(card: Card, items: Sequence[ReadingItem], kept: Sequence[Meant], sheet: Sheet | None, into: Rows) -> None:
    if not kept:
        return
    school = card.round.school_id
    rows = [KeptFrom(school_id=school, item=item, staff_id=one.staff.pk, why=one.why) for item in items for one in kept]
    if sheet is not None:
        rows += [KeptFrom(school_id=school, sheet=sheet, staff_id=one.staff.pk, why=one.why) for one in kept]
    into.add(rows)


def _owe(
    card: Card, items: Sequence[ReadingItem], kept: Collection[Meant], by: Actor, here: Here, read: Setting
) -> None:
    out = frozenset(one.staff.pk for one in kept)
    owe_items(items, by=by, school_class=card.school_class, kept=out, people=here.people, read=read)


def _tell(
    card: Card, kept: Collection[Meant], kind: str, at: datetime, here: Here, item: ReadingItem | None, rows: Rows
) -> None:
    """Tell of an item; None: of the list alone, so that the moment is not tied to an item that carries no name."""
    out = {one.staff.pk for one in kept}
    people = [person for person in here.people if person.pk not in out]
    told = [person for person in people if person.posts & set(TOLD)]
    told = told or [person for person in people if person.posts & set(INSTEAD)]
    tell(
        told, kind=kind, school=card.round.school, at=at, rows=rows, **(about_fields(item) if item is not None else {})
    )


def stir(round_id: Any, class_id: int) -> None:
    """Write every open item without a name of a class again, so that none tells with which answer it came."""
    drawn, where = secrets.randbelow(30_000), [told_id(round_id), class_id]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_ITEMS} SET stir = %s WHERE {_NAMELESS}", [drawn, *where])  # noqa: S608 (our own names)
        if cursor.rowcount:
            among = f"IN (SELECT id FROM {_ITEMS} WHERE {_NAMELESS})"  # noqa: S608
            cursor.execute(f"UPDATE {_KEPT} SET stir = %s WHERE item_id {among}", [drawn, *where])  # noqa: S608
            stir_duties(cursor, among, where)
