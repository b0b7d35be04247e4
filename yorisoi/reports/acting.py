"""Who is told of a report, and who acts for a post whose holder is shut out or missing."""

from __future__ import annotations

from collections.abc import Sequence

from yorisoi.duties.away import substitutes_today
from yorisoi.policy.flow import Move
from yorisoi.policy.roles import Can, Post, acting_posts
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.models import Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import board_officers, holder_ids, holders


def intake_people(
    report: Report, people: Sequence[Staff] | None = None, out: frozenset[int] | None = None
) -> list[Staff]:
    """Return who is told of a report: the intake officer and the managers, less those shut out (イ).

    people, out: who works at the school and who is shut out, where the caller has read it.
    """
    out = shut_out_of(report) if out is None else out
    here = people_now(report.school) if people is None else people
    posts = (Post.GUIDANCE_HEAD, Post.PRINCIPAL, Post.VICE_PRINCIPAL)
    return [person for post in posts for person in here if post in person.posts and person.pk not in out]


def acting_as(staff: Staff, post: str, shut_out: frozenset[int] | set[int]) -> bool:
    """Say whether this person holds the post, or acts for it because all before them are shut out, away or missing."""
    away = substitutes_today(staff.school) if staff.school else {}
    for acting in acting_posts(post):
        people = [
            pk
            for pk in holder_ids(staff.school, acting)  # type: ignore[arg-type]
            if pk not in shut_out and (pk == staff.pk or pk not in away)
        ]
        if people:
            return staff.pk in people
    return False


def actor_for(arrow: Move, staff: Staff, shut_out: frozenset[int], directed: frozenset[int] = frozenset()) -> str:
    """Return the post as which this person may take the move, or raise `NotTheirs`.

    directed: whom 市教委 put in the managers' stead, where both are named.
    """
    if staff.pk not in shut_out:
        for post in sorted(arrow.by & {Post.PRINCIPAL, Post.VICE_PRINCIPAL}):
            if staff.pk in directed:
                return post
        for post in sorted(staff.posts & arrow.by):
            return post
        for post in sorted(arrow.by & frozenset(Post)):
            if staff.posts & set(acting_posts(post)) and acting_as(staff, post, shut_out):
                return post
    arrow.require("")
    return ""


def may_work_on(report: Report, staff: Staff) -> bool:
    """Say whether this person may add to a report: the intake right, or a seat in a meeting that takes it up.

    Never from another school, never whoever is shut out.
    """
    if staff.school_id != report.school_id or staff.pk in shut_out_of(report):
        return False
    seat = report.agenda_items.filter(meeting__attendances__staff=staff, meeting__attendances__seat="member")
    return staff.can(Can.INTAKE) or (staff.can(Can.MEET) and seat.exists())


def require_intake(report: Report, staff: Staff) -> None:
    """Raise PermissionError unless this person has the intake right for this report."""
    if not staff.can(Can.INTAKE) or not may_work_on(report, staff):
        raise PermissionError("not theirs to take in")


def managers_out(report: Report, people: Sequence[Staff] | None = None, out: frozenset[int] | None = None) -> bool:
    """Say whether 校長 and 教頭 are all shut out: then 市教委 sees the report too. people, out: as `intake_people`."""
    out = shut_out_of(report) if out is None else out
    if not out:
        return False
    if people is None:
        managers = [*holders(report.school, Post.PRINCIPAL), *holders(report.school, Post.VICE_PRINCIPAL)]
    else:
        managers = [person for person in people if person.posts & {Post.PRINCIPAL, Post.VICE_PRINCIPAL}]
    return all(person.pk in out for person in managers)


def board_people(
    report: Report, people: Sequence[Staff] | None = None, out: frozenset[int] | None = None
) -> list[Staff]:
    """Return the people of 市教委 who are told of a report because no manager of the school may see it."""
    if not managers_out(report, people, out):
        return []
    return board_officers(report.school)
