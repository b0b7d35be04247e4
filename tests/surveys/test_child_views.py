"""The child's page asked as any view is, and by somebody who wants to do harm. No log-in, no cookie, no trace (E1)."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.surveys import acts
from yorisoi.journal import clock
from yorisoi.policy.alarms import LONGEST_WORDS
from yorisoi.surveys.actions import cancel_round, extend_round, plan_round
from yorisoi.surveys.cards import card_token, card_words
from yorisoi.surveys.child_enter import TRIES
from yorisoi.surveys.models import Card, Pool, ReadingItem, Round, Sheet
from yorisoi.surveys.receiving import reopen_card

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E1")]
SLUG = "nishi"
ENTER, ANSWER = reverse("genki:enter", args=[SLUG]), reverse("genki:answer", args=[SLUG])
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    TRIES.forget()


def token(one: Round, pupil: Any) -> str:
    """The token on a child's card."""
    return card_token(one.key, Card.objects.get(round=one, pupil=pupil).pk)


def words(one: Round, pupil: Any) -> str:
    """The words on a child's card."""
    return " ".join(card_words(one.key, Card.objects.get(round=one, pupil=pupil).pk))


def class_page(people: Any) -> str:
    """The address of 3年1組."""
    return reverse("genki:class", args=[SLUG, people.class31.pk])


def whose(pupil: Any) -> str:
    """How a page with names would call the child."""
    return str(pupil.kana or pupil.name)


def bare(answer: Any) -> str:
    """The page's text without furigana and the places where a line may break."""
    page = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", answer.content.decode())
    return page.replace("\u200b", "").replace(" ", "")


def fill(card: str, go: str = "send", sending: str = "s" * 24, **answers: Any) -> dict[str, Any]:
    """A filled form."""
    return {"card": card, "sending": sending, "go": go, **{f"q.{code}": value for code, value in answers.items()}}


FINE = {"school_fun": "very", "hurt": "no", "going_on": "none", "saw": "no", "talk_to": ["nobody"]}


# -- in ------------------------------------------------------------------------------------------
def test_closed_by_default_and_says_so_kindly(client: Client, people: Any) -> None:
    answer = client.get(ENTER)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "いまは アンケートの じかんでは ありません" in page
    assert "0120-0-78310" in page
    assert reverse("reports:child", args=[SLUG]) in page
    assert client.get(class_page(people)).status_code == 200
    assert client.post(class_page(people), {"words": "いぬ ねこ うし"}).status_code == 409


def test_another_school_does_not_exist(client: Client, people: Any) -> None:
    assert client.get(reverse("genki:enter", args=["nowhere"])).status_code == 404
    assert client.post(reverse("genki:answer", args=["nowhere"]), {}).status_code == 404


def test_a_plain_visit_to_the_answers_address_leads_to_the_entrance(client: Client, people: Any) -> None:
    assert client.get(ANSWER).headers["Location"] == ENTER
    assert client.put(ANSWER).status_code == 405


