"""Coming in: password, second factor, axes, the lock, the demo's cards, language, links that work once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.schools.links import new_link
from yorisoi.schools.models import OneTimeLink, School, Staff
from yorisoi.schools.setup import setup_url

PASSWORD = "さくらの木の下で待つ"
LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def teacher(school: School, make_staff: Callable[..., Staff]) -> Staff:
    """A teacher with a password."""
    staff = make_staff(school, Post.TEACHER)
    staff.user.set_password(PASSWORD)
    staff.user.save()
    return staff


def code(secret: str) -> str:
    """What the app on the phone shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def enter(client: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    """Post the log-in form."""
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def activate(client: Client) -> str:
    """Set up a second factor in this session and return its secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page.headers.get("Location")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    return secret


def test_a_second_factor_is_wanted_before_anything_about_children(teacher: Staff, client: Client) -> None:
    assert client.get("/pupils/").headers["Location"] == f"{LOGIN}?next=/pupils/"
    enter(client, teacher.user.username)
    assert client.get("/pupils/").headers["Location"] == "/accounts/2fa/totp/activate/"
    secret = activate(client)
    assert client.get("/pupils/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    stored = Authenticator.objects.get(user=teacher.user, type="totp").data["secret"]
    assert secret not in stored  # sealed under the master key

    again = Client()
    enter(again, teacher.user.username)
    assert again.get("/pupils/").headers["Location"].startswith(LOGIN)  # the password alone is not a log-in
    cache.clear()  # the code was used above; allauth refuses it twice
    answer = again.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    assert again.get("/pupils/").status_code == 200


def test_a_slow_hand_gets_in_and_each_code_counts_once(
    teacher: Staff, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, teacher.user.username)
    secret = activate(client)
    now = int(time.time()) // 30  # the clock stands still
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter(range(now - 1, now + 2)))

    def answers(step: int) -> int:
        cache.clear()  # another worker knows nothing of what this one saw
        other = Client()
        enter(other, teacher.user.username)
        return other.post("/accounts/2fa/authenticate/", {"code": f"{hotp_value(secret, now + step):06d}"}).status_code

    assert answers(-2) == 200
    assert answers(-1) == 302  # typed thirty seconds ago
    assert answers(-1) == 200
    assert answers(0) == 302
    assert answers(0) == 200
    assert answers(-1) == 200  # nor what came before it


def test_recovery_codes_open_the_door_once(teacher: Staff, client: Client) -> None:
    enter(client, teacher.user.username)
    activate(client)
    first = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    for expected in (302, 200):
        cache.clear()
        other = Client()
        enter(other, teacher.user.username)
        assert other.post("/accounts/2fa/authenticate/", {"code": first}).status_code == expected


def test_taking_the_second_factor_away_ends_its_effect(teacher: Staff, client: Client) -> None:
    enter(client, teacher.user.username)
    activate(client)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert client.get("/pupils/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_wrong_codes_are_counted_per_person(teacher: Staff, client: Client) -> None:
    TOTP.activate(teacher.user, "A" * 32)
    enter(client, teacher.user.username)
    answers = [client.post("/accounts/2fa/authenticate/", {"code": f"{n:06d}"}) for n in range(12)]
    assert "incorrect" not in answers[-1].context["form"].errors.as_text().lower()
    assert answers[-1].context["form"].errors != answers[0].context["form"].errors


def test_another_account_s_second_factor_does_not_count(
    teacher: Staff, school: School, make_staff: Callable[..., Staff], client_for: Callable[..., Client]
) -> None:
    client = client_for(teacher)
    session = client.session
    assert client.get("/pupils/").status_code == 200
    session["account_authentication_methods_user"] = str(make_staff(school, Post.TEACHER).user.pk)
    session.save()
    assert client.get("/pupils/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_an_administrator_needs_a_second_factor_too(
    school: School, make_staff: Callable[..., Staff], client_for: Callable[..., Client]
) -> None:
    client = client_for(make_staff(school, Post.ADMINISTRATOR), second_factor=False)
    assert client.get("/roster/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert "設定する" in client.get("/accounts/2fa/").content.decode()


def test_wrong_passwords_lock_the_user_name_and_not_the_address(
    teacher: Staff, school: School, make_staff: Callable[..., Staff], client: Client
) -> None:
    other = make_staff(school, Post.TEACHER)
    other.user.set_password(PASSWORD)
    other.user.save()
    name = teacher.user.username
    for n in range(7):
        assert enter(client, name.upper() if n % 2 else name, "wrong", REMOTE_ADDR=f"10.0.0.{n}").status_code == 422
    locked = enter(client, name, "wrong")
    assert locked.status_code == 429
    assert "間違いが8回" in locked.content.decode()
    assert enter(client, name.title()).status_code == 429  # the right password too, in any case
    assert enter(client, other.user.username).status_code == 302  # the same address, another person
    assert Event.objects.filter(event="login.failed").count() >= 8
    assert not Event.objects.filter(event="login.failed", data__icontains=name).exists()


def test_a_right_password_forgets_the_wrong_ones(teacher: Staff) -> None:
    for _round in range(2):
        for _wrong in range(5):
            enter(Client(), teacher.user.username, "wrong")
        assert enter(Client(), teacher.user.username).status_code == 302


def test_coming_and_going_is_journalled(teacher: Staff, client: Client) -> None:
    enter(client, teacher.user.username)
    client.post("/accounts/logout/")
    lines = list(Event.objects.filter(actor_id=teacher.pk).values_list("event", flat=True))
    assert lines == ["login.done", "login.left"]


def test_what_a_school_does_not_offer_is_not_there(client: Client) -> None:
    for path in ("signup/", "email/", "confirm-email/", "password/set/", "login/code/"):
        assert client.get(f"/accounts/{path}").status_code == 404, path
    assert "直接" in client.get("/accounts/password/reset/").content.decode()


def test_the_password_is_changed_on_its_page(teacher: Staff, client: Client) -> None:
    enter(client, teacher.user.username)
    new = "きんもくせいの坂道をのぼる"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.post("/accounts/password/change/", data).headers["Location"] == "/accounts/2fa/"
    assert enter(Client(), teacher.user.username, new).status_code == 302


# -- the lock ---------------------------------------------------------------------------------------


def idle(client: Client) -> None:
    """Let eleven minutes pass."""
    client.get("/pupils/")
    session = client.session
    session["last_seen"] = int(time.time()) - 11 * 60
    session.save()


def test_an_idle_screen_locks_and_opens_where_it_was(teacher: Staff, client_for: Callable[..., Client]) -> None:
    client = client_for(teacher)
    idle(client)
    assert client.get("/pupils/?q=a").headers["Location"] == "/lock/"
    page = client.get("/lock/")
    assert page.status_code == 200
    assert teacher.school.name not in page.content.decode()
    assert client.get("/find/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/lock/"
    assert client.post("/lock/", {"password": "wrong"}).status_code == 422
    assert client.get("/pupils/").status_code == 302
    assert client.post("/lock/", {"password": PASSWORD}).headers["Location"] == "/pupils/"  # no name is kept
    assert client.get("/pupils/").status_code == 200


def test_the_lock_leads_back_only_to_this_site(teacher: Staff, client_for: Callable[..., Client]) -> None:
    client = client_for(teacher)
    for wanted, leads in (
        ("/pupils/?class=3&q=a", "/pupils/?class=3"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
    ):
        client.post("/lock/now/", {"next": wanted})
        assert client.post("/lock/", {"password": PASSWORD}).headers["Location"] == leads
    for came, leads in (("http://testserver/find/?q=a", "/find/"), ("http://evil.example/find/", "/")):
        client.get("/lock/", headers={"Referer": came})
        assert client.post("/lock/", {"password": PASSWORD}).headers["Location"] == leads


def test_wrong_passwords_at_the_lock_count_like_those_at_the_door(
    teacher: Staff, client_for: Callable[..., Client]
) -> None:
    client = client_for(teacher)
    idle(client)
    answers = [client.post("/lock/", {"password": "wrong"}).status_code for _n in range(8)]
    assert answers == [422] * 7 + [429]
    assert client.post("/lock/", {"password": PASSWORD}).status_code == 429
    assert enter(Client(), teacher.user.username).status_code == 429


def test_the_lock_is_for_people_with_an_account(client: Client) -> None:
    assert client.get("/lock/").headers["Location"].startswith(LOGIN)
    assert client.get("/lock/now/").status_code in {302, 405}


# -- the demo ---------------------------------------------------------------------------------------


@pytest.fixture
def demo(school: School, settings: Any) -> School:
    """The demo, switched on."""
    settings.DEMO = True
    school.is_demo = True
    school.save()
    return school


def test_a_card_lets_in_and_a_click_opens_the_lock(demo: School, teacher: Staff, client: Client) -> None:
    assert teacher.name in client.get(LOGIN).content.decode()
    assert client.post("/demo-login/", {"person": str(teacher.uid)}).headers["Location"] == "/"
    assert client.get("/pupils/").status_code == 200
    assert Event.objects.filter(event="login.demo", actor_id=teacher.pk).count() == 1
    idle(client)
    assert client.get("/pupils/").headers["Location"] == "/lock/"
    assert client.post("/lock/").status_code == 302
    assert client.get("/pupils/").status_code == 200


def test_a_card_leads_where_the_person_wanted_to_go(demo: School, teacher: Staff, client: Client) -> None:
    page = client.get(client.get("/pupils/").headers["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/pupils/">' in page
    for wanted, leads in (("/pupils/", "/pupils/"), ("//evil.example", "/")):
        press = {"person": str(teacher.uid), "next": wanted}
        assert client.post("/demo-login/", press).headers["Location"] == leads


def test_what_is_sent_after_the_log_out_is_said_to_be_lost(school: School, client: Client) -> None:
    answer = client.post("/pass-on/?q=x", {"narrative": "あ"}, headers={"Referer": "http://testserver/pass-on/?q=x"})
    assert answer.headers["Location"] == f"{LOGIN}?next=/pass-on/"
    assert "送ったものは届いていません" in client.get(answer.headers["Location"]).content.decode()
    assert "送ったものは届いていません" not in client.get(LOGIN).content.decode()
    assert client.post("/pass-on/").headers["Location"] == f"{LOGIN}?next=/"


def test_no_card_without_the_demo(
    school: School, other_school: School, teacher: Staff, make_staff: Callable[..., Staff], client: Client,
    settings: Any,
) -> None:  # fmt: skip
    press = {"person": str(teacher.uid)}
    assert client.post("/demo-login/", press).status_code == 404  # neither
    school.is_demo = True
    school.save()
    assert client.post("/demo-login/", press).status_code == 404  # a demo school, but the switch is off
    settings.DEMO = True
    assert client.post("/demo-login/", {"person": str(make_staff(other_school, Post.TEACHER).uid)}).status_code == 404
    assert client.post("/demo-login/", {"person": "x"}).status_code == 404
    assert client.get("/demo-login/").status_code == 405
    school.is_demo = False
    school.save()
    assert client.post("/demo-login/", press).status_code == 404  # the switch is on, but the school is real
    assert teacher.name not in client.get(LOGIN).content.decode()
    settings.DEMO = False
    client.force_login(teacher.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["demo_login"] = True
    session.save()
    assert client.get("/pupils/").headers["Location"] == "/accounts/2fa/totp/activate/"


# -- language, doors, set-up, welcome ---------------------------------------------------------------


def test_the_language_stays_chosen(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    assert client.get(LOGIN).headers["Content-Language"] == "en"
    client.post("/language/", {"language": "xx"})
    assert client.get(LOGIN).headers["Content-Language"] == "en"
    assert client.post("/language/", {"language": "ja", "next": "//evil.example"}).headers["Location"] == "/"
    assert client.get("/language/").status_code == 405


@pytest.mark.requirement("E3", "E4")
def test_the_doors_and_the_helplines_are_open_to_everybody(client: Client, school: School) -> None:
    for path in ("/", "/s/nishi/", LOGIN):
        page = client.get(path).content.decode()
        assert "0120-0-78310" in page, path
    for door in ("子ども", "保護者", "地域の方", "教職員"):
        assert f"<b>{door}</b>" in client.get("/").content.decode()


def test_the_first_page_for_each(
    client: Client, school: School, make_staff: Callable[..., Staff], client_for: Callable[..., Client]
) -> None:
    assert "どなたですか" in client.get("/").content.decode()
    admin = make_staff(school, Post.ADMINISTRATOR)
    assert client_for(admin).get("/").headers["Location"] == "/roster/"
    School.objects.create(slug="b", name="第二小", edition="mihon-nishi")
    assert "学校を選んで" in client.get("/").content.decode()
    assert client.get("/s/b/").status_code == 200
    assert client.get("/s/none/").status_code == 404
    assert client.post("/").status_code == 405


SETUP = {
    "name": "新設小学校", "slug": "shinsetsu", "edition": "ito-nishi", "post": "principal", "family_name": "髙﨑",
    "given_name": "光", "family_kana": "たかさき", "username": "takasaki", "password": PASSWORD, "again": PASSWORD,
}  # fmt: skip


def test_an_empty_installation_is_set_up_by_a_link_that_works_once(client: Client) -> None:
    assert "/setup/" in client.get("/").content.decode()
    old = setup_url()
    path = setup_url().split("localhost:8000")[-1]
    assert client.get(old.split("localhost:8000")[-1]).status_code == 404  # a new start ends the earlier link
    assert client.get("/setup/guess/").status_code == 404
    assert client.get(path).status_code == 200
    assert client.post(path, {**SETUP, "again": "other-password"}).status_code == 200
    assert client.post(path, SETUP).headers["Location"] == reverse("schools:start")
    staff = Staff.objects.get()
    assert staff.posts == {"principal"}
    assert Event.objects.filter(event="school.opened", school_id=staff.school_id).count() == 1
    assert client.get("/start/").headers["Location"] == "/accounts/2fa/totp/activate/"
    activate(client)
    assert "まだいない役職" in client.get("/start/").content.decode()
    assert client.post(path, SETUP).status_code == 404
    assert setup_url() == ""
    assert School.objects.count() == 1


def test_a_welcome_link_sets_a_password_once(teacher: Staff, client: Client) -> None:
    path = reverse("schools:welcome", args=[new_link("welcome", staff=teacher)])
    assert teacher.name in client.get(path).content.decode()
    new = "つきよの海のかもめたち"
    assert client.post(path, {"password": "short", "again": "short"}).status_code == 200
    assert client.post(path, {"password": new, "again": new}).headers["Location"] == LOGIN
    assert client.post(path, {"password": new, "again": new}).status_code == 404
    assert enter(client, teacher.user.username, new).status_code == 302
    late = reverse("schools:welcome", args=[new_link("welcome", staff=teacher)])
    OneTimeLink.objects.filter(used_at__isnull=True).update(expires_at="2020-01-01T00:00:00+09:00")
    assert client.get(late).status_code in {302, 404}


def test_a_covered_page_opens_in_place(teacher: Staff, client_for: Callable[..., Client]) -> None:
    client = client_for(teacher)
    session = client.session
    session["locked"] = True
    session.save()
    by_script = {"X-Requested-With": "yorisoi"}
    assert client.get("/pupils/", headers=by_script).status_code == 423
    body = {"person": str(teacher.uid), "password": PASSWORD}
    assert client.post("/lock/", {**body, "password": "wrong"}, headers=by_script).status_code == 422
    assert client.post("/lock/", {**body, "person": "somebody"}, headers=by_script).status_code == 409
    assert client.get("/pupils/").headers["Location"] == "/lock/"
    assert client.post("/lock/", body, headers=by_script).status_code == 204
    assert client.get("/pupils/").status_code == 200
