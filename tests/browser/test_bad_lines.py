"""Bad lines and other people's ways: no connection, two taps, something missing, only a keyboard, no JavaScript."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import acts
from tests.browser.cast import CASTS
from tests.browser.conftest import Troupe
from tests.browser.serving import Served
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
CAST = CASTS["bad_lines"]
OFFLINE = "つながりません。書いたものは残っています。"


def came_in(served: Served) -> int:
    """Return how many reports the school has, as they stand in its database."""
    with closing(sqlite3.connect(served.data / "yorisoi.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM reports_report").fetchone()[0])


@pytest.mark.requirement("E3", "R2")
def test_a_lost_connection_loses_nothing_and_sends_once(actor: Troupe, server: Served) -> None:
    before = came_in(server)
    # Given a guardian who has written, and whose line then breaks
    guardian = actor(size="phone")
    page = guardian.go(acts.GUARDIAN)
    page.locator("#id_narrative").fill("電車の中で書いています。")
    page.locator("#id_where").fill("教室")
    guardian.context.set_offline(True)
    # When they send, then they are told, and all that they wrote is there
    guardian.press("学校に送る", then=OFFLINE)
    expect(page.locator("#id_narrative")).to_have_value("電車の中で書いています。")
    expect(page.locator("#id_where")).to_have_value("教室")
    # When the line is back and the answer to the next try is lost on its way
    guardian.context.set_offline(False)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/guardian/", lose_the_answer, times=1)
    guardian.press("学校に送る", then=OFFLINE)
    expect(page.locator("#id_narrative")).to_have_value("電車の中で書いています。")
    # And they press once more, then it is one report
    guardian.press("学校に送る", then="受け取りました")
    assert came_in(server) == before + 1


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(
    ("status", "said"), [(500, "番号が出るまでは届いていません"), (502, "番号が出るまで"), (413, "長すぎて")]
)
def test_a_server_in_trouble_loses_nothing(actor: Troupe, status: int, said: str) -> None:
    guardian = actor(size="phone")
    page = guardian.go(acts.GUARDIAN)
    page.locator("#id_narrative").fill("長く書きました。")
    page.locator("#id_where").fill("教室")
    body = "<!doctype html><main><h1>うまく動きませんでした</h1></main>"
    page.route("**/guardian/", lambda r: r.fulfill(status=status, content_type="text/html", body=body), times=1)
    guardian.press("学校に送る", then=said)
    expect(page.locator("[data-said]")).to_contain_text("書いたものは残っています")
    expect(page.locator("#id_narrative")).to_have_value("長く書きました。")
    expect(page.locator("#id_where")).to_have_value("教室")
    guardian.problems.clear()  # the browser's own line about the answer
    guardian.press("学校に送る", then="受け取りました")


@pytest.mark.requirement("E3")
def test_a_search_leaves_no_name_in_an_address(actor: Troupe) -> None:
    teacher = actor(CAST.homeroom)
    for address in ("/pupils/", "/find/"):
        page = teacher.go(address)
        page.locator("#q").fill(CAST.victim[:2])
        page.locator("#q").press("Enter")
        expect(page.locator("ul.people-list li").first).to_be_visible()
        assert page.url.endswith(address)
        page.locator("ul.people-list a").first.click()
        page.wait_for_url("**/pupils/*-*/")
        page.go_back()
        expect(page.locator("#q")).to_be_visible()


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_double_tap_makes_one_report(actor: Troupe, server: Served, javascript: bool) -> None:
    before = came_in(server)
    page = go_to_last_step(actor(size="tablet", javascript=javascript), "いやな ことが あった")
    page.get_by_role("button", name="おくる").dblclick()
    expect(page.locator("body")).to_contain_text("うけとりました")
    assert came_in(server) == before + 1


def go_to_last_step(child: Actor, words: str) -> Page:
    """Go through the child's steps choosing nothing, write something, and stop before sending."""
    page = child.go(acts.CHILD)
    child.press("1・2ねんせい", then="いやなことや しんぱいなことが ありましたか")
    for _step in range(7):
        before = page.locator("h1").inner_text()
        page.get_by_role("button", name="いまは いえない").click()
        expect(page.locator("h1")).not_to_have_text(before)
    page.locator("textarea[name=words]").fill(words)
    child.press("つぎへ", exact=False, then="これを おくりますか")
    return page