def test_in_by_the_cards_code_in_few_queries(client: Client, people: Any, django_assert_max_num_queries: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    client.post(ENTER, {"card": card})  # drawn once
    with django_assert_max_num_queries(3):
        answer = client.post(ENTER, {"card": card})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert whose(people.victim) in page
    assert page.count("data-step=") == 1 + 12
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert card not in answer.request["PATH_INFO"]
    with django_assert_max_num_queries(3):
        client.get(ENTER)


def test_every_card_gets_its_own_token_and_sending(client: Client, people: Any) -> None:
    one = acts.opened(people)
    seen = set()
    for pupil in (people.victim, people.witness, people.victim):
        page = client.post(ENTER, {"card": token(one, pupil)}).content.decode()
        assert f'name="card" value="{token(one, pupil)}"' in page
        assert whose(pupil) in page
        found = re.search(r'name="sending" value="([\w-]{24,})"', page)
        assert found
        seen.add(found[1])
    assert len(seen) == 3


def test_in_by_three_words_and_slips_are_pointed_out(client: Client, people: Any) -> None:
    one = acts.opened(people)
    page = class_page(people)
    assert client.post(page, {"words": words(one, people.victim)}).status_code == 200
    for typed, said in (("", "入"), ("いわな", "1つ"), ("いわなな こくご らむね", "1ばんめ"), ("<b>", "入")):
        answer = client.post(page, {"words": typed})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert "<b>" not in client.post(page, {"words": "<b>いわな うし"}).content.decode().partition("<main")[2].replace(
        "<b>でんわで", ""
    )


def test_whoever_knows_two_words_and_tries_the_third_slows_down_and_nobody_else(client: Client, people: Any) -> None:
    one = acts.opened(people)
    first, second, _third = words(one, people.victim).split()
    page = class_page(people)
    known = ["いわな", "こくご", "らむね", "うちゅう", "しじみ", "かべ", "けしき"]
    said = [client.post(page, {"words": f"{first} {second} {each}"}).content.decode() for each in known]
    assert "びょう" in said[-1]
    assert "びょう" not in said[0]
    assert client.post(page, {"words": words(one, people.witness)}).status_code == 200


def test_words_of_another_class_open_nothing(client: Client, people: Any) -> None:
    one = acts.opened(people)
    other = reverse("genki:class", args=[SLUG, people.class61.pk])
    answer = client.post(other, {"words": words(one, people.victim)})
    assert answer.status_code == 422
    assert whose(people.victim) not in answer.content.decode()


@pytest.mark.parametrize("card", ["a" * 24, "", "x", "\x00" * 30, "あ" * 200, "' or 1=1"])
def test_a_card_that_is_none_opens_nothing(client: Client, people: Any, card: str) -> None:
    acts.opened(people)
    for answer in (client.post(ENTER, {"card": card}), client.post(ANSWER, fill(card, **FINE))):
        assert answer.status_code == 422
        assert "この カードは わかりません" in answer.content.decode()
    assert not Sheet.objects.exists()


def test_a_card_of_another_school_is_no_card_here(client: Client, people: Any, other_school: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    for name, data in (("genki:enter", {"card": card}), ("genki:answer", fill(card, **FINE))):
        answer = client.post(reverse(name, args=[other_school.slug]), data)
        assert answer.status_code == 422
        assert whose(people.victim) not in answer.content.decode()
    assert not Sheet.objects.exists()


# -- answers -------------------------------------------------------------------------------------
def test_answers_in_are_answers_stored_without_a_cookie_or_a_session(people: Any) -> None:
    one = acts.opened(people)
    client = Client(enforce_csrf_checks=True)
    for pupil, times in ((people.victim, 2), (people.witness, 1)):
        for _n in range(times):
            card = token(one, pupil)
            answer = client.post(ANSWER, fill(card, sending=card + "k", **FINE, words="やった😀\r\nあ\x00い"), **JSON)
            assert answer.status_code == 200
            assert not answer.cookies
    assert answer.json() == {"state": "taken", "again": False}
    assert [sheet.data("answers") for sheet in Sheet.objects.all()] == [{**FINE, "words": "やった😀\nあ\x00い"}] * 2
    assert not Session.objects.exists()


def test_without_scripts_answers_are_looked_over_and_sent(client: Client, people: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    answer = client.post(ANSWER, fill(card, "check", **FINE, words='"><script>\n' + "あ" * 300))
    page = answer.content.decode()
    assert "これで おくりますか" in page or "これでおくりますか" in re.sub("\u200b", "", page)
    assert "<script>\n" not in page
    assert page.count('name="q.') == 6
    assert not Sheet.objects.exists()
    assert 'value="very" autocomplete="off" checked' in client.post(ANSWER, fill(card, "back", **FINE)).content.decode()
    answer = client.post(ANSWER, fill(card, **FINE))
    assert "とどきました" in answer.content.decode()
    assert Sheet.objects.count() == 1
    assert client.post(ANSWER, fill(card, **FINE)).status_code == 200  # the same sending again
    assert client.post(ANSWER, fill(card, sending="t" * 24, **FINE)).status_code == 409
    assert Sheet.objects.count() == 1


def test_another_reading_keeps_what_is_chosen(client: Client, people: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    for mode, said in (
        ("en", "Is school fun?"),
        ("kana", "がっこうは たのしいですか"),
        ("upper", "学校は"),
        ("ruby", "<rt>"),
    ):
        page = client.post(ANSWER, fill(card, f"reading:{mode}", words="あ\nい", **FINE)).content.decode()
        assert said in page
        assert "あ\nい" in page
        assert 'value="very" autocomplete="off" checked' in page


def test_guardians_are_addressed_by_the_name_and_children_by_its_kana(client: Client, people: Any) -> None:
    child = client.post(ANSWER, fill(token(acts.opened(people), people.victim), "reading:kana")).content.decode()
    assert f"{people.victim.kana}さんの" in child
    home = acts.opened(people, audience="guardian")
    page = client.post(ANSWER, fill(token(home, people.victim), "reading:plain")).content.decode()
    assert f"{people.victim.name}さんの保護者の方へ" in page
    english = client.post(ANSWER, fill(token(home, people.victim), "reading:en")).content.decode()
    assert f"To the guardian of {people.victim.name}" in english
    assert "tell your teacher" not in english


@pytest.mark.parametrize(
    "answers",
    [
        {"never_asked": "yes"},
        {"hurt": "worse"},
        {"school_fun": ["very", "9"]},
        {"forms": ["teasing", "x"]},
        {"words": "あ" * (LONGEST_WORDS + 1)},
        {"__class__": "x"},
    ],
)
def test_answers_never_asked_for_are_refused_and_what_is_typed_stays(client: Client, people: Any, answers: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    told = client.post(ANSWER, fill(card, **{"words": "のこる", **answers}), **JSON)
    assert told.status_code == 422
    assert told.json()["state"] == "bad"
    assert told.json()["said"]
    page = client.post(ANSWER, fill(card, **{"words": "のこる", **answers}))
    assert page.status_code == 422
    assert ("のこる" if "words" not in answers else "ああああ") in page.content.decode()
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("length", [10_000, LONGEST_WORDS])
def test_long_words_and_signs_of_every_kind_are_kept_to_the_letter(client: Client, people: Any, length: int) -> None:
    one = acts.opened(people)
    said = ("髙👨‍👩‍👧𠮷​ " * length)[:length].strip()
    assert client.post(ANSWER, fill(token(one, people.victim), words=said), **JSON).status_code == 200
    assert Sheet.objects.get().data("answers") == {"words": said}


def test_cannot_say_gives_way_to_what_was_said(client: Client, people: Any) -> None:
    one = acts.opened(people)
    marked = {
        "hurt": "cannot_say",
        "forms": ["teasing", "cannot_say"],
        "words": ["ことば", "cannot_say"],
        "who": "cannot_say",
    }
    client.post(ANSWER, fill(token(one, people.victim), **marked))
    assert Sheet.objects.get().data("answers") == {
        "hurt": "cannot_say", "forms": ["teasing"], "who": "cannot_say", "words": "ことば",
    }  # fmt: skip


# -- the page is the same whatever is answered ------------------------------------------------------
def test_whatever_is_answered_the_pages_are_the_same(client: Client, people: Any) -> None:
    one = acts.opened(people)
    grave = {**FINE, "hurt": "many", "going_on": "yes", "talk_to": ["anyone"]}

    def seen(card: str, go: str, answers: Any) -> str:
        page = client.post(ANSWER, fill(card, go, sending=card, **answers)).content.decode()
        page = page.replace(card, "").replace(" checked", "")
        return re.sub(r'<p class="g-answer".*?</p>|<input type="hidden"[^>]*>', "", page, flags=re.S)

    for go in ("back", "check", "send"):
        calm, bad = (
            seen(token(one, people.witness if n else people.victim), go, a) for n, a in enumerate((FINE, grave))
        )
        assert calm.replace(whose(people.victim), "") == bad.replace(whose(people.witness), "")


# -- modes -------------------------------------------------------------------------------------------
def test_without_names_nothing_says_who(client: Client, people: Any) -> None:
    one = acts.opened(people, "anonymous")
    card = token(one, people.victim)
    page = client.post(ENTER, {"card": card}).content.decode()
    assert whose(people.victim) not in page
    assert "のこりません" in page
    assert client.post(ANSWER, {**fill(card, **FINE), "name": "with"}, **JSON).status_code == 200
    assert not Sheet.objects.exists()
    assert len(json.loads(Pool.objects.get(school_class=people.class31).text("sheets"))) == 1


def test_where_the_child_chooses_it_is_asked_and_kept(client: Client, people: Any) -> None:
    one = acts.opened(people, "choice")
    card, other = token(one, people.victim), token(one, people.witness)
    told = client.post(ANSWER, fill(card, **FINE), **JSON)
    assert (told.status_code, told.json()["item"]) == (422, "name")
    assert client.post(ANSWER, fill(card, "check", **FINE)).status_code == 422
    assert client.post(ANSWER, {**fill(card, **FINE), "name": "without"}, **JSON).status_code == 200
    assert not Sheet.objects.exists()
    assert client.post(ANSWER, {**fill(other, sending="u" * 24, **FINE), "name": "with"}, **JSON).status_code == 200
    assert Sheet.objects.get().pupil == people.witness


# -- the window ---------------------------------------------------------------------------------------
def test_after_the_end_nothing_is_taken_and_it_is_said(client: Client, people: Any, monkeypatch: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    real = clock.now
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: real() + timedelta(days=9))
        assert "まだとどいて" in client.post(ENTER, {"card": card}).content.decode().replace("\u200b", "").replace(
            " ", ""
        )
        told = client.post(ANSWER, fill(card, **FINE), **JSON)
        assert (told.status_code, told.json()["state"]) == (409, "late")
        assert client.post(ANSWER, fill(card, "talk_yes"), **JSON).status_code == 409
    extend_round(round=one, by=people.guidance_head, closes_at=clock.now() + timedelta(days=20))
    assert client.post(ANSWER, fill(card, **FINE), **JSON).status_code == 200


def test_before_the_window_it_is_not_said_to_be_over(client: Client, people: Any) -> None:
    one = acts.opened(people)
    card = token(one, people.victim)
    Round.objects.filter(pk=one.pk).update(opens_at=clock.now() + timedelta(hours=1))
    for answer in (client.post(ENTER, {"card": card}), client.post(ANSWER, fill(card, **FINE))):
        assert answer.status_code == 409
        assert "いまはアンケートのじかんではありません" in bare(answer)
    assert client.post(ANSWER, fill(card, **FINE), **JSON).json()["state"] == "closed"
    assert not Sheet.objects.exists()


def test_a_round_that_never_opened_has_no_page(client: Client, people: Any) -> None:
    now = clock.now()
    one = plan_round(
        school=people.school, by=people.guidance_head, title="x", mode="named", opens_at=now,
        closes_at=now + timedelta(days=1), parts={people.class31.pk: None},
    )  # fmt: skip
    assert client.post(class_page(people), {"words": "いぬ ねこ うし"}).status_code == 409
    cancel_round(round=one, by=people.guidance_head)
    assert client.post(class_page(people), {"words": "いぬ ねこ うし"}).status_code == 409


def test_a_used_card_says_so_and_a_reopened_one_opens_again(client: Client, people: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    card = token(one, people.victim)
    answer = client.post(ENTER, {"card": card})
    assert answer.status_code == 409
    assert whose(people.victim) not in answer.content.decode()
    reopen_card(card=acts.card(one, people.victim), by=people.homeroom)
    assert client.post(ENTER, {"card": card}).status_code == 200
    assert client.post(ANSWER, fill(card, **FINE), **JSON).status_code == 200
    assert Sheet.objects.count() == 2


# -- 「いま はなしたい」 ----------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["named", "anonymous", "choice"])
def test_wanting_to_talk_is_asked_once_more_told_once_and_loses_nothing(client: Client, people: Any, mode: str) -> None:
    one = acts.opened(people, mode)
    card = token(one, people.victim)
    page = client.post(ANSWER, fill(card, "talk", **FINE, words="のこる")).content.decode().replace("\u200b", "")
    assert "のこる" in page
    assert not ReadingItem.objects.exists()
    plain = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby>", "", page)
    assert ("名前をつけないアンケートでも" in plain) == (mode != "named")
    for _n in range(2):
        page = client.post(ANSWER, fill(card, "talk_yes", **FINE, words="のこる")).content.decode()
        assert "のこる" in page
    assert client.post(ANSWER, fill(card, "talk_yes"), **JSON).json() == {"state": "told"}
    item = ReadingItem.objects.get()
    assert (item.kind, item.pupil) == ("talk", people.victim)


# -- guardians ------------------------------------------------------------------------------------------
def test_guardians_read_plain_japanese_or_english(client: Client, people: Any) -> None:
    one = acts.opened(people, audience="guardian")
    card = token(one, people.victim)
    page = client.post(ENTER, {"card": card}).content.decode()
    assert "保護者の方へ" in page
    assert "<rt>" not in page
    assert "data-one-by-one" not in page
    page = client.post(ANSWER, fill(card, "reading:en")).content.decode()
    assert "Are you worried that your child is being bullied?" in page
    assert client.post(ANSWER, fill(card, worry="no"), **JSON).status_code == 200
    home = reverse("genki:home_class", args=[SLUG, people.class31.pk])
    assert client.post(home, {"words": words(one, people.witness)}).status_code == 200
    assert client.get(class_page(people)).content.decode().count("では ありません") == 1  # no children's round


# -- size -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["kana", "ruby", "upper", "en"])
def test_the_first_page_with_all_it_needs_is_light(client: Client, people: Any, mode: str) -> None:
    one = acts.opened(people)
    page = client.post(ANSWER, fill(token(one, people.victim), f"reading:{mode}")).content
    total = len(page)
    for name in set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())):
        found = finders.find(name)
        assert found, name
        total += len(gzip.compress(Path(found).read_bytes()))
    assert total < 100_000, total


def test_the_page_without_a_connection_is_the_same_for_everybody(client: Client, people: Any) -> None:
    acts.opened(people)
    worker, page = (client.get(reverse(f"genki:{name}", args=[SLUG])) for name in ("worker", "offline"))
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in worker.headers["Cache-Control"]
    assert "いまは つながりません" in page.content.decode()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.content == Client().get(reverse("genki:offline", args=[SLUG])).content
    assert not worker.cookies
    assert not page.cookies
    for name in ("worker", "offline"):
        assert client.get(reverse(f"genki:{name}", args=["nowhere"])).status_code == 404
        assert client.put(reverse(f"genki:{name}", args=[SLUG])).status_code == 405
