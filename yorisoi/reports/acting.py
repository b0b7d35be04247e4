"""Who is told of a report, and who acts for a post whose holder is shut out or missing."""

from __future__ import annotations

from yorisoi.policy.flow import Move
from yorisoi.policy.roles import Post, acting_posts
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import holders


def intake_people(report: Report) -> list[Staff]:
    """Return who is told of a report: the intake officer and the managers, less those shut out (イ)."""
    out = shut_out_of(report)
    people: list[Staff] = []
    for post in (Post.GUIDANCE_HEAD, Post.PRINCIPAL, Post.VICE_PRINCIPAL):
        people += [person for person in holders(report.school, post) if person.pk not in out]
    return people


def acting_as(staff: Staff, post: str, shut_out: frozenset[int] | set[int]) -> bool:
    """Say whether this person holds the post, or acts for it because all before them are shut out or missing."""
    for acting in acting_posts(post):
        people = [person.pk for person in holders(staff.school, acting) if person.pk not in shut_out]  # type: ignore[arg-type]
        if people:
            return staff.pk in people
    return False


def actor_for(arrow: Move, staff: Staff, shut_out: frozenset[int]) -> str:
    """Return the post as which this person may take the move, or raise `NotTheirs`."""
    if staff.pk not in shut_out:
        for post in sorted(staff.posts & arrow.by):
            return post
        for post in sorted(arrow.by):
            if post in frozenset(Post) and acting_as(staff, post, shut_out):
                return post
    arrow.require("")
    return ""
