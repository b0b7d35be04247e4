"""The pages for what went wrong: plain words, nothing untrue, the telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path

from tests import play
from yorisoi.config.patience import REFUSED, TOO_LONG, TOO_SLOW

UI = Path(__file__).resolve().parents[2] / "yorisoi" / "ui" / "static" / "ui"


def broken(_request: Any) -> Any:
    """A view that fails."""
    raise RuntimeError("on purpose")


urlpatterns = [path("broken/", broken)]


@pytest.mark.urls(__name__)
def test_a_failure_promises_nothing(db: None) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/broken/", {"narrative": "x"})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "失われていません" not in page
    for words in (
        "番号が出ていなければ、まだ何も届いていません",
        "書いたものが残っています",
        "もういちど送って",
        "0120-0-78310",
    ):
        assert words in page


@pytest.mark.parametrize("door", ["child", "guardian", "resident", "receipt"])
def test_three_megabytes_get_a_page_in_plain_words(client: Client, school: Any, door: str) -> None:
    answer = client.post(f"/s/nishi/{door}/", {"narrative": "あ" * 1_200_000})
    page = answer.content.decode()
    assert answer.status_code == 413
    for words in ("長すぎて", "2万字まで", "まだ何も届いていません", "0120-0-78310"):
        assert words in page


def test_what_the_front_gave_up_is_said(client: Client, school: Any) -> None:
    assert client.post("/s/nishi/guardian/", **{REFUSED: TOO_LONG}).status_code == 413
    slow = client.post("/s/nishi/guardian/", **{REFUSED: TOO_SLOW})
    assert slow.status_code == 408
    assert "まだ何も届いていません" in slow.content.decode()


def test_no_header_of_the_other_side_says_that_a_body_was_given_up(client: Client, school: Any) -> None:
    assert client.get("/s/nishi/guardian/", headers={REFUSED: TOO_LONG}).status_code == 200


def test_the_failure_page_needs_nothing_of_the_request() -> None:
    assert "0120-0-78310" in render_to_string("500.html")
    assert RequestFactory().get("/").META.get(REFUSED) is None


def test_what_somebody_wrote_turns_no_other_words() -> None:
    """Signs that turn the direction of writing end with the element: names, chips, quoted words."""
    css = (UI / "base.css").read_text(encoding="utf-8")
    rule = next(line for line in css.splitlines() if "unicode-bidi: isolate" in line)
    for element in ("a", "b", "q", "small", "span", "strong"):
        assert element in rule.replace("{", ",").replace(" ", "").split(",")


@pytest.mark.parametrize(
    ("method", "path", "back"),
    [
        ("get", "/reports/{0}/identity/", "/reports/{0}/"),
        ("get", "/language/", "/"),
        ("post", "/timetable", "/timetable"),
    ],
)
def test_an_address_that_only_takes_what_is_sent_answers_with_a_way_back(
    people: Any, client_for: Any, method: str, path: str, back: str
) -> None:
    child = "018f0000-0000-7000-8000-000000000007"
    answer = getattr(client_for(people.principal), method)(path.format(child))
    page = answer.content.decode()
    assert answer.status_code == 405
    assert answer["Allow"]
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "ここは、じかに開けません" in page
    assert f'<a class="button primary" href="{back.format(child)}">' in page


def test_a_page_that_asks_by_itself_gets_no_page(people: Any, client_for: Any) -> None:
    assert not client_for(people.principal).get("/lock/now/", headers={"X-Requested-With": "fetch"}).content


def test_the_language_is_not_switched_over_what_is_typed(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    report = play.report(people, reporter={"name": "山田"})
    address = f"/reports/{report.pk}/identity/"
    switch = 'action="/language/"'
    assert switch in client.get(f"/reports/{report.pk}/").content.decode()
    assert switch not in client.post(address, {"reason": " "}).content.decode()
    opened = client.post(address, {"reason": "折り返し連絡するため"}).content.decode()
    assert opened.count(f'name="next" value="/reports/{report.pk}/"') == opened.count(switch) > 0
