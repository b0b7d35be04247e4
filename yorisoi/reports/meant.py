"""Who of the staff a report means, and so who is shut out of it from its first second (DESIGN §1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from yorisoi.policy.roles import RIGHTS, Can, Post
from yorisoi.reports.matching import Classes, staff_mentioned
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import PostHolding, School, Staff
from yorisoi.schools.queries import current_enrolments, holders, staff_of

# Who stays in when a text mentions everybody who could take the report in: 「校長先生にも教頭先生にも相談しましたが」.
STAYS = (Post.VICE_PRINCIPAL, Post.PRINCIPAL, Post.GUIDANCE_HEAD)


@dataclass(frozen=True, slots=True)
class Meant:
    """A person to shut out, why (named, mentioned, withheld), and the words that gave it."""

    staff: Staff
    why: str
    phrase: str = ""


def classes_for(school: School, class_id: int | None, pupils: Iterable[int] = ()) -> Classes:
    """Return what says who 「担任の先生」 and 「4年1組の先生」 are at this school today."""
    homes: dict[int, list[int]] = defaultdict(list)
    by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
    held = PostHolding.objects.filter(
        post=Post.HOMEROOM, until__isnull=True, staff__school=school, school_class__year=school_year(today())
    ).select_related("school_class")
    for row in held:
        if row.school_class is not None:
            homes[row.school_class.pk].append(row.staff_id)
            by_name[row.school_class.grade, row.school_class.name].append(row.staff_id)
    about = {seat.school_class_id for seat in current_enrolments(pupils).values()} | ({class_id} if class_id else set())
    own = [staff_id for class_pk in about if class_pk in homes for staff_id in homes[class_pk]]
    children = set(school.pupils.filter(left_on__isnull=True).values_list("family_name", flat=True))
    return Classes(own=own, by_name=by_name, children=children)


def who_is_meant(
    school: School,
    *,
    spoken: str,
    named: Iterable[int],
    withhold: Sequence[tuple[str, int | None]],
    classes: Classes,
    reporter_id: int | None,
    already: Collection[int] = (),
) -> list[Meant]:
    """Return who is shut out of a report that says this. Whoever reports is out only if expressly named.

    already: ids of those who are shut out of it before this is said; they are not returned again.

    A mere mention never shuts out everybody who could take the report in: then 教頭 stays (or 校長, or 生徒指導主任),
    because a report that nobody can open is a report lost.
    """
    staff = {person.pk: person for person in staff_of(school)}
    found: dict[int, Meant] = {}
    for post, class_id in withhold:
        for person in holders(school, post, class_id=class_id if post == Post.HOMEROOM else None):
            found[person.pk] = Meant(person, "withheld")
    for match in staff_mentioned(spoken, staff.values(), classes):
        found.setdefault(match.staff_id, Meant(staff[match.staff_id], "mentioned", match.phrase))
    for staff_id in named:
        if staff_id in staff:
            found[staff_id] = Meant(staff[staff_id], "named")
    found = {pk: meant for pk, meant in found.items() if pk != reporter_id or meant.why == "named"}
    found = {pk: meant for pk, meant in found.items() if pk not in already}
    left = [person for pk, person in staff.items() if pk not in already]
    return list(_somebody_can_open(left, found).values())


def _somebody_can_open(staff: Iterable[Staff], found: dict[int, Meant]) -> dict[int, Meant]:
    able = [person for person in staff if any(Can.INTAKE in RIGHTS[post] for post in person.posts)]
    if any(person.pk not in found for person in able):
        return found
    for post in STAYS:
        for person in able:
            if post in person.posts and found[person.pk].why == "mentioned":
                return {pk: meant for pk, meant in found.items() if pk != person.pk}
    return found
