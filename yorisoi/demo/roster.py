"""The people of a demo school, written in bulk: a roster is no part of any child's story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from yorisoi.demo import names
from yorisoi.journal.keys import make_school_key
from yorisoi.policy.roles import Post
from yorisoi.schools.models import Enrolment, Guardian, PostHolding, Pupil, School, SchoolClass, Staff, User

SIZES = (25, 24, 26, 25, 25, 24, 24, 25, 26, 25, 25, 26)  # children in 1年1組 … 6年2組: 300
PAIRS = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5}  # a teacher goes up with the class for two years
Person = tuple[str, str, str, str, str, str]


@dataclass
class Household:
    """A family: one surname, the guardians, how many children have been placed."""

    family: tuple[str, str]
    guardians: list[tuple[str, str, str]]
    children: int = 0


@dataclass
class Roster:
    """What was written: classes by (year, "4-1"), children by this year's class in the order of their numbers."""

    school: School
    year: int
    classes: dict[tuple[int, str], SchoolClass] = field(default_factory=dict)
    pupils: dict[str, list[Pupil]] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)


def make_school(slug: str, name: str, edition: str) -> School:
    """Make a demo school with its key."""
    school = School.objects.create(slug=slug, name=name, edition=edition, is_demo=True)
    make_school_key(school.pk)
    return school


def make_staff(school: School | None, people: Iterable[Person]) -> dict[str, int]:
    """Make people with accounts that no password opens (the demo lets one in by a click). Returns ids by code."""
    made: dict[str, int] = {}
    for code, family, family_kana, given, given_kana, username in people:
        user = User.objects.create_user(username)
        made[code] = Staff.objects.create(
            school=school,
            user=user,
            family_name=family,
            family_kana=family_kana,
            given_name=given,
            given_kana=given_kana,
        ).pk
    return made


def make_classes(roster: Roster, grades: Sequence[int], groups: Sequence[int]) -> None:
    """Make this year's classes and last year's."""
    rows = [
        SchoolClass(school=roster.school, year=year, grade=grade, name=str(group))
        for year in (roster.year - 1, roster.year)
        for grade in grades
        for group in groups
    ]
    for row in SchoolClass.objects.bulk_create(rows):
        roster.classes[row.year, f"{row.grade}-{row.name}"] = row


