"""Reading: at least two adults, one of them not the 担任; then a report, an interview, or the committee's reason.

Nothing here can rest: an item is closed when it has its outcome and its readers, and only then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.actions import may_finalise
from yorisoi.meetings.models import Meeting
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.actions import receive_report
from yorisoi.reports.answers import REMARK
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.models import Staff
from yorisoi.surveys.alarming import CITE
from yorisoi.surveys.becoming import said_of
from yorisoi.surveys.models import ItemReading, ReadingItem
from yorisoi.surveys.owing import item_closed, pass_on, read_by
from yorisoi.surveys.queries import may_read_item
from yorisoi.surveys.reading_again import read_again
from yorisoi.surveys.reading_models import COMMITTEE, INTERVIEW, NOTHING, REPORT, TEXT

READERS = 2
REASON = Need("reading_reason", _("どうしてそう判断したかを書いてください。"), CITE, lambda f: bool(f))
READ_FIRST = Need("read_first", _("先に、答えを読んでください。"), CITE, lambda f: bool(f))
STILL_UNDECIDED = Need("still_undecided", _("この答えは、もう判断されています。"), CITE, lambda f: bool(f))
ALREADY = Need(
    "already_reported",
    _("%(who)sさんが、もう通報 %(number)s にしています。書いたことは入っていません。通報のページに書いてください。"),
    CITE, lambda f: bool(f),
)  # fmt: skip
COMMITTEE_DECIDES = Need(
    "committee_decides", _("理由を書いて終わりにできるのは、いじめ対策小委員会（か委員会）の議長だけです。"), CITE,
    lambda f: bool(f),
)  # fmt: skip
COMMITTEE_SITS = Need("committee_sits", _("その会議に、二人以上の出席を記録してください。"), CITE, lambda f: bool(f))


def _locked(item: ReadingItem, by: Staff) -> ReadingItem:
    """Lock an item that this person may read; whoever may not gets PermissionError."""
    if not may_read_item(by, item):
        raise PermissionError("not theirs to read")
    found = ReadingItem.objects.select_for_update(of=("self",))
    return found.select_related("key", "school", "round", "pupil", "school_class", "sheet__key").get(pk=item.pk)


def is_homeroom(staff: Staff, item: ReadingItem) -> bool:
    """Say whether this person is the 担任 of the item's class."""
    return any(row.post == Post.HOMEROOM and row.school_class_id == item.school_class_id for row in staff.holdings)


@transaction.atomic
def read_item(*, item: ReadingItem, by: Staff) -> ReadingItem:
    """Note that somebody has read an item. The second time changes nothing. Every look is in the journal."""
    row = _locked(item, by)
    _note(row, by, "")
    journal(by=by, school_id=row.school_id, event="view.reading_item", about=row, cite=CITE)
    _close_if_done(row, by)
    return row


def _note(row: ReadingItem, by: Staff, judgement: str, reason: str = "") -> None:
    if row.readings.filter(staff=by, judgement=judgement).exists():
        return
    made = ItemReading(item=row, staff=by, at=clock.now(), homeroom=is_homeroom(by, row), judgement=judgement)
    made.put("reason", reason)
    made.save(force_insert=True)
    read_by(row, by, made.at)


@transaction.atomic
def judge_words(*, item: ReadingItem, by: Staff, alarming: bool, reason: str) -> ReadingItem:
    """Judge what a child wrote: alarming, or nothing alarming because. Either way with a reason, which stays.

    「Nothing alarming」 ends it when two say so, one of them not the 担任, and nobody the contrary. Who is alarmed may
    say so also after that: then it is read again, and the item in which it is comes back (`reading_again`).
    """
    row = _locked(item, by)
    ended = row.outcome == NOTHING and alarming and row.key.wrapped is not None
    if row.kind != TEXT or (row.outcome and not ended):
        raise NotYet([STILL_UNDECIDED])
    if not reason.strip():
        raise NotYet([REASON])
    if ended:
        row = read_again(row, by)
        if row.outcome:
            raise NotYet([STILL_UNDECIDED])
    _note(row, by, "")
    _note(row, by, "alarming" if alarming else "nothing", reason)
    journal(
        by=by, school_id=row.school_id, event="survey.judged", about=row, cite=CITE,
        judgement="alarming" if alarming else "nothing",
    )  # fmt: skip
    said = list(row.readings.exclude(judgement=""))
    calm = {one.staff_id: one.homeroom for one in said if one.judgement == "nothing"}
    worried = any(one.judgement == "alarming" for one in said)
    if not worried and len(calm) >= READERS and not all(calm.values()):
        _end(row, by, NOTHING, reason=reason)
    return row


