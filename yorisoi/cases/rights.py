"""Who may write which line in a case. The doors ask in order to offer; `record_line` asks again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yorisoi.cases.entries import KINDS
from yorisoi.cases.entry_types import Kind
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.queries import cases_for, lines_in
from yorisoi.duties.actions import all_duties
from yorisoi.duties.asked import AskedBy, looking
from yorisoi.duties.queries import duties_of
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import NoSuchMove, NotTheirs, Text
from yorisoi.policy.roles import POST_LABELS, RIGHTS, Can
from yorisoi.reports.acting import actor_for
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.models import Staff

FOLLOW_UP_MOVES = {"improving": "report_improving", "not_improving": "report_no_improvement"}


class MayNot(PermissionError):
    """This kind of line is not this person's to write; `who` may."""

    def __init__(self, kind: Kind, who: tuple[Text, ...]) -> None:
        super().__init__(f"not theirs to write: {kind.name}")
        self.kind, self.who = kind, who


class Corrected(Exception):
    """The line has been corrected already: `newer` is the line to correct."""

    def __init__(self, newer: Entry) -> None:
        super().__init__("corrected already")
        self.newer = newer


def require_writer(case: Case, by: Staff) -> None:
    """Raise PermissionError unless this person may read the case and write in it."""
    if not by.can(Can.WRITE_CASE) or not reads(case, by):
        raise PermissionError("not theirs to write")
    if case.merged_into_id is not None:
        raise NoSuchMove("the case goes on as part of another")


def reads(case: Case, by: Staff) -> bool:
    """Say whether this person may read the case, by the rule of `cases_for`."""
    if by.can(Can.READ_CASE) and by.can(Can.READ_ALL):
        return case.school_id == by.school_id and by.pk not in shut_out_of_case(case.pk)
    return bool(_READ.rows(looking(by), case=case.pk))


_READ = AskedBy(lambda staff, case: cases_for(staff).filter(pk=case).order_by().values_list("pk")[:1])


def require_line(case: Case, by: Staff, kind: Kind, flag: str = "") -> None:
    """Raise `MayNot` unless this person may write a line of this kind, with this flag, in this case."""
    right = dict(kind.flag_rights).get(flag)
    if kind.name not in writable(case, by, [kind]) or (right is not None and not by.can(right)):
        raise MayNot(kind, who_may(kind, right))


def writable(case: Case, by: Staff, kinds: Iterable[Kind] | None = None) -> frozenset[str]:
    """Return the names of the kinds (all, or of these) that this person may write.

    By right, or because they owe what it settles.
    """
    if case.merged_into_id is not None:  # what comes now is written in the case that goes on
        return frozenset()
    owed: frozenset[str] | None = None
    found = set()
    for kind in KINDS.values() if kinds is None else kinds:
        if kind.posts and not _in_team(case, by):
            continue
        if not by.can(kind.right) and kind.settles:
            owed = _owed_by(case, by) if owed is None else owed
        if by.can(kind.right) or (owed and owed.intersection(kind.settles)):
            found.add(kind.name)
    return frozenset(found)


def by_post(kind: str, by: Staff) -> bool:
    """Say whether this person's posts alone let them write lines of a kind, or the kind is none of the record's."""
    wanted = KINDS.get(kind)
    return wanted is None or (by.can(wanted.right) and (not wanted.posts or bool(by.posts & frozenset(wanted.posts))))


def _owed_by(case: Case, by: Staff) -> frozenset[str]:
    """Return what settles the duties that this person owes in the case: who acts for a post has its lines to write."""
    known = all_duties()
    names = duties_of(by).filter(case=case).values_list("name", flat=True)
    return frozenset(known[name].done_by for name in names if name in known)


def _in_team(case: Case, by: Staff) -> bool:
    """Say whether this person is of the grade team, or acts for one of it."""
    try:
        return bool(actor_for(CASE_FLOW.move("report_improving"), by, shut_out_of_case(case.pk)))
    except NotTheirs:
        return False


def who_may(kind: Kind, right: Can | None = None) -> tuple[Text, ...]:
    """Return the posts that may write a line of this kind, in words."""
    wanted = right or kind.right
    posts = [post for post in POST_LABELS if wanted in RIGHTS[post] and (not kind.posts or post in kind.posts)]
    return tuple(POST_LABELS[post] for post in posts)


ONLY_CORRECTING = frozenset({"none"})  # "there was no such act" is said of a line that is there


def offered(kind: Kind, by: Staff, *, correcting: bool = False) -> Kind:
    """Return the kind with only the flags that this person may set."""
    rights = dict(kind.flag_rights)
    flags = (f for f in kind.flags if f[0] not in rights or by.can(rights[f[0]]))
    return replace(kind, flags=tuple(f for f in flags if correcting or f[0] not in ONLY_CORRECTING))


def may_correct(entry: Entry, by: Staff) -> bool:
    """Say whether this person may correct a line: whoever wrote it, or who reads every case of the school."""
    return entry.by_id == by.pk or by.can(Can.READ_ALL)


def require_correction(case: Case, by: Staff, kind: Kind, old: Entry) -> None:
    """Raise unless this line of the case may be corrected by this person, and has not been yet.

    The case must be locked in this transaction: of two corrections at once the second hears of the first.
    """
    if old.kind != kind.name or not may_correct(old, by) or not lines_in(case).filter(pk=old.pk).exists():
        raise PermissionError("not theirs to correct")
    if (newer := Entry.objects.filter(corrects=old).first()) is not None:
        raise Corrected(newer)
