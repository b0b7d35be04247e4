"""Two-way talk behind the receipt: a nameless child and the school hear each other; a shared tablet keeps nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, PRINCIPAL, TEACHER
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
SECRET = "だれにも いわないで ほしい ひみつ"


def opens_talk(child: Actor, words: list[str]) -> None:
    """The child types the six words on its own page, in kana."""
    child.go(f"{acts.RECEIPT}?mode=kana")
    child.page.locator("#id_code").fill(" ".join(words))
    child.press("みる", then="がっこうと はなす")


def says_more(child: Actor, words: str) -> None:
    """The child writes more and presses."""
    child.page.locator("#id_more").fill(words)
    child.press("おくる", then="とどきました。")
    expect(child.page.locator(".talk-lines .mine").last).to_contain_text(words)


def finds_more(person: Actor, report: str) -> None:
    """From すべきこと to what the reporter added."""
    person.duties()
    row = person.owes("つづきを読み、返事をする", f"通報 {report}")
    person.why(row)
    person.follow("返事を書く", within=row, then="通報した人とのやりとり")


def answers(person: Actor, words: str) -> None:
    """On the report's page: write to whoever reported."""
    person.page.locator("#answer_words").fill(words)
    person.press("返事を送る", then="返事を送りました")


@pytest.mark.requirement("E3", "R2", "O1")
def test_a_nameless_child_and_the_school_hear_each_other(actor: Troupe) -> None:
    # Given a child who has told without a name
    cast = CASTS["two_way_talk"]
    child = actor(size="tablet")
    guidance, principal, named = actor(GUIDANCE_HEAD), actor(PRINCIPAL), actor(TEACHER)
    report, words = acts.child_tells(child, "まいにち いやな ことを いわれる", cast)

    # When 生徒指導主任 asks back, before anything was added
    acts.leaves_memo(guidance, report, "名前は書かれていない。")
    guidance.sees("名前は書かれていません（匿名）", "ひらがなで")
    guidance.page.locator("#talk-panel summary").first.click()
    answers(guidance, "はなして くれて ありがとう。\nどこで ありましたか。")
    guidance.sees("まだ読まれていません")

    # Then the child, coming back with the words, reads it, and that several adults hear it
    opens_talk(child, words)
    child.sees("へんじが きています", "どこで ありましたか", "おとなが なんにんかで よみます")
    assert "生徒田" not in child.page.content()

    # And writes more, which names another teacher
    says_more(child, "ろうかです。教諭田先生も みていました")
    child.sees("まだ よんでいません")

    # Then 生徒指導主任 finds it among すべきこと and sees when the answer was read; the teacher finds nothing
    finds_more(guidance, report)
    guidance.sees("ろうかです", "届いた人が読みました", "新しい")
    expect(guidance.page.locator("section[aria-labelledby=shut]")).to_contain_text(TEACHER)
    address = re.sub(r"^https?://[^/]+|[?#].*$", "", guidance.page.url)
    for path in ("/duties/", "/cases/", "/meetings/"):
        expect(named.go(path).locator("main")).not_to_contain_text(report)
    nowhere = re.sub("[0-9a-f]{4}-[0-9a-f]{12}", "0000-000000000000", address)
    assert named.status(address) == named.status(nowhere) == 404
    assert named.posts(f"{address}answer/") == 404

    # When an empty answer is sent, then it comes back; a real one settles the duty
    guidance.press("返事を送る", then="返事を書いてください")
    answers(guidance, "おしえて くれて ありがとう。あした ほけんしつで はなしましょう。")
    guidance.duties()
    row = guidance.page.locator("ul.rows > li").filter(has_text="つづきを読み、返事をする").filter(has_text=report)
    expect(row.filter(has=guidance.page.locator("details.why"))).to_have_count(0)

    # And 校長 owed a look in 教頭's stead or with them, and the child sees that the school has read it
    principal.go(address)
    principal.sees("ろうかです")
    opens_talk(child, words)
    child.sees("がっこうが よみました", "ほけんしつで はなしましょう")
    says_more(child, "はい")


@pytest.mark.requirement("E3")
def test_the_talk_goes_without_javascript(actor: Troupe) -> None:
    cast = CASTS["two_way_talk"]
    guardian = actor(size="phone", javascript=False)
    acts.guardian_tells(guardian, "登校をしぶります。", cast)
    words = guardian.page.locator(".receipt-words b").all_inner_texts()
    acts.comes_back(guardian, words)
    guardian.press("学校に送る", then="ひとことでよいので")
    guardian.page.locator("#id_more").fill("きょうは行きました。")
    guardian.press("学校に送る", then="つづきが学校に届きました")
    guardian.page.reload()
    expect(guardian.page.locator(".talk-lines .mine")).to_have_count(1)