@transaction.atomic
def end_in_report(*, item: ReadingItem, by: Staff, words: str = "", pupils: tuple[int, ...] = ()) -> Report:
    """Make it a report: the response begins, with its clocks of the same day (R1). Again it is the same report.

    Everything else of the same sheet that is undecided ends in it too. pupils: children meant besides the one who
    answered. words: what the reader adds. Whoever is kept from the item is shut out of the report.
    Raises `NotYet` for words or children that a report which is there already does not hold: they go on its own page.
    """
    row = _locked(item, by)
    if row.report_id:
        report = Report.objects.select_related("key").get(pk=row.report_id)
        _holds(report, row.outcome_by, words, pupils)
        return report
    if row.outcome:
        raise NotYet([STILL_UNDECIDED])
    received = receive_report(school=row.school, by=by, said=said_of(row, words, pupils))
    report = received.report
    if received.again:  # another item of the sheet has become it
        _holds(report, report.received_by, words, pupils)
    _note(row, by, "")
    same = ReadingItem.objects.select_for_update(of=("self",)).filter(bundle=row.bundle, outcome="")
    out = shut_out_of(report)
    for one in same.select_related("key", "school"):
        _end(one, by, REPORT, report=report)
        if one.closed_at is None:
            pass_on(one, shut_out=out, by=by, at=clock.now())
    return report


def _holds(report: Report, by: Staff | None, words: str, pupils: tuple[int, ...]) -> None:
    """Raise `NotYet` unless the report holds these words and children: nothing that was typed goes without a word."""
    known = set(report.named_pupils(manager="now").values_list("pupil_id", flat=True))
    same = words.strip() == str(report.data("answers").get(REMARK) or "").strip()
    if (words.strip() and not same) or not known.issuperset(pupils):
        said = ALREADY.text % {"who": by.name if by else "", "number": report.label}
        raise NotYet([replace(ALREADY, text=said)])


@transaction.atomic
def end_in_interview(*, item: ReadingItem, by: Staff, interview: str) -> ReadingItem:
    """End it in an interview that is planned or held (its id); the interview's own clock goes on from there."""
    row = _locked(item, by)
    if row.outcome:
        raise NotYet([STILL_UNDECIDED])
    if not interview:
        raise ValueError("an interview has an id")
    _note(row, by, "")
    _end(row, by, INTERVIEW, interview=interview)
    return row


@transaction.atomic
def end_by_committee(*, item: ReadingItem, by: Staff, meeting: Meeting, reason: str) -> ReadingItem:
    """Record the committee's reason why it ends here. Only in a sitting of 小委員会 (or 委員会), by its chair.

    Raises `NotYet` without a reason, by somebody who does not chair, or with fewer than two present.
    """
    row = _locked(item, by)
    if row.outcome:
        raise NotYet([STILL_UNDECIDED])
    needs = [] if reason.strip() else [REASON]
    right_body = meeting.school_id == row.school_id and meeting.body in {Body.SUBCOMMITTEE, Body.COMMITTEE}
    if not right_body or not may_finalise(meeting, by):
        needs.append(COMMITTEE_DECIDES)
    elif meeting.attendances.filter(present=True).count() < READERS:
        needs.append(COMMITTEE_SITS)
    if needs:
        raise NotYet(needs)
    _note(row, by, "")
    _end(row, by, COMMITTEE, reason=reason, meeting=meeting)
    return row


def _end(row: ReadingItem, by: Staff, outcome: str, *, reason: str = "", **about: Any) -> None:
    now = clock.now()
    row.outcome, row.outcome_at, row.outcome_by = outcome, now, by
    row.put("reason", reason)
    for name, value in about.items():
        setattr(row, name, value)
    row.save(update_fields=["outcome", "outcome_at", "outcome_by", "reason", *about])
    journal(by=by, school_id=row.school_id, event="survey.ended", about=row, cite=CITE, at=now, outcome=outcome)
    _close_if_done(row, by)


def readers_missing(row: ReadingItem) -> tuple[int, bool]:
    """Return how many more adults must read it, and whether one who is not the 担任 is still wanted."""
    readers = {one.staff_id: one.homeroom for one in row.readings.all()}
    return max(0, READERS - len(readers)), not any(not home for home in readers.values())


def _close_if_done(row: ReadingItem, by: Staff) -> None:
    if row.closed_at is not None or not row.outcome or any(readers_missing(row)):
        return
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    item_closed(row, by, row.closed_at)
    journal(by=by, school_id=row.school_id, event="survey.item_closed", about=row, cite=CITE, at=row.closed_at)
