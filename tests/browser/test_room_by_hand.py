"""The meeting room without a script, and by the keyboard alone: the same room, the same decision."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
MOVE = "いじめの疑いとして事案にする"


RING = """(one) => [one, one.closest("label") || one].some((each) => {
  const style = getComputedStyle(each);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
})"""


def before_subcommittee(actor: Troupe, cast: acts.Cast, words: str) -> str:
    """A guardian told, the memo is written, the 小委員会 is called. Returns the room's path."""
    guidance = actor(GUIDANCE_HEAD)
    report = acts.guardian_tells(actor(size="phone"), words, cast, child_name=cast.victim)
    acts.leaves_memo(guidance, report, "保護者からの連絡。きょうの様子を見る。")
    acts.names_children(guidance, cast.victim, cast.perpetrator)
    return acts.convenes(guidance, acts.SUBCOMMITTEE, f"通報 {report}")


@pytest.mark.requirement("O1")
def test_a_meeting_without_a_script(actor: Troupe) -> None:
    # Given the 小委員会 called, and a laptop that runs no script
    cast = CASTS["room_plain"]
    room = before_subcommittee(actor, cast, "通学路で、かばんを引っぱられるようです。")
    guidance = actor(GUIDANCE_HEAD, javascript=False)
    # When attendance, notes and the decision are sent by their buttons
    guidance.go(room)
    acts.everybody_came(guidance)
    guidance.page.locator("[name=notes]").fill("担任から経過を聞いた。")
    guidance.press("記録を残す", then="記録を残しました")
    case = acts.makes_case(guidance, cast)
    # Then the room tells what was born of it, and the chair fixes the minutes
    guidance.sees("生まれた「すべきこと」", f"事案 {case}")
    chair = actor(PRINCIPAL, javascript=False)
    acts.fixes_minutes(chair, room)
    chair.sees("担任から経過を聞いた。", MOVE)


def reaches(person: Actor, wanted: Locator, presses: int = 160) -> None:
    """Go from one thing to the next with Tab until this one has the focus, and see that it shows it."""
    expect(wanted).to_be_visible()
    for _press in range(presses):
        person.page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            assert wanted.evaluate(RING), f"the focus does not show on {wanted}"
            return
    raise AssertionError(f"Tab does not come to {wanted}")


@pytest.mark.requirement("O1")
def test_a_meeting_by_the_keyboard_alone(actor: Troupe) -> None:
    # Given the 小委員会 called, and somebody who uses no mouse
    cast = CASTS["room_keys"]
    room = before_subcommittee(actor, cast, "そうじの時間に、からかわれているようです。")
    guidance = actor(GUIDANCE_HEAD)
    page, keys = guidance.page, guidance.page.keyboard
    guidance.go(room)
    # When everybody is ticked as present, one after the other
    seats = page.locator("#attendance input[name=present]")
    reaches(guidance, seats.first)
    for n in range(seats.count()):
        while not seats.nth(n).evaluate("(one) => one === document.activeElement"):
            keys.press("Tab")
        keys.press("Space")
    expect(page.locator("#attendance")).to_contain_text("定足数を満たしています")
    # And the move is chosen, its fields filled, and the button pressed
    guidance.go(room)
    reaches(guidance, page.locator("a.way").filter(has_text=MOVE).first)
    keys.press("Enter")
    expect(page.locator("#decision")).to_contain_text(MOVE)
    for child, down in ((cast.victim, "被害"), (cast.perpetrator, "加害")):
        reaches(guidance, page.locator("#roles li").filter(has_text=child).locator("select"))
        keys.type(down)
    reaches(guidance, page.locator("#decision [name=opinion]").first)
    keys.press("Space")
    reaches(guidance, page.locator("#decision [name=reason]"))
    keys.type("本人がいやだと言っている。複数で確かめる。")
    reaches(guidance, page.locator("#decision").get_by_role("button", name=MOVE, exact=True))
    keys.press("Enter")
    # Then it is decided, and the focus is where the page says so
    expect(page.locator("body")).to_contain_text("として開きました")
    guidance.look()
