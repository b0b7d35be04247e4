"""The phone of a home visit: the sheet for the doorstep, the visit recorded, a promise that becomes a duty."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GRADE_HEAD, GUIDANCE_HEAD
from tests.browser.conftest import Troupe
from tests.browser.test_on_a_phone import thumb_reaches

pytestmark = pytest.mark.browser
CAST = CASTS["home_visit"]


@pytest.mark.requirement("R5", "E3")
def test_the_phone_of_a_home_visit(actor: Troupe) -> None:
    # Given a recognised case with what has been gathered
    guidance, homeroom = actor(GUIDANCE_HEAD), actor(CAST.homeroom, size="phone")
    number, room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "けられたと言っています。")
    acts.splits_hearings(guidance, CAST.homeroom)
    acts.hears_victim(homeroom, number, "「けられて、いたかった」")
    case = acts.opens_case(guidance, number)
    bully = CAST.perpetrator.split()[0]
    acts.writes_line(guidance, case, "gathering", "情報をまとめる", body_words=f"{bully}さんが、休み時間に足をけった。")
    guidance.go(room)
    acts.recognises(guidance)

    # When 担任 prepares the visit on the phone
    homeroom.go(case)
    homeroom.follow(f"訪問の準備 {CAST.victim}", then="家庭訪問の準備")
    expect(homeroom.page.locator("[name=tell]")).to_have_value("ほかの子どもが、休み時間に足をけった。")
    homeroom.sees("この家庭に伝えないこと")
    # Then another child's name is held back
    homeroom.page.locator("[name=tell]").fill(f"{bully}さんが足をけりました。")
    homeroom.choose("いっしょに行く人", GRADE_HEAD)
    thumb_reaches(homeroom, "準備をまとめる")
    homeroom.press("準備をまとめる", then="ほかの子どもの名前が入っています")
    homeroom.page.locator("[name=tell]").fill("休み時間に足をけられました。\n学校は、休み時間に二人で見守ります。")
    homeroom.press("準備をまとめる", then="訪問の準備シート")
    homeroom.sees("休み時間に足をけられました。", "この家庭に伝えないこと", GRADE_HEAD)
    assert bully not in homeroom.page.locator("main").inner_text()

    # When they stand at the door and write afterwards, and the phone dies in between
    homeroom.follow("訪問を記録する", then="約束したこと")
    homeroom.page.locator("[name=body_words]").fill("けられたことと、見守りを伝えた。")
    homeroom.page.locator("[name=body_reply]").fill("「朝、しぶることがある」")
    expect(homeroom.page.locator("[data-draft-said]")).to_contain_text("書きかけを残しました")
    there = homeroom.page.url
    homeroom.page.goto("about:blank")
    homeroom.page.goto(there)
    expect(homeroom.page.locator("[name=body_reply]")).to_have_value("「朝、しぶることがある」")
    homeroom.page.locator("[name=pr_0_what]").fill("あした夕方に電話する")
    homeroom.press("家庭訪問を記録する", then="約束を果たす人を選んでください")
    homeroom.page.locator("[name=pr_0_who]").select_option(label=CAST.homeroom)
    homeroom.page.locator("[name=pr_0_by]").fill(acts.day(1))
    homeroom.press("家庭訪問を記録する", then="記録しました")
    homeroom.sees("あした夕方に電話する")

    # Then the visit is no longer owed, the promise is, and it is kept
    homeroom.duties()
    expect(homeroom.page.locator("ul.rows > li").filter(has_text="被害児童の家庭を訪問")).to_have_count(0)
    row = homeroom.owes("約束したことを果たす", f"事案 {number}")
    homeroom.why(row)
    homeroom.follow("果たしたことを書く", within=row, then="あした夕方に電話する")
    homeroom.fill("したこと", "電話で、今日の様子を伝えた。")
    homeroom.press("果たしたことを記録する", then="約束を果たしたことを記録しました")
    homeroom.sees("約束を果たした", "電話で、今日の様子を伝えた。")
