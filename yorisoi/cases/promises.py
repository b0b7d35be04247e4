"""What was promised to a child or a home is a duty with an owner and a day; keeping it is a line of the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_hearings import Promise
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.noticing import notice_in_line
from yorisoi.cases.rights import require_writer
from yorisoi.duties.models import Duty
from yorisoi.duties.single import owe_one, settle_one
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_duties import KEEP_PROMISE
from yorisoi.policy.roles import Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff

LINE = gettext_noop("%(what)s（%(who)s、%(month)s月%(day)s日まで）")
AS_KEPT = re.compile(r"(?P<what>.*)（(?P<who>[^（）、]+)、(?P<month>\d{1,2})月(?P<day>\d{1,2})日まで）")


@dataclass(frozen=True)
class Promised:
    """One promise as typed: what, who does it, by which day."""

    words: str
    staff: Staff
    day: date


class Kept(Exception):
    """The promise is no longer open."""


def in_words(promises: Sequence[Promised]) -> str:
    """Say the promises in lines, for the record's own text, in the language of the record."""
    with override("ja"):
        line = _(LINE)
    return "\n".join(
        line % {"what": p.words.strip(), "who": p.staff.name, "month": p.day.month, "day": p.day.day} for p in promises
    )


def shown(words: str) -> str:
    """Return the record's text of promises, with who and by when in the language of the page."""
    line = _(LINE)
    return "\n".join(line % at.groupdict() if (at := AS_KEPT.fullmatch(one)) else one for one in words.split("\n"))


def owe_promises(case: Case, entry: Entry, promises: Sequence[Promised], *, by: Staff, at: datetime) -> None:
    """Make the promises of a line duties of their owners. The case must be locked in this transaction.

    Raises PermissionError for an owner who is shut out.
    """
    out = shut_out_of_case(case.pk)
    for one in promises:
        if one.staff.pk in out or one.staff.school_id != case.school_id:
            raise PermissionError("cannot keep a promise in this matter")
        duty = owe_one(
            KEEP_PROMISE,
            about=case,
            by=by,
            at=at,
            staff=one.staff,
            day=one.day,
            words=one.words.strip(),
            pupil_id=entry.pupil_id,
        )
        Promise.objects.create(entry=entry, duty=duty)
    join_team(case, [one.staff for one in promises], "promise", at, by)


@transaction.atomic
def keep_promise(*, case: Case, duty: Duty, by: Staff, words: str, answer: str = "") -> Entry:
    """Record that (and how) a promise was kept. Theirs who owe it, or who read every case.

    Raises PermissionError, `Kept` if it is no longer open, Duty.DoesNotExist for another case's.
    """
    case = locked(case)
    require_writer(case, by)
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk, case=case, name=KEEP_PROMISE.name)
    duty.case = case
    if duty.staff_id != by.pk and not by.can(Can.READ_ALL):
        raise PermissionError("not theirs to keep")
    if not duty.is_open:
        raise Kept
    now = clock.now()
    row = Entry(case=case, kind="promise_kept", occurred_at=now, recorded_at=now, by=by, pupil_id=duty.pupil_id)
    said = {"promised": duty.text("words"), "words": words.strip(), "reply": answer.strip()}
    row.put("body", {key: text for key, text in said.items() if text})
    row.save(force_insert=True)
    findable(row, "body", at=now)
    notice_in_line(case, row, by=by, at=now)
    journal(
        by=by,
        school_id=case.school_id,
        event="entry.promise_kept",
        about=case,
        cite=KEEP_PROMISE.cite,
        at=now,
        entry=str(row.pk),
    )
    settle_one(duty, by=by, at=now)
    return row
