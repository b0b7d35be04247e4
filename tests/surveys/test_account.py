"""Pupils sign in by the city's account: a real provider over HTTP, and whoever would come in as another (E1)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.surveys import acts
from tests.surveys.provider import FOREIGN_KEY, NEXT_KEY, Provider, by_public_key, goes_to, unsigned
from tests.surveys.test_child_views import ANSWER, ENTER, FINE, bare, fill, token, whose, words
from tests.together import acts as good
from yorisoi.cli.doctor import _accounts
from yorisoi.journal.models import Event
from yorisoi.schools import oidc, oidc_fetching, oidc_settings
from yorisoi.schools.models import Enrolment, Pupil, School
from yorisoi.schools.oidc_settings import BadSettings, read_accounts
from yorisoi.surveys.child_account import COOKIE
from yorisoi.surveys.models import Card, Pool, Sheet

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E1")]
START, BACK, LEAVE = (reverse(f"genki:account{end}", args=["nishi"]) for end in ("", "_back", "_leave"))


@pytest.fixture(scope="module")
def city() -> Iterator[Provider]:
    """The city's provider."""
    provider = Provider()
    yield provider
    provider.close()


def write(path: Path, **rows: Any) -> None:
    """Write the file of settings."""
    lines = [
        f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for name, value in rows.items()
    ]
    path.write_text("[[account]]\n" + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def account(city: Provider, settings: Any, tmp_path: Path, people: Any) -> Iterator[Any]:
    """The school lets its pupils in by account; the victim's is in the roster. account(…) sets it otherwise."""
    settings.OIDC_FILE = tmp_path / "oidc.toml"
    city.who, city.bend, city.document, city.sign, city.broken = {"sub": "s-1"}, {}, {}, None, False
    city.key, city.shown, city.asked = city.shown[0], city.shown[:1], []

    def choose(**more: Any) -> Provider:
        base = {"schools": ["nishi"], "issuer": city.issuer, "client_id": city.client_id, "secret": city.secret}
        write(settings.OIDC_FILE, **{**base, "find_by": "sub", **more})
        oidc_settings.accounts.cache_clear()
        oidc_fetching.forget()
        return city

    Pupil.objects.filter(pk=people.victim.pk).update(account="s-1")
    choose()
    yield choose
    oidc_settings.accounts.cache_clear()
    oidc_fetching.forget()


def comes_back(client: Client) -> str:
    """Press the button, sign in at the city; return the address by which the browser comes back."""
    answer = client.get(START)
    assert answer.status_code == 302
    return goes_to(answer.headers["Location"])


def signs_in(client: Client) -> Any:
    """The whole way."""
    return client.get(comes_back(client).removeprefix("http://testserver"))


# -- the way in ----------------------------------------------------------------------------------
def test_a_child_signs_in_sees_only_their_open_rounds_and_answers(client: Client, people: Any, account: Any) -> None:
    one = acts.opened(people)
    page = client.get(ENTER).content.decode()
    assert START in page
    asked = client.get(START)
    there = {name: values[0] for name, values in parse_qs(urlsplit(asked.headers["Location"]).query).items()}
    assert there["redirect_uri"] == f"http://testserver{BACK}"
    assert there["prompt"] == "select_account"
    cookie = asked.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (START, True, "Lax", 600)
    answer = signs_in(client)
    assert answer.status_code == 200
    assert f"{whose(people.victim)}さん".replace(" ", "") in bare(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cards = re.findall(r'name="card" value="([a-z2-7]{24})"', answer.content.decode())
    assert cards == [token(one, people.victim)]
    assert client.cookies[COOKIE].value == ""
    assert whose(people.victim) in client.post(ENTER, {"card": cards[0]}).content.decode()
    assert client.post(ANSWER, fill(cards[0], **FINE)).status_code == 200
    assert Sheet.objects.get().pupil == people.victim
    again = signs_in(client).content.decode()
    assert not re.search(r'name="card" value="[a-z2-7]{24}"', again)
    assert LEAVE in again


def test_good_points_of_the_class_are_offered_beside_and_alone(client: Client, people: Any, account: Any) -> None:
    begun = good.begun(people)
    door = reverse("together:enter", args=["nishi"])
    assert START in client.get(door).content.decode()
    alone = signs_in(client).content.decode()
    assert re.findall(r'name="card" value="([a-z2-7]{24})"', alone) == [good.token(begun, people.victim)]
    acts.opened(people)
    both = signs_in(client).content.decode()
    assert len(re.findall(r'name="card" value="[a-z2-7]{24}"', both)) == 2
    assert f'action="{door}"' in both
    written = client.post(door, {"card": good.token(begun, people.victim)}).content.decode()
    assert whose(people.victim) in written
    Enrolment.objects.filter(pupil=people.victim).update(school_class=people.class61)
    assert f'action="{door}"' not in signs_in(client).content.decode()


def test_signing_in_leaves_no_row_no_line_and_no_session(client: Client, people: Any, account: Any) -> None:
    acts.opened(people, "anonymous")
    lines = Event.objects.count()
    cards = list(Card.objects.order_by("pk").values())
    pools = list(Pool.objects.values("pk", "closed_at"))
    signs_in(client)
    assert Event.objects.count() == lines
    assert list(Card.objects.order_by("pk").values()) == cards
    assert list(Pool.objects.values("pk", "closed_at")) == pools
    assert not Session.objects.exists()


def test_without_a_name_nothing_stored_tells_who_signed_in(client: Client, people: Any, account: Any) -> None:
    one = acts.opened(people, "anonymous")
    (card,) = re.findall(r'name="card" value="([a-z2-7]{24})"', signs_in(client).content.decode())
    assert client.post(ANSWER, fill(card, **FINE)).status_code == 200
    assert not Sheet.objects.exists()
    assert not Event.objects.filter(data__icontains="s-1").exists()
    assert Card.objects.filter(round=one, answered=True).count() == 1


@pytest.mark.parametrize(
    ("find_by", "kept", "who"),
    [
        ("email", "Hanako@edu.example.jp", {"email": "hanako@EDU.example.jp", "email_verified": True}),
        ("preferred_username", "h001@edu.example.jp", {"preferred_username": "h001@edu.example.jp"}),
        ("oid", "00000000-aaaa", {"oid": "00000000-aaaa"}),
    ],
)
def test_a_child_is_found_by_what_the_roster_holds(
    client: Client, people: Any, account: Any, find_by: str, kept: str, who: Any
) -> None:
    acts.opened(people)
    Pupil.objects.filter(pk=people.victim.pk).update(account=kept)
    city = account(find_by=find_by, domain="edu.example.jp" if "@" in kept else "")
    city.who = {"sub": "x", **who}
    assert signs_in(client).status_code == 200


def test_basic_authentication_where_the_provider_takes_nothing_else(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    account().document = {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}
    assert signs_in(client).status_code == 200


def test_a_provider_may_change_its_keys(client: Client, people: Any, account: Any, monkeypatch: Any) -> None:
    acts.opened(people)
    assert signs_in(client).status_code == 200
    city = account()
    assert signs_in(client).status_code == 200
    city.key, city.shown = NEXT_KEY, [*city.shown, NEXT_KEY]
    assert signs_in(client).status_code == 403  # looked a moment ago
    monkeypatch.setattr(oidc_fetching, "AGAIN", 0.0)
    assert signs_in(client).status_code == 200


def test_instead_of_cards_the_words_rest_and_a_card_still_opens(client: Client, people: Any, account: Any) -> None:
    one = acts.opened(people)
    account(instead_of_cards=True)
    class_page = reverse("genki:class", args=["nishi", people.class31.pk])
    page = client.get(class_page).content.decode()
    assert START in page
    assert 'name="words"' not in page
    answer = client.post(class_page, {"words": words(one, people.victim)})
    assert whose(people.victim) not in answer.content.decode()
    assert whose(people.victim) in client.post(ENTER, {"card": token(one, people.victim)}).content.decode()


# -- who does not come in ------------------------------------------------------------------------
@pytest.mark.parametrize("path", [START, BACK, LEAVE])
def test_a_school_without_accounts_has_none_of_these_pages(client: Client, people: Any, path: str) -> None:
    acts.opened(people)
    assert client.get(path).status_code == 404
    assert START not in client.get(ENTER).content.decode()


@pytest.mark.parametrize("path", [START, BACK, LEAVE])
def test_wrong_method_and_another_school(client: Client, account: Any, other_school: Any, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.get(path.replace("nishi", "higashi")).status_code == 404
    assert client.get(path.replace("nishi", "nowhere")).status_code == 404


def test_closed_by_default(client: Client, account: Any) -> None:
    answer = client.get(START)
    assert answer.status_code == 200
    assert "じかんでは ありません" in answer.content.decode()


def test_a_stranger_gets_a_page_that_a_child_can_read(
    client: Client, people: Any, account: Any, other_school: School, make_pupil: Any
) -> None:
    acts.opened(people)
    theirs = make_pupil(other_school, other_school.classes.first())
    Pupil.objects.filter(pk=theirs.pk).update(account="s-2")
    Pupil.objects.filter(pk=people.witness.pk).update(account="s-3", left_on="2020-01-01")
    for sub in ("nobody", "s-2", "s-3", "S-1", "", "s-1 "):
        account().who = {"sub": sub}
        answer = signs_in(client)
        if sub == "s-1 ":  # blanks around it are nobody's
            assert answer.status_code == 200
            continue
        assert answer.status_code == 403, sub
        page = answer.content.decode()
        assert "せんせい" in page
        assert LEAVE in page or sub == ""
        assert not re.search(r'name="card" value="[a-z2-7]{24}"', page)
        assert theirs.name not in page


BENT: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another"},
    {"aud": ["another", "yorisoi-nishi"], "azp": "another"},
    {"aud": None},
    {"iss": "https://login.example.org/other-school"},
    {"iss": None},
    {"exp": int(time.time()) - 3600},
    {"exp": None},
    {"iat": int(time.time()) + 3600},
    {"nbf": int(time.time()) + 3600},
    {"azp": "another"},
    {"sub": ["s-1"]},
    {"sub": None},
    {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
]


@pytest.mark.parametrize("bend", BENT, ids=lambda bend: "-".join(f"{name}" for name in bend))
def test_a_token_that_says_anything_else_opens_nothing(client: Client, people: Any, account: Any, bend: Any) -> None:
    acts.opened(people)
    account().bend = bend
    answer = signs_in(client)
    assert answer.status_code == 403
    assert whose(people.victim) not in answer.content.decode()


def by_nobody(claims: dict[str, Any]) -> str:
    """A sound token whose signature was cut off."""
    return unsigned(claims).replace("eyJhbGciOiAibm9uZSI", "eyJhbGciOiAiUlMyNTYi")


@pytest.mark.parametrize("sign", [unsigned, by_public_key, by_nobody, lambda _claims: "a.b.c", lambda _claims: None])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    client: Client, people: Any, account: Any, sign: Any
) -> None:
    acts.opened(people)
    account().sign = sign
    answer = signs_in(client)
    assert answer.status_code == 403
    assert whose(people.victim) not in answer.content.decode()


def test_a_foreign_key_under_the_providers_name_opens_nothing(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    account().key = FOREIGN_KEY
    assert signs_in(client).status_code == 403


def test_a_state_counts_once_and_in_its_own_browser_only(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    address = comes_back(client).removeprefix("http://testserver")
    cookie = client.cookies[COOKIE].value
    assert Client().get(address).status_code == 409  # sent to another child's browser
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 409
    client.cookies[COOKIE] = cookie  # kept by hand
    fresh = comes_back(Client()).removeprefix("http://testserver")
    for path in (address, fresh, f"{BACK}?code=x&state=", f"{BACK}?code=x", BACK):
        assert client.get(path).status_code == 409, path
        client.cookies[COOKIE] = cookie
    code = parse_qs(urlsplit(fresh).query)["code"][0]
    assert client.get(re.sub("code=[^&]+", f"code={code}", address)).status_code == 409


def test_a_code_of_another_browser_is_nothing_without_its_verifier(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    stolen = parse_qs(urlsplit(comes_back(Client())).query)["code"][0]
    mine = comes_back(client).removeprefix("http://testserver")
    assert client.get(re.sub("code=[^&]+", f"code={stolen}", mine)).status_code == 403


def test_a_sign_in_begun_at_another_school_does_not_end_here(
    client: Client, people: Any, account: Any, other_school: School, city: Provider
) -> None:
    acts.opened(people)
    account(schools=["*"])
    address = comes_back(client)
    cookie = oidc.Started.opened(client.cookies[COOKIE].value)
    for moved in ({"school": "higashi"}, {"issuer": "https://login.example.org"}):
        client.cookies[COOKIE] = oidc.Started(**{**vars_of(cookie), **moved}).sealed()
        assert client.get(address.removeprefix("http://testserver")).status_code == 403
    address = comes_back(client).removeprefix("http://testserver")
    answer = client.get(re.sub("iss=[^&]+", "iss=https://login.example.org", address))
    assert answer.status_code == 403


def vars_of(started: oidc.Started) -> dict[str, str]:
    """Its fields."""
    return {name: getattr(started, name) for name in ("school", "issuer", "state", "nonce", "verifier")}


def test_a_forged_or_old_cookie_is_none(client: Client, people: Any, account: Any, monkeypatch: Any) -> None:
    acts.opened(people)
    address = comes_back(client).removeprefix("http://testserver")
    cookie = client.cookies[COOKIE].value
    client.cookies[COOKIE] = cookie[:-2] + "xx"
    assert client.get(address).status_code == 409
    client.cookies[COOKIE] = cookie
    monkeypatch.setattr(oidc, "TTL", -1)
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("who", [{"email": "s-1"}, {"email": "s-1", "email_verified": False}])
def test_an_address_that_nobody_confirmed_is_none(client: Client, people: Any, account: Any, who: Any) -> None:
    acts.opened(people)
    account(find_by="email").who = {"sub": "x", **who}
    assert signs_in(client).status_code == 403


@pytest.mark.parametrize("who", [{"hd": "gmail.com"}, {"email": "a@elsewhere.jp"}])
def test_another_domains_account_is_none(client: Client, people: Any, account: Any, who: Any) -> None:
    acts.opened(people)
    Pupil.objects.filter(pk=people.victim.pk).update(account="a@elsewhere.jp")
    account(find_by="email", domain="edu.example.jp").who = {
        "sub": "x", "email": "a@elsewhere.jp", "email_verified": True, **who,
    }  # fmt: skip
    assert signs_in(client).status_code == 403


# -- the provider has a bad day ------------------------------------------------------------------
def test_a_provider_that_is_away_is_left_alone_and_the_card_is_named(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    city = account()
    city.broken, city.asked = True, []
    for _n in range(3):
        answer = client.get(START)
        assert answer.status_code == 503
        assert "カードなら いま こたえられます" in answer.content.decode()
    assert len(city.asked) == 1


def test_a_child_who_gives_up_is_told_kindly(client: Client, people: Any, account: Any) -> None:
    acts.opened(people)
    address = comes_back(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = client.get(BACK, {"error": "access_denied", "error_description": "<b>x", "state": state})
    assert answer.status_code == 409
    assert "<b>x" not in answer.content.decode()


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example.org"},
        {"token_endpoint": "http://elsewhere.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_document_that_leads_elsewhere_is_not_followed(
    client: Client, people: Any, account: Any, document: Any
) -> None:
    acts.opened(people)
    account().document = document
    assert client.get(START).status_code == 403


def test_the_way_out_of_the_account_is_told(client: Client, account: Any) -> None:
    page = client.get(LEAVE).content.decode()
    assert f"{account().issuer}/out?client_id=" in page
    account().document = {"end_session_endpoint": "javascript:alert(1)"}
    assert "javascript" not in client.get(LEAVE).content.decode()
    account(leave="https://accounts.example.org/Logout")
    assert "https://accounts.example.org/Logout" in client.get(LEAVE).content.decode()


# -- the file ------------------------------------------------------------------------------------
SOUND = {"schools": ["nishi"], "issuer": "https://a.example.org", "client_id": "c", "secret": "s", "find_by": "sub"}


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "http://a.example.org"},
        {"issuer": "https://login.microsoftonline.com/common/v2.0"},
        {"issuer": "https://accounts.google.com"},
        {"find_by": "name"},
        {"secret": ""},
        {"schools": []},
        {"schools": ["*", "nishi"]},
        {"client_id": 3},
        {"secrets": "x"},
        {"secret_file": "missing"},
        {"leave": "javascript:x"},
        {"instead_of_cards": "yes"},
    ],
)
def test_settings_that_would_let_anybody_in_are_refused(tmp_path: Path, more: Any) -> None:
    write(tmp_path / "oidc.toml", **{**SOUND, **more})
    with pytest.raises(BadSettings) as refused:
        read_accounts(tmp_path / "oidc.toml")
    assert str(refused.value)


def test_doctor_asks_the_provider_and_counts_who_has_no_account(account: Any, settings: Any, people: Any) -> None:
    settings.OIDC_FILE.chmod(0o600)
    found = {finding.text: finding.state for finding in _accounts()}
    assert [state for text, state in found.items() if "とつながります" in text] == ["ok"]
    assert any(f"{BACK}" in text for text in found)
    assert any("2人" in text for text in found)
    assert "bad" not in found.values()
    settings.OIDC_FILE.chmod(0o644)
    account(schools=["nishi", "nowhere"]).broken = True
    assert [finding.state for finding in _accounts()][:3] == ["bad", "bad", "bad"]
    account(issuer="http://example.org")
    assert [finding.state for finding in _accounts()] == ["bad"]
    settings.OIDC_FILE.unlink()
    assert list(_accounts()) == []


def test_the_secret_is_in_nothing_that_is_printed(
    client: Client, people: Any, account: Any, city: Provider, caplog: Any, settings: Any
) -> None:
    acts.opened(people)
    (settings.OIDC_FILE.parent / "hidden").write_text(f"{city.secret}\n")
    account(secret="", secret_file="hidden")
    found = oidc_settings.account_for("nishi")
    assert found is not None
    assert found.secret == city.secret
    assert city.secret not in repr(found)
    city.bend = {"nonce": "x"}
    signs_in(client)
    settings.OIDC_FILE.write_text(f"secret = {city.secret}\n")
    oidc_settings.accounts.cache_clear()
    assert client.get(START).status_code == 404
    assert "oidc.toml" in caplog.text
    assert city.secret not in caplog.text
    assert "s-1" not in caplog.text