class Families:
    """Draws households and children's names, the same each time for a seed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.households: list[Household] = []
        self.abroad = list(names.FROM_ABROAD)

    def draw(self, taken: set[str], siblings: bool) -> Household:
        """Return a family whose surname is new in this class: sometimes one that has a child in a higher class."""
        known = [h for h in self.households if h.children < 3 and h.family[0] not in taken]
        if siblings and known and self.rng.random() < 0.22:
            return self.rng.choice(known)
        family = self.rng.choice([name for name in names.FAMILIES if name[0] not in taken])
        return self._found(family)

    def _found(self, family: tuple[str, str]) -> Household:
        pool = [("母", names.MOTHERS), ("父", names.FATHERS)]
        both = self.rng.random() < 0.7
        chosen = pool if both else [pool[0] if self.rng.random() < 0.75 else pool[1]]
        guardians = [
            (f"{family[0]} {self.rng.choice(given)}", relation, f"0550-00-{self.rng.randrange(1000, 10000)}")
            for relation, given in chosen
        ]
        if self.rng.random() < 0.08:
            guardians.append((f"{family[0]} 節子", "祖母", f"0550-00-{self.rng.randrange(1000, 10000)}"))
        household = Household(family, guardians)
        self.households.append(household)
        return household

    def child(self, taken: set[str], born: tuple[date, date], siblings: bool) -> tuple[Pupil, Household]:
        """Return a child, not yet saved, and the family."""
        first, last = (day.toordinal() for day in born)
        birthday = date.fromordinal(self.rng.randint(first, last))
        if self.abroad and self.rng.random() < 0.03:
            family, given, sex = self.abroad.pop(self.rng.randrange(len(self.abroad)))
            household = self._found((family, family))
            spelling = (given, given)
        else:
            household = self.draw(taken, siblings)
            sex = self.rng.choice(("male", "female"))
            spelling = self.rng.choice(names.BOYS if sex == "male" else names.GIRLS)
        household.children += 1
        taken.add(household.family[0])
        pupil = Pupil(
            family_name=household.family[0],
            family_kana=_hiragana(household.family[1]),
            given_name=spelling[0],
            given_kana=_hiragana(spelling[1]),
            sex=sex,
            born_on=birthday,
        )
        return pupil, household


def _hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def make_pupils(roster: Roster, rng: Random, sizes: dict[str, int], graduates: int = 0) -> None:
    """Make the children with this year's and last year's seats, and their guardians."""
    families = Families(rng)
    children: list[Pupil] = []
    homes: list[Household] = []
    here: list[str] = []
    for place in sorted(sizes, reverse=True):
        grade, taken = int(place.split("-")[0]), set[str]()
        for _ in range(sizes[place]):
            pupil, household = families.child(taken, _born(roster.year, grade), siblings=True)
            pupil.school = roster.school
            children.append(pupil)
            homes.append(household)
            here.append(place)
    for n in range(graduates):
        pupil, household = families.child(set(), _born(roster.year, 7), siblings=False)
        pupil.school, pupil.left_on = roster.school, date(roster.year, 3, 31)
        children.append(pupil)
        homes.append(household)
        here.append(f"7-{n % 2 + 1}")
    children = Pupil.objects.bulk_create(children)
    Guardian.objects.bulk_create(
        [
            Guardian(pupil=pupil, name=name, relation=relation, phone=phone)
            for pupil, household in zip(children, homes, strict=True)
            for name, relation, phone in household.guardians
        ]
    )
    now: dict[str, list[Pupil]] = {}
    before: dict[str, list[Pupil]] = {}
    for pupil, place in zip(children, here, strict=True):
        grade, group = (int(part) for part in place.split("-"))
        if grade <= 6:
            now.setdefault(place, []).append(pupil)
        if (
            grade in (3, 5) and f"{grade}-{3 - group}" in sizes and rng.random() < 0.5
        ):  # classes are mixed anew every second year
            group = 3 - group
        if grade >= 2:
            before.setdefault(f"{grade - 1}-{group}", []).append(pupil)
    for year, places in ((roster.year - 1, before), (roster.year, now)):
        seats = []
        for place, pupils in places.items():
            if (year, place) not in roster.classes:
                continue
            pupils.sort(key=lambda row: (row.family_kana, row.given_kana))
            seats += [
                Enrolment(pupil=pupil, school_class=roster.classes[year, place], number=number)
                for number, pupil in enumerate(pupils, 1)
            ]
        Enrolment.objects.bulk_create(seats)
    roster.pupils = now


def _born(year: int, grade: int) -> tuple[date, date]:
    """Return the first and last birthday of a grade: who turns 6 by 4/1 comes to grade 1."""
    return date(year - 6 - grade, 4, 2), date(year - 5 - grade, 4, 1)


def hold_posts(roster: Roster, posts: Iterable[tuple[str, Post]], since: date) -> None:
    """Give posts of the whole school."""
    PostHolding.objects.bulk_create(
        [PostHolding(staff_id=roster.staff[code], post=post, since=since) for code, post in posts]
    )


def hold_classes(roster: Roster, year: int, *, homerooms: dict[str, str], heads: dict[int, str]) -> None:
    """Give the posts of one school year: 担任 by class („4-1“ → code), 学年主任 by grade. Earlier ones end on 3/31."""
    ended = PostHolding.objects.filter(
        staff__school=roster.school, until__isnull=True, post__in=[Post.HOMEROOM, Post.GRADE_HEAD]
    )
    ended.update(until=date(year, 3, 31))
    since = date(year, 4, 1)
    rows = [
        PostHolding(
            staff_id=roster.staff[code], post=Post.HOMEROOM, school_class=roster.classes[year, place], since=since
        )
        for place, code in homerooms.items()
    ]
    rows += [
        PostHolding(staff_id=roster.staff[code], post=Post.GRADE_HEAD, grade=grade, since=since)
        for grade, code in heads.items()
    ]
    PostHolding.objects.bulk_create(rows)