@pytest.mark.requirement("E3")
def test_what_is_missing_is_said_and_the_rest_stays(actor: Troupe) -> None:
    # Given a guardian who wrote all but the one thing that is required
    guardian = actor(size="phone")
    page = guardian.go(acts.GUARDIAN)
    page.locator("#id_where").fill("ろうか")
    page.locator("#id_class_id").select_option(label=CAST.class_name)
    page.locator("[name=kinds]").first.check()
    # When they send, then they are told, and the rest stays
    guardian.press("学校に送る", then="何があったかを書いてください")
    expect(page.locator("#id_where")).to_have_value("ろうか")
    expect(page.locator("[name=kinds]").first).to_be_checked()
    expect(page.locator("#id_class_id option:checked")).to_have_text(CAST.class_name)
    # And a member of staff is told in the same way
    teacher = actor(CAST.homeroom)
    page = teacher.go("/pass-on/")
    page.locator("#id_people").fill("だれか")
    teacher.press("渡す", then="ひとことでよいので書いてください")
    expect(page.locator("#id_people")).to_have_value("だれか")


@pytest.mark.requirement("E3")
def test_going_back_changes_and_repeats_nothing(actor: Troupe, server: Served) -> None:
    before = came_in(server)
    # Given a child who chose something and turns back a page
    child = actor(size="tablet")
    page = child.go(acts.CHILD)
    child.press("1・2ねんせい", then="いやなことや しんぱいなことが ありましたか")
    page.locator("label.picture").nth(2).click()
    child.press("つぎへ", exact=False, then="だれの ことですか")
    child.press("もどる", then="いやなことや しんぱいなことが ありましたか")
    # Then the choice is still there
    expect(page.locator("label.picture input").nth(2)).to_be_checked()
    # When a child has sent and the next one presses the browser's back
    page = go_to_last_step(child, "ひみつの ことば")
    child.press("おくる", then="うけとりました")
    page.go_back()
    # Then nothing of what was written shows, and nothing is sent again
    expect(page.locator("body")).not_to_contain_text("ひみつの ことば")
    page.reload()
    assert came_in(server) == before + 1


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element."""
    for _press in range(90):
        if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector} on {page.url}")


@pytest.mark.requirement("E3")
def test_a_keyboard_is_enough(actor: Troupe) -> None:
    # Given a child who uses the keyboard alone
    child = actor()
    page = child.go(acts.CHILD)
    tab_to(page, "button[name=mode][value=kana]")
    page.keyboard.press("Enter")
    for question in ("ありましたか", "だれの", "いつの", "どこで", "きもち", "おとな", "なまえ"):
        expect(page.locator("h1")).to_contain_text(question)
        if page.locator("label.picture").count():
            tab_to(page, ".picture input")
            page.keyboard.press("Space")
        tab_to(page, "button.on")
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("かいてね")
    tab_to(page, "textarea[name=words]")
    page.keyboard.type("きーぼーどで かいた")
    tab_to(page, "button.on")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("きーぼーどで かいた")
    tab_to(page, "button.on")
    page.keyboard.press("Enter")
    # Then it is received
    expect(page.locator("body")).to_contain_text("うけとりました")
    child.look()

    # And a teacher, the same: the first field is ready to be typed in
    teacher = actor(CAST.homeroom)
    page = teacher.go("/pass-on/")
    tab_to(page, "#id_narrative")
    page.keyboard.type("keyboard dake de kaita")
    tab_to(page, "[name=from_whom]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=from_whom]").nth(1)).to_be_checked()
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("渡しました。ありがとうございます")
    teacher.look()


@pytest.mark.requirement("E3")
def test_without_javascript_a_child_and_a_teacher_can_tell(actor: Troupe) -> None:
    child = actor(size="tablet", javascript=False)
    number, words = acts.child_tells(child, "すくりぷと なし", CAST)
    assert len(words) == 6
    acts.comes_back(child, words)
    child.sees(number)

    teacher = actor(CAST.homeroom, javascript=False)
    page = teacher.go("/pass-on/")
    page.locator("#id_narrative").fill("廊下で押されていた")
    page.locator("#id_people").fill(CAST.victim.split()[0])
    teacher.press("名簿からさがす", exact=False, then=CAST.victim)
    page.locator("label.choice").filter(has_text=CAST.victim).locator("input").check()
    expect(page.locator("#id_narrative")).to_have_value("廊下で押されていた")
    teacher.press("渡す", then="渡しました。ありがとうございます")
    assert re.search(r"\d{4}-\d{4}", page.locator("dl.facts").inner_text())
