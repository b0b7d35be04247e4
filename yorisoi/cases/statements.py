"""What was said, one by one, and the marks that people set on it: agreeing, contradicting, to be asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_hearings import Marked, Statement, StatementMark
from yorisoi.cases.moves import join_team, locked
from yorisoi.cases.queries import lines_in
from yorisoi.cases.reach import parts_of
from yorisoi.cases.rights import require_writer
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import Text
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Staff

MARK_LABELS: dict[str, Text] = {
    "agree": _("一致"),
    "contradict": _("食い違い"),
    "ask_again": _("もう一度聞く"),
}
OPEN_KINDS = ("contradict", "ask_again")


class TooFew(Exception):
    """Agreement and contradiction are between two or more statements."""


class Settled(Exception):
    """Somebody has settled the mark already."""


@dataclass(frozen=True)
class Told:
    """One thing said, as typed: when and where what it speaks of was, who did what, the words."""

    words: str = ""
    did: str = ""
    place: str = ""
    on: date | None = None
    hour: time | None = None


def keep_statements(case: Case, entry: Entry, told: Sequence[Told], *, by: Staff, at: datetime) -> list[Statement]:
    """Write the statements of a hearing; where none was set apart, the words as a whole are one.

    The case must be locked in this transaction.
    """
    if not told and entry.flag != "could_not" and (words := entry.data("body").get("words", "")):
        told = [Told(words=words)]
    made = []
    for number, one in enumerate(told, start=1):
        row = Statement(case=case, entry=entry, by=by, at=at, number=number, acted_on=one.on, acted_at=one.hour)
        row.put("place", one.place.strip())
        row.put("said", {k: v for k, v in (("words", one.words.strip()), ("did", one.did.strip())) if v})
        row.save(force_insert=True)
        findable(row, "place", "said", at=at)
        made.append(row)
    return made


def statements_of(case: Case) -> list[Statement]:
    """Return what was said in hearings that have not been corrected, along the time of what it speaks of."""
    rows = Statement.objects.filter(entry__in=lines_in(case).values("pk"), entry__corrections__isnull=True)
    found = list(rows.select_related("case__key", "entry__case__key", "entry__pupil", "entry__by", "entry__second"))
    found.sort(key=along)
    return found


def along(row: Statement) -> tuple[bool, date, bool, time, datetime, int]:
    """Order by the time of the act; a day without an hour after its hours, what has no day at the end."""
    return (
        row.acted_on is None,
        row.acted_on or date.min,
        row.acted_at is None,
        row.acted_at or time.min,
        row.entry.occurred_at,
        row.number,
    )


@transaction.atomic
def mark(
    *,
    case: Case,
    by: Staff,
    kind: str,
    statements: Sequence[UUID],
    why: str,
    asker: Staff | None = None,
    token: str = "",
) -> StatementMark:
    """Say of statements that they agree, contradict each other, or are to be asked again; who asks joins the team.

    Raises PermissionError, `TooFew`, Statement.DoesNotExist for what is not of this case.
    """
    case = locked(case)
    require_writer(case, by)
    if token and (known := case.statementmarks.filter(token=token).first()) is not None:
        return known
    wanted = set(statements)
    rows = list(Statement.objects.filter(entry__in=lines_in(case).values("pk"), pk__in=wanted))
    if len(rows) != len(wanted):
        raise Statement.DoesNotExist
    if len(rows) < (1 if kind == "ask_again" else 2):
        raise TooFew
    if asker is not None and (asker.pk in shut_out_of_case(case.pk) or asker.school_id != case.school_id):
        raise PermissionError("cannot ask in this matter")
    now = clock.now()
    row = StatementMark(case=case, by=by, at=now, kind=kind, asker=asker, token=token)
    row.put("why", why.strip())
    row.save(force_insert=True)
    Marked.objects.bulk_create([Marked(mark=row, statement=statement) for statement in rows])
    if asker is not None:
        join_team(case, [asker], "hearing", now, by)
    _journal(row, by, now, statements=len(rows))
    return row


@transaction.atomic
def settle_mark(*, mark: StatementMark, by: Staff, why: str, case: Case | None = None) -> StatementMark:
    """Close a contradiction or a wish to ask again, with what was found out. The mark stays.

    case: on whose page, where the mark came with a case that went into it.
    Raises `Settled` if somebody was before.
    """
    case = locked(case or mark.case)
    require_writer(case, by)
    if not _marks(case).filter(pk=mark.pk).exists():
        raise StatementMark.DoesNotExist
    if mark.kind not in OPEN_KINDS or StatementMark.objects.filter(settles=mark).exists():
        raise Settled
    now = clock.now()
    row = StatementMark(case=case, by=by, at=now, kind="settled", settles=mark)
    row.put("why", why.strip())
    row.save(force_insert=True)
    _journal(row, by, now, settles=str(mark.pk))
    return row


def pass_asker(case: Case, person: Staff, to: Staff, *, by: Staff, at: datetime) -> dict[UUID, StatementMark]:
    """Let `to` ask again what `person` was to ask: a new mark in the place of the old one, which stays, closed.

    The case is locked. Returns the new marks by the id of the old one.
    """
    old = _marks(case).filter(kind__in=OPEN_KINDS, asker=person, settled_by__isnull=True)
    fresh = {}
    for row in old.select_related("case__key").prefetch_related("marked"):
        new = StatementMark(case=case, by=by, at=at, kind=row.kind, asker=to)
        new.put("why", row.text("why"))
        new.save(force_insert=True)
        Marked.objects.bulk_create([Marked(mark=new, statement_id=one.statement_id) for one in row.marked.all()])
        closing = StatementMark(case=case, by=by, at=at, kind="settled", settles=row)
        closing.put("why", gettext("引継ぎで、%(name)sが聞くことになりました。") % {"name": to.name})
        closing.save(force_insert=True)
        _journal(new, by, at, statements=len(row.marked.all()))
        _journal(closing, by, at, settles=str(row.pk))
        fresh[row.pk] = new
    return fresh


def marks_of(case: Case) -> list[StatementMark]:
    """Return the marks on statements with what closed them, in order of time."""
    rows = _marks(case).exclude(kind="settled").select_related("case__key", "by", "asker")
    rows = rows.select_related("settled_by__by", "settled_by__case__key")
    return list(rows.prefetch_related("marked", "hearings").order_by("at", "pk"))


def open_marks(case: Case) -> int:
    """Return how many contradictions and questions are not settled."""
    return _marks(case).filter(kind__in=OPEN_KINDS, settled_by__isnull=True).count()


def _marks(case: Case) -> QuerySet[StatementMark]:
    """Return the marks of a case and of those that went into it."""
    return StatementMark.objects.filter(case__in=[case.pk, *parts_of(case)])


def _journal(row: StatementMark, by: Staff, at: datetime, **data: object) -> None:
    journal(
        by=by,
        school_id=row.case.school_id,
        event=f"statements.{row.kind}",
        about=row.case,
        cite="response.gather",
        at=at,
        mark=str(row.pk),
        **data,
    )
