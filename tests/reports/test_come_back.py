"""Coming back with the six words: they travel by POST, are shown again, and the page reads as the child reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yorisoi.reports.child_steps import CHECK, Sheet, turn
from yorisoi.reports.models import Reading, Report

pytestmark = pytest.mark.django_db
KANJI = re.compile("[一-鿿]")
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
MODES = ("kana", "ruby", "upper", "en")


def main_of(page: str) -> str:
    """The text of a page without its frame; the words themselves stay Japanese in every language."""
    inner = page.split("<main", 1)[1].split(">", 1)[1].split("</main")[0]
    inner = re.sub(r'<section class="slip.*?</section>', "", inner, flags=re.S)  # printed only; it names the school
    inner = re.sub(r'<ol class="receipt-words".*?</ol>', "", inner, flags=re.S)
    inner = re.sub(r'<div class="cluster readings">.*?</div>', "", inner, flags=re.S)
    return re.sub(r"<[^>]+>", "", inner)


def told(people: Any, mode: str) -> tuple[str, str]:
    """A child sends; the end page, and the six words hidden in its way to the receipt."""
    sent = {"mode": mode, "step": "check", "go": "send", "token": "t" * 30, "words": "いやだ"}
    page = Client().post(reverse("reports:child", args=[people.school.slug]), sent).content.decode()
    return page, re.findall(r'name="code" value="([ぁ-ん ]+)"', page)[0]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("mode", MODES)
def test_the_words_travel_from_the_end_page_and_are_shown_again(people: Any, mode: str) -> None:
    page, words = told(people, mode)
    assert f'action="{reverse("reports:receipt", args=[people.school.slug])}"' in page
    assert f"?{words[:2]}" not in page
    answer = Client().post(reverse("reports:receipt", args=[people.school.slug]), {"mode": mode, "code": words})
    again = answer.content.decode()
    assert not answer.cookies
    assert re.findall(r"</span> <b>([ぁ-ん]+)</b>", again) == words.split()
    assert Report.objects.get().label in again
    if mode == "kana":
        assert not KANJI.search(main_of(again))
        assert "とどいています" in again
    if mode == "en":
        assert not JAPANESE.search(main_of(again))
        assert 'lang="en"' in again


def test_how_many_adults_have_read_it_in_large_words(people: Any) -> None:
    _page, words = told(people, "kana")
    report = Report.objects.get()
    Reading.objects.create(report=report, staff=people.principal, at=report.received_at)
    page = Client().post(reverse("reports:receipt", args=[people.school.slug]), {"mode": "kana", "code": words})
    text = page.content.decode()
    assert "1にんの おとなが よみました" in text
    assert 'class="seen-said"' in text
    assert not KANJI.search(main_of(text))
    for secret in ("いやだ", people.principal.family_name):
        assert secret not in main_of(text)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "code", ["", "2026-040", "うさぎ", "ゑゑ うさぎ うさぎ うさぎ うさぎ うさぎ", "うさぎ " * 6, "あ" * 500]
)
def test_a_slip_is_said_as_the_child_reads(people: Any, mode: str, code: str) -> None:
    url = reverse("reports:receipt", args=[people.school.slug])
    answer = Client().post(url, {"mode": mode, "code": code})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    if mode == "kana":
        assert not KANJI.search(main_of(page))
    if mode == "en" and "うさぎ" not in code and "あ" not in code:
        assert not JAPANESE.search(main_of(page))


def test_a_number_is_kindly_answered(people: Any) -> None:
    url = reverse("reports:receipt", args=[people.school.slug])
    assert "あいことば" in Client().post(url, {"code": "2026-001"}).content.decode().split('role="alert"')[1]
    assert "ばんごうだけでは" in Client().post(url, {"code": "2026-001", "mode": "kana"}).content.decode()


def test_the_way_in_from_the_first_page_and_other_ways_of_reading(people: Any) -> None:
    slug = people.school.slug
    first = Client().get(reverse("reports:child", args=[slug])).content.decode()
    assert "「あいことば」を もっている" in first
    url = reverse("reports:receipt", args=[slug])
    page = Client().get(url, {"mode": "kana"}).content.decode()
    assert "child" in page.split("<body")[0]
    assert not KANJI.search(main_of(page))
    english = Client().post(url, {"mode": "kana", "switch": "en", "code": "うさぎ"})
    assert english.status_code == 200
    assert 'value="うさぎ"' in english.content.decode()
    assert "See whether it was read" in english.content.decode()


def test_grown_ups_get_their_own_page(people: Any) -> None:
    sent = {"narrative": "登校をしぶる", "token": "t" * 30}
    page = Client().post(reverse("reports:guardian", args=[people.school.slug]), sent).content.decode()
    assert "受付のことば" not in page
    assert "生徒指導主任と管理職" not in page
    words = re.findall(r'name="code" value="([ぁ-ん ]+)"', page)[0]
    seen = Client().post(reverse("reports:receipt", args=[people.school.slug]), {"code": words}).content.decode()
    assert re.findall(r"</span> <b>([ぁ-ん]+)</b>", seen) == words.split()
    assert 'class="public"' in seen


@pytest.mark.parametrize("mode", MODES)
def test_lost_connections_are_told_in_the_childs_reading(people: Any, mode: str) -> None:
    sent = {"mode": mode, "step": "what", "go": "next", "token": "t" * 30}
    page = Client().post(reverse("reports:child", args=[people.school.slug]), sent).content.decode()
    said = re.findall(r'data-offline-text="([^"]+)"', page)[0]
    assert (not KANJI.search(said)) if mode in {"kana", "ruby"} else said
    assert (not JAPANESE.search(said)) if mode == "en" else True


@pytest.mark.parametrize("go", ["next", "back", "cannot"])
def test_one_press_leads_back_to_the_check_page(go: str) -> None:
    sheet = Sheet("kana", "t" * 24, {"words": ("いやだ",)})
    assert turn(sheet, "where", go, mending=True)[1] == CHECK


def test_mending_a_step_in_the_browser(people: Any) -> None:
    url = reverse("reports:child", args=[people.school.slug])
    sent = {"mode": "kana", "step": "check", "go": "to:where", "token": "t" * 30}
    page = Client().post(url, sent).content.decode()
    assert 'name="mending" value="1"' in page
    assert "たしかめに もどる" in page
    back = Client().post(url, {"mode": "kana", "step": "where", "go": "next", "where": "toilet", "mending": "1"})
    assert 'name="step" value="check"' in back.content.decode()
    assert 'name="mending"' not in back.content.decode()
