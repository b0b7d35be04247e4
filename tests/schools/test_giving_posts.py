"""Administration is no way to read cases: who gives which post, who makes which link, and that all of it is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from tests.conftest import People
from yorisoi.journal.models import Event
from yorisoi.policy.roles import READS_CASES, RIGHTS, Can, Post
from yorisoi.schools import staffing
from yorisoi.schools.links import find_link
from yorisoi.schools.models import School, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R2")]
PASSWORD = "きたかぜとたいようとつき"


def ghost_of(by: Staff, name: str = "ghost") -> Staff:
    """A person that only the administrator knows."""
    assert by.school
    return staffing.add_staff(school=by.school, by=by, username=name, family_name="幽霊", family_kana="ゆうれい")


@pytest.mark.parametrize("post", [p for p in Post if p != Post.BOARD_OFFICER])
def test_posts_that_read_cases_are_given_by_those_who_read_all(people: People, post: Post) -> None:
    ghost = ghost_of(people.administrator)
    more = (
        {"school_class": people.class31} if post == Post.HOMEROOM else {"grade": 3} if post == Post.GRADE_HEAD else {}
    )
    if RIGHTS[post] & READS_CASES:
        with pytest.raises(staffing.Refused, match="校長か教頭"):
            staffing.give_post(staff=ghost, post=post, by=people.administrator, **more)
    else:
        staffing.give_post(staff=ghost, post=post, by=people.administrator, **more)
    staffing.give_post(staff=ghost, post=post, by=people.vice_principal, **more)


def test_the_administrator_cannot_make_a_ghost_that_reads(people: People, client_for: Callable[..., Client]) -> None:
    """The whole way that was open once, by the pages."""
    client = client_for(people.administrator)
    path = client.post("/staff/new/", {"family_name": "幽霊", "family_kana": "ゆうれい", "username": "ghost"}).headers[
        "Location"
    ]
    ghost = Staff.objects.get(family_name="幽霊")
    said = client.post(reverse("schools:staff_post_give", args=[ghost.uid]), {"post": "principal"})
    assert said.status_code == 422
    assert "校長か教頭" in said.content.decode()
    assert not ghost.post_holdings.exists()
    assert client.get(path).status_code == 200


def test_nobody_gives_oneself_more(people: People) -> None:
    with pytest.raises(staffing.Refused):
        staffing.give_post(staff=people.vice_principal, post=Post.PRINCIPAL, by=people.vice_principal)


def test_a_link_to_a_reader_without_a_second_factor_comes_from_a_manager(people: People) -> None:
    with pytest.raises(staffing.Refused, match="校長か教頭"):
        staffing.make_welcome_link(staff=people.teacher, by=people.administrator)
    staffing.make_welcome_link(staff=people.teacher, by=people.vice_principal)
    TOTP.activate(people.teacher.user, "A" * 32)
    staffing.make_welcome_link(staff=people.teacher, by=people.administrator)  # alone it opens nothing


def test_the_second_factor_of_a_reader_is_lifted_by_a_manager(people: People) -> None:
    TOTP.activate(people.teacher.user, "A" * 32)
    with pytest.raises(staffing.Refused, match="校長か教頭"):
        staffing.reset_second_factor(staff=people.teacher, reason="lost", by=people.administrator)
    assert Authenticator.objects.filter(user=people.teacher.user).exists()


def choose(token: str) -> None:
    """Somebody uses the link."""
    link = find_link("welcome", token)
    assert link
    staffing.choose_password(link=link, password=PASSWORD)


def test_a_key_that_the_administrator_holds_opens_nothing_later(people: People) -> None:
    """The administrator chooses a password for a person without rights, and waits until a manager gives the post."""
    ghost = ghost_of(people.administrator)
    choose(staffing.make_welcome_link(staff=ghost, by=people.administrator))
    TOTP.activate(ghost.user, "A" * 32)
    waiting = staffing.make_welcome_link(staff=ghost, by=people.administrator)
    staffing.give_post(staff=ghost, post=Post.TEACHER, by=people.principal)
    ghost = Staff.objects.get(pk=ghost.pk)
    assert ghost.user
    assert not ghost.user.has_usable_password()
    assert not Authenticator.objects.filter(user=ghost.user).exists()
    assert find_link("welcome", waiting) is None
    choose(staffing.make_welcome_link(staff=ghost, by=people.principal))
    staffing.give_post(staff=ghost, post=Post.NURSE, by=people.principal)
    assert Staff.objects.get(pk=ghost.pk).user.has_usable_password()  # type: ignore[union-attr]


def test_a_password_that_the_administrator_knows_ends_with_the_second_factor(people: People) -> None:
    TOTP.activate(people.teacher.user, "A" * 32)
    choose(staffing.make_welcome_link(staff=people.teacher, by=people.administrator))
    staffing.reset_second_factor(staff=people.teacher, reason="lost", by=people.principal)
    assert not Staff.objects.get(pk=people.teacher.pk).user.has_usable_password()  # type: ignore[union-attr]


def test_the_last_who_can_give_the_posts_stays(school: School, make_staff: Callable[..., Staff]) -> None:
    admin, alone = make_staff(school, Post.ADMINISTRATOR), make_staff(school, Post.PRINCIPAL)
    with pytest.raises(staffing.Refused, match="校長・教頭がいなくなります"):
        staffing.end_staff(staff=alone, by=admin)


def test_the_last_changes_are_shown_to_everybody_who_manages(people: People, client_for: Callable[..., Client]) -> None:
    ghost = ghost_of(people.administrator)
    staffing.give_post(staff=ghost, post=Post.ADMINISTRATOR, by=people.administrator)
    staffing.make_welcome_link(staff=ghost, by=people.administrator)
    for person in (people.principal, people.vice_principal, people.administrator):
        page = client_for(person).get("/staff/").content.decode()
        shown = page[page.index("最近の変更") :]
        assert "パスワードのリンクを作った" in shown
        assert "役職を付けた" in shown
        assert shown.count("幽霊") == 3
        assert "管理田" in shown
    for _n in range(12):
        staffing.make_welcome_link(staff=ghost, by=people.administrator)
    page = client_for(people.principal).get("/staff/").content.decode()
    assert page[page.index("最近の変更") :].split("</section>")[0].count("<li>") == 10
    assert Can.ROSTER not in people.guidance_head.rights
    assert Event.objects.filter(event="post.given").exists()
