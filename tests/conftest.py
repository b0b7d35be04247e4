"""Fixtures for everybody: a small school with one person for each post, children, and clients that are logged in."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from tests.mailbox import box  # noqa: F401 (a fixture)
from tests.makers import many_pupils, many_staff, pupil_maker, staff_maker
from tests.template import ready_database
from yorisoi.journal import keys
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff

# no password of a test is worth guessing: the same hashes, but a thousandth of their cost
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
gc.set_threshold(200_000, 50, 1000)  # a fifth of the time of these tests went into looking for rubbish among what stays


HEAVY = {"browser", "faults", "demo", "cli"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the files to as many piles as there are workers, in each of them first what takes long.

    So nobody waits at the end for one who has just begun a story.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    piles: list[list[pytest.Item]] = [[] for _worker in range(workers)]
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    heavy = [path for path in files if path.parent.name in HEAVY]
    for place, path in enumerate(heavy):
        piles[place % workers] += files.pop(path)
    for tests in files.values():
        min(piles, key=len).extend(tests)
    items[:] = [item for pile in piles for item in pile]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The test database begins with tables that one worker has made for all."""
    with django_db_blocker.unblock():
        kept = ready_database(tmp_path_factory)
    yield
    del kept


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    """Pages in tests need no collected files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.COPIES_AT_ONCE = False  # no thread of ours outlives a test's database


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    """Schools of different tests share numbers: forget unwrapped keys between them."""
    keys.forget()
    yield
    keys.forget()


def build_school(slug: str = "nishi", name: str = "見本市立西小学校") -> School:
    """Make a school with its key and three classes in each of grades 1, 3 and 6."""
    school = School.objects.create(slug=slug, name=name, edition="mihon-nishi")
    keys.make_school_key(school.pk)
    SchoolClass.objects.bulk_create(
        SchoolClass(school=school, year=school_year(today()), grade=grade, name=label)
        for grade in (1, 3, 6)
        for label in ("1", "2")
    )
    return school


@pytest.fixture
def school(db: None) -> School:
    """A school of its own."""
    return build_school()


@pytest.fixture
def other_school(db: None) -> School:
    """Another school in the same installation."""
    return build_school("higashi", "見本市立東小学校")


@pytest.fixture
def make_staff(db: None) -> Callable[..., Staff]:
    """Return a maker: make_staff(school, Post.HOMEROOM, school_class=…, name="…")."""
    return staff_maker


@pytest.fixture
def make_pupil(db: None) -> Callable[..., Pupil]:
    """Return a maker: make_pupil(school, school_class, "髙橋", "はる")."""
    return pupil_maker


class People:
    """One person for each post of a school, by attribute, and some children."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.class31 = school.classes.get(grade=3, name="1")
        self.class61 = school.classes.get(grade=6, name="1")
        seats = {
            "principal": ("校長田", Post.PRINCIPAL),
            "vice_principal": ("教頭田", Post.VICE_PRINCIPAL),
            "academic_head": ("教務田", Post.ACADEMIC_HEAD),
            "guidance_head": ("生徒田", Post.GUIDANCE_HEAD),
            "nurse": ("養護田", Post.NURSE),
            "grade_head": ("学年田", Post.GRADE_HEAD, {"grade": 3}),
            "grade_head6": ("学六田", Post.GRADE_HEAD, {"grade": 6}),
            "homeroom": ("担任田", Post.HOMEROOM, {"school_class": self.class31}),
            "homeroom6": ("担六田", Post.HOMEROOM, {"school_class": self.class61}),
            "teacher": ("教諭田", Post.TEACHER),
            "counsellor": ("相談田", Post.COUNSELLOR),
            "social_worker": ("福祉田", Post.SOCIAL_WORKER),
            "expert": ("専門田", Post.EXPERT),
            "administrator": ("管理田", Post.ADMINISTRATOR),
        }
        for name, person in zip(seats, many_staff(school, list(seats.values())), strict=True):
            setattr(self, name, person)
        children = many_pupils(school, self.class31, ["髙﨑", "𠮷田", "佐藤"])
        self.victim, self.perpetrator, self.witness = children

    def __getattr__(self, name: str) -> Any:  # for the type checker: the people above
        raise AttributeError(name)


@pytest.fixture
def people(school: School) -> People:
    """The people of `school`."""
    return People(school)


@pytest.fixture
def client_for(db: None) -> Callable[[Staff], Client]:
    """Return a maker of clients that are logged in as this person with a second factor."""

    def make(staff: Staff, *, second_factor: bool = True) -> Client:
        client = Client()
        client.force_login(staff.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        now = time.time()
        methods = [{"method": "password", "at": now, "username": staff.user.username}]
        if second_factor:
            methods.append({"method": "mfa", "at": now, "type": "totp"})
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = str(staff.user.pk)  # whose records these are
        session.save()
        return client

    return make
