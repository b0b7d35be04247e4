"""Every address declares who may come, and keeps everybody else out (habit 5)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from yorisoi.policy.roles import Can, Post

NOBODY = uuid.UUID(int=7)
SAMPLES = {"uuid": NOBODY, "int": 999999, "slug": "nishi", "str": "act", "path": "x"}


def patterns(resolver: Any = None, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any, str]]:
    """Yield (path with sample values, view, name) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern), spaces)
        elif isinstance(entry, URLPattern):
            path = prefix + str(entry.pattern)
            for name, converter in entry.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                value = SAMPLES.get(kind, "act")
                for written in (f"<{kind}:{name}>", f"<{name}>"):
                    path = path.replace(written, str(value))
            yield "/" + path, entry.callback, entry.name or path


ALL = list(patterns())
GUARDED = [(path, view) for path, view, _name in ALL if isinstance(getattr(view, "declares", None), frozenset)]


@pytest.mark.parametrize(("path", "view"), [(p, v) for p, v, _n in ALL], ids=[p for p, _v, _n in ALL])
def test_every_address_declares_who_may_come(path: str, view: Any) -> None:
    declared = getattr(view, "declares", None)
    assert declared in ("public", "account") or (isinstance(declared, frozenset) and declared), path
    if isinstance(declared, frozenset):
        assert all(isinstance(right, Can) for right in declared)


@pytest.mark.parametrize(("path", "view"), GUARDED, ids=[p for p, _v in GUARDED])
def test_nobody_comes_in_without_log_in(db: None, path: str, view: Any) -> None:
    for call in (Client().get, Client().post):
        answer = call(path)
        assert answer.status_code in (302, 405), path
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/accounts/login/"), path


@pytest.mark.parametrize("post", list(Post))
def test_no_post_comes_where_its_rights_do_not_reach(people: Any, make_staff: Any, client_for: Any, post: str) -> None:
    school = None if post == Post.BOARD_OFFICER else people.school
    staff = make_staff(school, post, school_class=people.class61, grade=6)
    client = client_for(staff)
    for path, view in GUARDED:
        if not (view.declares & staff.rights):
            assert client.get(path).status_code == 403, (path, post)
            assert client.post(path).status_code == 403, (path, post)


@pytest.mark.parametrize("post", list(Post))
def test_whoever_may_read_a_case_or_manage_accounts_needs_a_second_factor(
    people: Any, make_staff: Any, client_for: Any, post: str
) -> None:
    school = None if post == Post.BOARD_OFFICER else people.school
    staff = make_staff(school, post, school_class=people.class61, grade=6)
    client = client_for(staff, second_factor=False)
    for path, view in GUARDED:
        if view.declares & staff.rights:
            answer = client.get(path)
            assert answer.status_code in (302, 405), path
            if answer.status_code == 302:
                assert "/2fa/" in answer.headers["Location"], path
