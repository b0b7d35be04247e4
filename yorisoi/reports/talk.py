"""Writes of the two-way talk behind the receipt: the reporter says more, the school answers, each sees the other.

Decision 0008 says who may answer, and why whatever the reporter adds is received like a report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from yorisoi.duties.actions import Setting, owe, settle, tell
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.duties.queries import NAMED, owed_by
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.report_flow import ANSWER_REPORTER, READ_MESSAGE
from yorisoi.policy.roles import Can, Post
from yorisoi.reports.acting import acting_as, board_people, intake_people, may_work_on
from yorisoi.reports.attaching import SentFile, said_about, store_files
from yorisoi.reports.meant import classes_for, who_is_meant
from yorisoi.reports.models import Message, MessageFile, MessageSeen, Report
from yorisoi.reports.pointing_out import point_out
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.reports.quota import require_room
from yorisoi.reports.shutting_out import shut_out_meant
from yorisoi.reports.words_found import MESSAGE, find_words
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff

CITE = "response.talk"


def has_reporter(report: Report) -> bool:
    """Say whether somebody holds the six words: whoever told a member of staff was given none."""
    return report.code_hash is not None and report.received_by_id is None


def may_answer(report: Report, staff: Staff) -> bool:
    """Say whether this person may speak for the school to whoever reported.

    Whoever may work on the report (the intake right, or a member's seat in a meeting that takes it up), or has a
    member's seat in a meeting on its case. Never whoever is shut out of the report or its case.
    """
    if not has_reporter(report) or staff.school_id != report.school_id:
        return False
    link = getattr(report, "case_link", None)
    if staff.pk in shut_out_of(report) or (link is not None and staff.pk in shut_out_of_case(link.case_id)):
        return False
    if may_work_on(report, staff):
        return True
    if link is None or not staff.can(Can.MEET):
        return False
    seats = apps.get_model("meetings", "Attendance").objects.filter(staff=staff, seat="member")
    return seats.filter(meeting__items__case_id=link.case_id).exists()


def _lock(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=report.pk)


def _token_hash(report: Report, speaker: str, token: str) -> bytes:
    return hashlib.sha256(f"{report.pk}:{speaker}:{token}".encode()).digest()


def _write(
    report: Report, *, direction: str, by: Staff | None, words: str, token: str, at: datetime
) -> tuple[Message, bool]:
    """Write a message once; the same token again is the same message. The report is locked: nobody comes between."""
    speaker = str(by.pk) if by is not None else direction
    mark = _token_hash(report, speaker, token)
    if (known := Message.objects.select_related("report__key").filter(token_hash=mark).first()) is not None:
        return known, False
    message = Message(report=report, direction=direction, by=by, at=at, token_hash=mark)
    message.put("words", words)
    message.save(force_insert=True)
    return message, True


@transaction.atomic
def say_more(
    *,
    report: Report,
    by: Actor,
    words: str,
    token: str,
    files: Sequence[SentFile] = (),
    about: Mapping[str, Any] | None = None,
) -> Message:
    """Take in what the reporter adds, as a report is taken in: never lost, held against the staff's names, owed today.

    It does not matter what has become of the report: decided, in a case at rest, set aside. Whoever is named or
    mentioned is shut out before anybody is told. A duty that is open already keeps its earlier clock. Files stay with
    the report, as those that came with it; about: what was said of a screen. Raises `NoRoom` for too many of them.
    """
    report = _lock(report)
    now = clock.now()
    message, new = _write(report, direction=Message.REPORTER, by=None, words=words, token=token, at=now)
    if not new:
        return message
    require_room(report, files, outside=True)
    kept = store_files(by=by, files=files, about=about or {}, report=report, at=now)
    MessageFile.objects.bulk_create([MessageFile(message=message, attachment=row) for row in kept])
    said = "\n".join([words, *said_about(about or {}).values()])
    out = shut_out_of(report)
    pupils = list(report.named_pupils(manager="now").values_list("pupil_id", flat=True))
    meant = who_is_meant(
        report.school,
        spoken=said,
        named=(),
        withhold=(),
        classes=classes_for(report.school, report.school_class_id, pupils),
        reporter_id=None,
        already=out,
    )
    shut_out_meant(report, meant, by=by, at=now)
    journal(by=by, school_id=report.school_id, event="message.received", about=report, cite=CITE, at=now)
    find_words(report=report, by=by, text=said, place=MESSAGE, ref=str(message.pk), at=now)
    findable(message, "words", at=now)
    owed = set(Duty.objects.filter(OPEN, report=report).values_list("name", flat=True))
    wanted = [duty for duty in (ANSWER_REPORTER, READ_MESSAGE) if duty.name not in owed]
    owe(wanted, about=report, by=by, at=now, setting=Setting(shut_out=shut_out_of(report)))
    people = [*intake_people(report), *board_people(report)]
    tell(people, kind="message_received", school=report.school, at=now, report=report)
    return message


@transaction.atomic
def answer_reporter(*, report: Report, by: Staff, words: str, token: str) -> Message:
    """Answer whoever reported, or ask back. Nobody learns who they are by it.

    Settles the duty to answer, unless something has come in that this person has not seen yet.
    """
    report = _lock(report)
    if not may_answer(report, by):
        raise PermissionError("not theirs to answer")
    now = clock.now()
    message, new = _write(report, direction=Message.SCHOOL, by=by, words=words, token=token, at=now)
    if not new:
        return message
    journal(by=by, school_id=report.school_id, event="message.answered", about=report, cite=CITE, at=now)
    point_out(report=report, by=by, text=words, place="answer", at=now)
    if not _unseen(report, by).exists():
        settle("answered", about=report, by=by, at=now)
    return message


@transaction.atomic
def see_messages(*, report: Report, by: Actor) -> int:
    """Note that the other side's messages were seen, each once; return how many were new to this one.

    by: a member of staff, or the public, who came with the six words. A manager's look (or that of whoever acts for
    them) settles the managers' duty.
    """
    staff = by if isinstance(by, Staff) else None
    new = [pk for (pk,) in UNSEEN.rows(report=report.pk, staff=staff.pk if staff else None)]
    now = clock.now()
    if new:
        rows = [MessageSeen(message_id=pk, staff=staff, at=now) for pk in new]
        MessageSeen.objects.bulk_create(rows, ignore_conflicts=True)
        journal(by=by, school_id=report.school_id, event="message.seen", about=report, at=now, count=len(new))
    if staff is not None and (new or _owes_reading(report)):
        managers = staff.posts & {Post.PRINCIPAL, Post.VICE_PRINCIPAL}
        if (
            managers
            or acting_as(staff, Post.VICE_PRINCIPAL, shut_out_of(report))
            or owed_by(staff, NAMED.rows(names=(READ_MESSAGE.name,), **about_fields(report)))
        ):
            settle("message_read", about=report, by=staff, at=now)
    return len(new)


def _owes_reading(report: Report) -> bool:
    return bool(TO_READ.rows(report=report.pk))


def _unseen(report: Report, staff: Staff | None) -> QuerySet[Message]:
    """Return the other side's messages that this person (nobody: the reporter) has not seen."""
    return _not_seen(report.pk, staff.pk if staff else None)


def _not_seen(report: Any, staff: int | None) -> QuerySet[Message]:
    other = Message.REPORTER if staff is not None else Message.SCHOOL
    seen = MessageSeen.objects.filter(message__report=report, staff=staff).values("message_id")
    return Message.objects.filter(report=report, direction=other).exclude(pk__in=seen)


UNSEEN = Fixed(lambda report, staff: _not_seen(report, staff).values_list("pk"))
TO_READ = Fixed(lambda report: Duty.objects.filter(OPEN, report=report, name=READ_MESSAGE.name).values_list("pk")[:1])
