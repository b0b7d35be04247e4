"""The year's plan from April to the review: begun, filled with life, looked back on, published, begun anew."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.cast import ACADEMIC_HEAD, CASTS, GUIDANCE_HEAD, NURSE, PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor
from yorisoi.policy.plan_types import day_in
from yorisoi.schools.calendar import school_year, today

pytestmark = pytest.mark.browser
CAST = CASTS["plan_year"]
GOOD = "各学級での良いところ見つけ"


def opens(person: Actor, act: str) -> None:
    """Open what can be done with an activity."""
    person.page.locator(f"#do-{act} > summary").click()


@pytest.mark.requirement("P1", "P2", "P3", "P4")
def test_the_year_from_april_to_the_review(actor: Troupe) -> None:
    year, day = school_year(today()), today()
    last = day_in(year, (3, 31))
    # Given a school without a plan, 生徒指導主任 begins one from the policy's own table
    guidance = actor(GUIDANCE_HEAD)
    guidance.go("/plan/")
    guidance.follow("この年度の計画をつくる", then="実施計画にある")
    guidance.press("この内容で計画をつくる", then="計画をつくりました")
    expect(guidance.page.locator(".plan-sheet .act")).to_have_count(36)
    guidance.sees("第1ステージ", "1学期", "保護者や地域への啓発")
    # And every teacher sees it on a phone, with what is theirs
    homeroom = actor(CAST.homeroom, size="phone")
    homeroom.go("/plan/")
    homeroom.go("/plan/mine/")
    homeroom.sees(GOOD)

    # When 担任 has done theirs, then they say so once, with a word and a number, and how it went
    homeroom.follow(GOOD, then="あなたの学級・学年で行ったこと")
    expect(homeroom.page.locator("#do-done, #do-move")).to_have_count(0)
    opens(homeroom, "evidence")
    homeroom.fill("参加した人数", "28", within=homeroom.page.locator("#do-evidence"))
    homeroom.fill("説明", "帰りの会で一人ずつ渡した", within=homeroom.page.locator("#do-evidence"))
    homeroom.press("加える", within=homeroom.page.locator("#do-evidence"), then="参加 28人")
    place = re.sub(r"^https?://[^/]+", "", homeroom.page.url)
    opens(homeroom, "reflect")
    homeroom.fill("ふり返り", "もらえない子がいた", within=homeroom.page.locator("#do-reflect"))
    homeroom.page.locator("#do-reflect").get_by_label("変えて続ける").check()
    homeroom.press("残す", then="変えて続ける")
    # And whoever plans, having asked them all, records that it was done
    guidance.go(place)
    guidance.fill("行った日", day.isoformat(), within=guidance.page.locator("#do-done"))
    guidance.press("行ったと記録する", then="参加 28人")
    # And the nurse reads it, and can change nothing
    nurse = actor(NURSE, size="tablet")
    nurse.go(place)
    nurse.sees("帰りの会で一人ずつ渡した")
    expect(nurse.page.locator("#do-done, #do-give")).to_have_count(0)

    # When a day does not fit, then it moves with a reason; another is dropped with one
    academic = actor(ACADEMIC_HEAD)
    academic.go("/plan/")
    academic.follow("児童大集会を通して", then="日をうつす")
    opens(academic, "move")
    academic.fill("新しい始まり", (last - timedelta(days=20)).isoformat(), within=academic.page.locator("#do-move"))
    academic.fill("新しい終わり", last.isoformat(), within=academic.page.locator("#do-move"))
    academic.fill("うつすわけ", "体育館の工事", within=academic.page.locator("#do-move"))
    academic.press("日をうつす", within=academic.page.locator("#do-move"), then="日をうつしました")
    academic.sees("延期", "体育館の工事")
    academic.go("/plan/")
    academic.follow("あいさつ運動", then="やめる")
    opens(academic, "drop")
    academic.fill("やめるわけ", "工事で門が使えない", within=academic.page.locator("#do-drop"))
    academic.press("やめることにする", then="やめることにしました")
    academic.go(f"/plan/{year}/month/")
    academic.go("/plan/late/")
    academic.go(f"/plan/{year}/stages/1/")

    # When the year is looked back on, then anybody proposes and the staff meeting decides
    nurse.go(f"/plan/{year}/review/")
    nurse.page.get_by_text("改善案を出す").first.click()
    nurse.page.locator("#id_propose_activity").select_option(label=GOOD)
    nurse.page.locator("#id_propose_words").fill("担任が全員分を確かめてから渡す")
    nurse.press("改善案を出す", then="まだ決めていない")
    academic.go(f"/plan/{year}/review/")
    academic.sees("もらえない子がいた")
    academic.page.get_by_text("まとめを記録する").first.click()
    academic.page.locator("#id_review_held_on").fill(day.isoformat())
    academic.page.locator("#id_review_words").fill("定義と報告の道筋を確かめた")
    academic.press("まとめを記録する", then="定義と報告の道筋を確かめた")
    card = academic.page.locator("[id^=proposal-]")
    card.locator("summary").click()
    card.get_by_label("変えて取り入れる").check()
    card.get_by_label("わけ・どう変えるか").fill("学期に一度、表で確かめる")
    academic.press("決めたことを記録する", then="学期に一度、表で確かめる")

    # And the evaluation refuses to count cases
    def evaluates(item: str, words: str, then: str) -> None:
        box = academic.page.locator("form").filter(has=academic.page.locator(f"[name=about][value={item}]"))
        if not box.is_visible():
            academic.page.locator("details").filter(has=box).locator("summary").click()
        box.get_by_label("だいたいできている").check()
        box.locator("textarea").fill(words)
        academic.press("結果を記録する", within=box, then=then)

    evaluates("found", "認知は0件だった", "件数は評価に使いません")
    evaluates("found", "小さな声を拾えている", "記録しました")
    evaluates("hidden", "その日のうちに伝えた", "記録しました")
    evaluates("works", "見守りを続けた", "記録しました")
    # And the principal publishes it for everybody
    principal = actor(PRINCIPAL)
    principal.go(f"/plan/{year}/review/")
    principal.press("学校評価を公表する", then="公表しました")
    visitor = actor(size="phone")
    visitor.go("/s/mihon/evaluation/")
    visitor.sees("小さな声を拾えている", "だいたいできている")

    # Then the next year starts from this one, with what was learned beside it
    guidance.go(f"/plan/{year + 1}/begin/")
    guidance.sees("もらえない子がいた", "変えて続ける", "担任が全員分を確かめてから渡す", "学期に一度、表で確かめる")
    guidance.press("この内容で計画をつくる", then="計画をつくりました")
    guidance.follow(GOOD, then="去年の取組")
    # And the feed of one's own days is made once and can be revoked
    homeroom.go("/plan/mine/")
    homeroom.press("予定表のアドレスをつくる", then="いまだけ見られます")
    address = homeroom.page.locator("#address").input_value()
    fetched = homeroom.context.request.get(address)
    assert fetched.status == 200
    assert "BEGIN:VCALENDAR" in fetched.text()
    assert CAST.victim.split()[0] not in fetched.text()
    homeroom.go("/plan/mine/")
    homeroom.press("配信をやめる", then="もう使えません")
    assert homeroom.context.request.get(address).status == 404
