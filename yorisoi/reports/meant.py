"""Who of the staff a report means, and so who is shut out of it from its first second (DESIGN §1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from yorisoi.policy.roles import RIGHTS, Can, Post
from yorisoi.reports.matching import Classes, staff_mentioned
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import current_enrolments
from yorisoi.schools.school_days import school_day_at

# Who stays in when a text mentions everybody who could take the report in: 「校長先生にも教頭先生にも相談しましたが」.
STAYS = (Post.VICE_PRINCIPAL, Post.PRINCIPAL, Post.GUIDANCE_HEAD)


@dataclass(frozen=True, slots=True)
class Meant:
    """A person to shut out, why (named, mentioned, withheld), and the words that gave it."""

    staff: Staff
    why: str
    phrase: str = ""


class Here:
    """Who works at a school today, and its children's surnames: read when first asked for, once for one report."""

    def __init__(self, school: School) -> None:
        self.school = school

    @cached_property
    def people(self) -> list[Staff]:
        """The active people with their posts, in their order."""
        return people_now(self.school)

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The surnames of the children who are at the school."""
        return frozenset(self.school.pupils.filter(left_on__isnull=True).values_list("family_name", flat=True))

    @cached_property
    def is_school_day(self) -> Callable[[date], bool]:
        """The school's days; the calendar is read when it is first asked."""
        return school_day_at(self.school)

    def holders(self, post: str, class_id: int | None = None) -> list[Staff]:
        """Return who holds a post (for 担任: of this class, where one is given)."""
        return [
            person
            for person in self.people
            if any(
                holding.post == post and (class_id is None or holding.school_class_id == class_id)
                for holding in person.holdings
            )
        ]


def classes_for(school: School, class_id: int | None, pupils: Iterable[int] = (), here: Here | None = None) -> Classes:
    """Return what says who 「担任の先生」 and 「4年1組の先生」 are today. here: where that has been read."""
    known = here or Here(school)
    homes: dict[int, list[int]] = defaultdict(list)
    by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
    year = school_year(today())
    for person in known.people:
        for row in person.holdings:
            if row.post == Post.HOMEROOM and row.school_class is not None and row.school_class.year == year:
                homes[row.school_class.pk].append(person.pk)
                by_name[row.school_class.grade, row.school_class.name].append(person.pk)
    about = {seat.school_class_id for seat in current_enrolments(pupils).values()} | ({class_id} if class_id else set())
    own = [staff_id for class_pk in about if class_pk in homes for staff_id in homes[class_pk]]
    return Classes(own=own, by_name=by_name, children=lambda: known.surnames)


def who_is_meant(
    school: School,
    *,
    spoken: str,
    named: Iterable[int],
    withhold: Sequence[tuple[str, int | None]],
    classes: Classes,
    reporter_id: int | None,
    already: Collection[int] = (),
    here: Here | None = None,
) -> list[Meant]:
    """Return who is shut out of a report that says this. Whoever reports is out only if expressly named.

    already: ids of those who are shut out of it before this is said; they are not returned again.

    A mere mention never shuts out everybody who could take the report in: then 教頭 stays (or 校長, or 生徒指導主任),
    because a report that nobody can open is a report lost.
    """
    here = here or Here(school)
    staff = {person.pk: person for person in here.people}
    found: dict[int, Meant] = {}
    for post, class_id in withhold:
        for person in here.holders(post, class_id if post == Post.HOMEROOM else None):
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
