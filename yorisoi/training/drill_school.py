"""Makes the school of a drill: fictional people, two classes, nothing of the real school but its policy."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from yorisoi.journal.keys import make_school_key
from yorisoi.journal.walls import behind
from yorisoi.policy.roles import Post
from yorisoi.schools.models import Enrolment, Guardian, PostHolding, Pupil, School, SchoolClass, Staff

# 姓, 名, かな, かな, post: invented; in the order in which a persona is offered
STAFF: tuple[tuple[str, str, str, str, str], ...] = (
    ("江口", "まこと", "えぐち", "まこと", Post.GUIDANCE_HEAD),
    ("飯島", "かおる", "いいじま", "かおる", Post.VICE_PRINCIPAL),
    ("朝倉", "ひかる", "あさくら", "ひかる", Post.PRINCIPAL),
    ("木下", "なぎさ", "きのした", "なぎさ", Post.HOMEROOM),
    ("加納", "しのぶ", "かのう", "しのぶ", Post.GRADE_HEAD),
    ("大塚", "みどり", "おおつか", "みどり", Post.NURSE),
    ("上原", "つかさ", "うえはら", "つかさ", Post.ACADEMIC_HEAD),
    ("小泉", "めぐみ", "こいずみ", "めぐみ", Post.COUNSELLOR),
    ("斉木", "あきら", "さいき", "あきら", Post.SOCIAL_WORKER),
    ("清水", "いずみ", "しみず", "いずみ", Post.TEACHER),
)
PUPILS: tuple[tuple[str, str, str, str], ...] = (
    ("星野", "あおい", "ほしの", "あおい"),
    ("森田", "りく", "もりた", "りく"),
    ("早川", "ゆい", "はやかわ", "ゆい"),
    ("安西", "そうた", "あんざい", "そうた"),
    ("堀内", "さき", "ほりうち", "さき"),
    ("立花", "けん", "たちばな", "けん"),
    ("水野", "もも", "みずの", "もも"),
    ("沢口", "だい", "さわぐち", "だい"),
    ("本多", "れい", "ほんだ", "れい"),
    ("笹川", "みお", "ささがわ", "みお"),
)
LETTERS = "ABCDEFGHIJ"  # the children of the class as the stories call them


@dataclass
class Stage:
    """The people of a drill by post and by letter, for what happens in its story."""

    school: School
    school_class: SchoolClass
    staff: dict[str, Staff]
    pupils: dict[str, Pupil]

    def names(self) -> dict[str, str]:
        """Return what stands for each letter in a text: {A} is the child's name."""
        return {letter: pupil.name for letter, pupil in self.pupils.items()}


def make_sandbox(*, school: School, name: str, demo: bool) -> School:
    """Make the empty school of a drill of this school, with a key of its own."""
    sandbox = School.everywhere.create(
        slug=f"drill-{secrets.token_hex(8)}", name=name, edition=school.edition, is_demo=demo, sandbox_of=school
    )
    with behind(sandbox.pk):
        make_school_key(sandbox.pk)
    return sandbox


def people_of(sandbox: School, *, year: int, grade: int) -> Stage:
    """Fill it in a few statements: staff without accounts or addresses, one class with its children, one without."""
    classes = SchoolClass.objects.bulk_create(
        [SchoolClass(school=sandbox, year=year, grade=grade, name=name) for name in ("1", "2")]
    )
    staff = Staff.objects.bulk_create(
        [
            Staff(school=sandbox, family_name=family, given_name=given, family_kana=kana, given_kana=given_kana)
            for family, given, kana, given_kana, _post in STAFF
        ]
    )
    since = date(year, 4, 1)
    PostHolding.objects.bulk_create(
        [
            PostHolding(
                staff=person,
                post=row[-1],
                school_class=classes[0] if row[-1] == Post.HOMEROOM else None,
                grade=grade if row[-1] == Post.GRADE_HEAD else None,
                since=since,
            )
            for person, row in zip(staff, STAFF, strict=True)
        ]
    )
    pupils = Pupil.objects.bulk_create(
        [
            Pupil(
                school=sandbox, external_id=letter, family_name=family, given_name=given, family_kana=kana,
                given_kana=given_kana,
            )
            for letter, (family, given, kana, given_kana) in zip(LETTERS, PUPILS, strict=True)
        ]
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        [Enrolment(pupil=pupil, school_class=classes[0], number=n) for n, pupil in enumerate(pupils, 1)]
    )
    Guardian.objects.bulk_create([Guardian(pupil=pupil, name=f"{pupil.family_name} 保護者") for pupil in pupils])
    return Stage(
        sandbox,
        classes[0],
        {row[-1]: person for person, row in zip(staff, STAFF, strict=True)},
        dict(zip(LETTERS, pupils, strict=True)),
    )


def stage_of(sandbox: School) -> Stage:
    """Read the people of a drill again. Within `inside(sandbox)` only."""
    held = PostHolding.objects.filter(staff__school=sandbox, until__isnull=True).select_related("staff", "school_class")
    staff: dict[str, Staff] = {}
    home: SchoolClass | None = None
    for one in held.order_by("pk"):
        one.staff.school = sandbox
        staff.setdefault(one.post, one.staff)
        home = home or one.school_class
    if home is None:
        raise LookupError("a drill has a class with a homeroom teacher")
    home.school = sandbox
    pupils = {one.external_id: one for one in Pupil.objects.filter(school=sandbox).exclude(external_id="")}
    return Stage(sandbox, home, staff, pupils)
