"""Two people at once, and a power cut: nothing is doubled, nothing is lost."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, VICE_PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.serving import Served

pytestmark = pytest.mark.browser
CAST = CASTS["two_at_once"]
MOVE = "いじめと認知する"
PLAN = "ケア・指導・目標を決める"
FORGED = 20


@pytest.mark.requirement("R4", "O3")
def test_two_take_the_same_decision_and_write_the_same_notes(actor: Troupe) -> None:
    # Given two people of the committee with the same decision before them, both ready
    guidance, deputy = actor(GUIDANCE_HEAD), actor(VICE_PRINCIPAL)
    case, room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "けられているのを見ました。")
    deputy.go(room)
    for person in (guidance, deputy):
        acts.opens_move(person, MOVE)
        acts.fills(
            person, {"relation": "yes", "act": "yes", "distress": "felt", "child_words": "「いたい」", "reason": "苦痛"}
        )

    # When both press at the same moment
    press = "setTimeout(() => document.querySelector('#decision button.primary').click(), 400)"
    for person in (guidance, deputy):
        person.page.evaluate(press)
    said = []
    for person in (guidance, deputy):
        expect(person.page.locator("body")).to_contain_text(re.compile("決めました|ほかの人が先に進めました"))
        said.append("決めました" in person.page.locator("body").inner_text())
        person.look()
    # Then one took it and the other is told, and what is owed is owed once
    assert sorted(said) == [False, True]
    rows = deputy.page.locator("ul.rows > li").filter(has_text=f"事案 {case}")
    for post, duty in (("vice_principal", "市教委へ報告する"), ("homeroom", "被害児童の家庭を訪問")):
        deputy.go(f"/duties/school/?post={post}")
        expect(rows.filter(has_text=duty)).to_have_count(1)

    # When both write notes over the same page
    for person in (guidance, deputy):
        person.go(room)
    for person, words in ((guidance, "生徒指導主任が書いたこと"), (deputy, "教頭が書いたこと")):
        person.page.locator("[name=notes]").press_sequentially(words)
    # Then both texts stand in both windows, and nobody had to press anything
    for person in (guidance, deputy):
        expect(person.page.locator("[name=notes]")).to_have_value(re.compile("生徒指導主任が書いたこと"))
        expect(person.page.locator("[name=notes]")).to_have_value(re.compile("教頭が書いたこと"))

    # When something is typed and a decision is pressed at once, which the policy refuses
    acts.opens_move(guidance, PLAN)
    notes, words = guidance.page.locator("[name=notes]"), "押す直前に書いたこと"
    notes.fill(words)  # over all that stood there
    guidance.page.locator("#decision button.primary").click()
    refused = guidance.page.locator("[data-missing]")
    expect(refused).to_contain_text("目標")
    # Then the notes are there and kept, and what is met leaves the notice
    expect(notes).to_have_value(words)
    acts.fills(guidance, {"short_goal": "止める", "long_goal": "安心して通う"})
    expect(refused.locator("[data-need=goals]")).to_have_count(0)
    guidance.page.reload()
    expect(guidance.page.locator("[name=notes]")).to_have_value(words)
    # And the button says that the names are hidden
    guidance.page.keyboard.press("F2")
    expect(guidance.page.locator("[data-names]")).to_contain_text("名前を出す")
    guidance.page.keyboard.press("F2")


@pytest.fixture
def lonely(tmp_path: Path, built: Path) -> Iterator[Served]:
    """A server of its own, to be killed."""
    served = Served(shutil.copytree(built, tmp_path / "data"))
    try:
        served.start()
        yield served
    finally:
        served.stop()


def send(url: str, token: str) -> int | None:
    """Send a guardian's form as a phone does; return the number on the receipt, or None if no answer came."""
    data = urllib.parse.urlencode({"narrative": f"しらせ {token}", "token": token}).encode()
    try:
        with urllib.request.urlopen(f"{url}{acts.GUARDIAN}", data=data, timeout=20) as answer:
            page = answer.read().decode()
    except (urllib.error.URLError, OSError):
        return None
    return int(acts.number_in(page[page.index('class="receipt') :]).partition("-")[2])


@pytest.mark.requirement("R2")
def test_a_power_cut_loses_no_acknowledged_report(actor: Troupe, lonely: Served) -> None:
    # Given twenty families who send at the same time
    tokens = [secrets.token_hex(16) for _family in range(FORGED)]
    enough = threading.Event()
    received: dict[str, int] = {}

    def tell(token: str) -> None:
        number = send(lonely.url, token)
        if number is not None:
            received[token] = number
        if len(received) >= FORGED // 4:
            enough.set()

    # When the machine dies in the middle of it
    with ThreadPoolExecutor(4) as families:
        for token in tokens:
            families.submit(tell, token)
        assert enough.wait(60)
        lonely.kill()
    acknowledged = dict(received)
    assert FORGED // 4 <= len(acknowledged) < FORGED
    time.sleep(0.2)

    # And all of them send again when it is back, the same form
    lonely.start()
    for token in tokens:
        tell(token)

    # Then whoever had a number has the same one, everybody has one, and none was given twice
    assert len(received) == FORGED
    assert {token: received[token] for token in acknowledged} == acknowledged
    assert len(set(received.values())) == FORGED
    guidance = actor(GUIDANCE_HEAD, at=lonely.url)
    page = guidance.go("/reports/")
    listed = page.locator("tbody th a").all_inner_texts()
    while page.locator(".pager [rel=next]").count():
        page.locator(".pager [rel=next]").click()
        listed += page.locator("tbody th a").all_inner_texts()
    assert sorted(int(acts.number_in(text).partition("-")[2]) for text in listed) == sorted(received.values())