def remembered(page: Page) -> str:
    """Return all that the page shows or holds in its fields."""
    held = "[...document.querySelectorAll('input, textarea')].map((each) => each.value).join(' ')"
    return str(page.evaluate(f"document.body.innerText + ' ' + {held}"))


@pytest.mark.parametrize("page_name", ["child", "words", "receipt", "talk", "guardian"])
def test_after_the_quick_exit_a_shared_tablet_shows_nothing(actor: Troupe, page_name: str) -> None:
    cast = CASTS["two_way_talk"]
    child = actor(size="tablet")
    child.go("/s/mihon/")
    if page_name == "guardian":
        child.go(acts.GUARDIAN)
        child.page.locator("#id_narrative").fill(SECRET)
    elif page_name == "words":
        child.go(f"{acts.RECEIPT}?mode=kana")
        child.page.locator("#id_code").fill(SECRET)
    elif page_name == "child":
        child.go(acts.CHILD)
        child.press("1・2ねんせい", then="いやなことや")
        for _ in range(7):
            child.page.locator("button.on, button.cannot").last.click()
            child.page.wait_for_timeout(150)
        expect(child.page.locator("textarea[name=words]")).to_be_visible()
        child.page.locator("textarea[name=words]").fill(SECRET)
    else:
        _report, words = acts.child_tells(child, SECRET, cast)
        if page_name == "talk":
            opens_talk(child, words)
            says_more(child, SECRET)
            child.page.locator("#id_more").fill(SECRET)
    child.page.locator("[data-exit]").first.click()
    expect(child.page.locator("h1")).to_have_text("時間割")
    for _ in range(4):
        child.page.go_back()
        child.page.wait_for_load_state()
        child.page.wait_for_timeout(100)
        shown = remembered(child.page)
        assert SECRET not in shown
        assert "うけとりました" not in shown
        if child.page.url == "about:blank":
            break
    for _ in range(4):
        child.page.go_forward()
        child.page.wait_for_load_state()
        assert SECRET not in remembered(child.page)


def test_without_javascript_going_back_shows_nothing_typed(actor: Troupe) -> None:
    child = actor(size="tablet", javascript=False)
    child.go(f"{acts.RECEIPT}?mode=kana")
    child.page.locator("#id_code").fill(SECRET)
    child.page.locator("[data-exit]").first.click()
    child.sees("時間割")
    child.page.go_back()
    child.page.wait_for_load_state()
    assert child.page.locator("#id_code").input_value() == ""


def test_reading_aloud_reads_the_page_and_one_answer(actor: Troupe) -> None:
    # Given a browser with a Japanese voice (put in its place here: the machine has none)
    cast = CASTS["two_way_talk"]
    child, guidance = actor(size="tablet"), actor(GUIDANCE_HEAD)
    child.context.add_init_script(
        """(() => { const said = []; window.__said = said;
        const voice = {speaking: false, getVoices: () => [{lang: 'ja-JP'}], addEventListener() {},
          cancel() { said.push('STOP'); }, speak(one) { said.push(one.text); }};
        Object.defineProperty(window, 'speechSynthesis', {value: voice});
        window.SpeechSynthesisUtterance = function (text) { this.text = text; }; })()"""
    )
    report, words = acts.child_tells(child, "いやだ", cast)
    listen = child.page.locator(".child-top [data-read]")
    expect(listen).to_be_visible()
    listen.click()
    heard = "".join(child.page.evaluate("window.__said"))
    assert "うけとりました" in heard
    assert words[0] in heard
    assert "QR" not in heard
    expect(listen).to_contain_text("とめる")
    listen.click()
    expect(listen).to_contain_text("おとで きく")

    # When the school has answered, then that answer alone can be heard; what is being typed never is
    acts.leaves_memo(guidance, report, "メモ")
    guidance.page.locator("#talk-panel summary").first.click()
    answers(guidance, "{校長|こうちょう}先生も よみました。")
    opens_talk(child, words)
    child.page.locator("#id_more").fill("ないしょ")
    child.page.evaluate("window.__said.length = 0")
    child.page.locator(".talk-lines [data-read]").click()
    assert [each for each in child.page.evaluate("window.__said") if each != "STOP"] == [
        "こうちょう先生も よみました。"
    ]
    listen.click()
    assert "ないしょ" not in "".join(child.page.evaluate("window.__said"))
