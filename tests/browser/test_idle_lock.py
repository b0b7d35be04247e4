"""Nobody loses what they typed because they were away from the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cast import CASTS
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["phone"]
WORDS = "休み時間に一人で泣いていた"


def test_an_idle_page_is_covered_and_comes_back_with_what_was_typed(actor: Troupe) -> None:
    # Given a teacher who writes and is called away
    teacher = actor(CAST.homeroom)
    teacher.follow("気づきを渡す", then="見たこと・聞いたこと")
    teacher.fill("見たこと・聞いたこと", WORDS)
    teacher.page.evaluate("document.body.dataset.idleMinutes = '0.0001'; localStorage.clear()")

    # When the time passes, then a timetable covers the page, and Esc does not lift it
    cover = teacher.page.locator("[data-cover]")
    expect(cover).to_be_visible()
    expect(cover).to_contain_text("書きかけのものは、この画面に残っています")
    teacher.page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    teacher.look()

    # When the teacher opens it, then the page is there as it was
    teacher.page.evaluate("document.body.dataset.idleMinutes = '10'")
    cover.get_by_role("button", name="開く").click()
    expect(cover).to_be_hidden()
    expect(teacher.page.get_by_label("見たこと・聞いたこと").first).to_have_value(WORDS)


def test_what_is_sent_while_the_server_has_locked_waits_under_the_cover(actor: Troupe) -> None:
    teacher = actor(CAST.homeroom)
    teacher.follow("気づきを渡す", then="見たこと・聞いたこと")
    teacher.fill("見たこと・聞いたこと", WORDS)
    assert teacher.status("/lock/") == 200  # the session is locked now
    teacher.page.get_by_role("button", name="渡す", exact=True).last.click()
    cover = teacher.page.locator("[data-cover]")
    expect(cover).to_be_visible()
    cover.get_by_role("button", name="開く").click()
    expect(teacher.page.locator("body")).to_contain_text("渡しました。ありがとうございます")
