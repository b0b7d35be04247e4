"""The officer's morning: a report waits, is read and acknowledged; something is asked back; the school answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import BOARD_OFFICER, CASTS, GUIDANCE_HEAD, VICE_PRINCIPAL
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["board"]
WORDS = "3年生の事案の第一報です。聞き取りを始めました。"
ASKED, ANSWER = "保護者とは、いつ、どのように話しましたか。", "昨日の夕方、担任と学年主任が家庭訪問をしました。"


@pytest.mark.requirement("R7", "R9")
def test_the_officers_morning(actor: Troupe) -> None:
    # Given a case of which the school sent its first report
    guidance, deputy = actor(GUIDANCE_HEAD), actor(VICE_PRINCIPAL, size="phone")
    case, _room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "子どもが学校に行きたがりません。")
    path = acts.opens_case(deputy, case)
    acts.writes_line(deputy, path, "board_report", "市教委へ報告する", code="first", body_words=WORDS)

    # When the officer begins the day, the report waits on top; it is read and acknowledged
    officer = actor(BOARD_OFFICER, size="tablet")
    officer.go("/board/")
    row = officer.page.locator("section[aria-labelledby=waiting-h] li").filter(has_text=case)
    expect(row).to_contain_text("未読")
    officer.follow("読む", within=row, then=WORDS)
    expect(officer.page.locator("main")).not_to_contain_text(CAST.victim)
    officer.press("受理する", then="受理しました")

    # And asks back, with a day
    officer.page.locator("#ask > summary").click()
    ask = officer.page.locator("#ask")
    ask.get_by_label("たずねること").fill(ASKED)
    ask.get_by_label("いつまでに").fill(acts.day(2))
    officer.press("照会する", within=ask, then="学校に照会しました")
    officer.sees("学校に照会中", ASKED)

    # Then 教頭 owes the answer, by that day, and gives it from the phone
    deputy.duties()
    owed = deputy.owes("市教委の問い合わせに答える")
    deputy.why(owed)
    deputy.follow("市教委に答える", within=owed, then=ASKED)
    deputy.sees("市教委が受理", "市教委からの照会")
    deputy.fill("市教委への答え", ANSWER)
    deputy.press("市教委に答える", then="市教委に答えを送りました")
    deputy.go(path)
    deputy.page.locator(".with-board > summary").click()
    deputy.sees("回答あり")

    # And the officer finds it on the first page, once
    officer.go("/board/")
    asked = officer.page.locator("section[aria-labelledby=asked-h] li").filter(has_text="回答が届きました")
    officer.follow("回答を読む", within=asked, then=ANSWER)
    officer.go("/board/")
    expect(officer.page.locator("main")).not_to_contain_text("回答が届きました")
    assert officer.status(path) == 403
