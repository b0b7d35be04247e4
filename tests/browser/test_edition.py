"""A new edition comes into force while a case is running; and what everybody may read of the policy on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, SLUG, VICE_PRINCIPAL
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["edition"]
NEW = "受けた日に小委員会を開き、二人以上で記録を確かめてから判断する。"


@pytest.mark.requirement("B1")
def test_a_new_edition_while_a_case_is_running(actor: Troupe) -> None:
    # Given a case that came into being under today's edition
    guidance = actor(GUIDANCE_HEAD)
    case, _room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "ひとりで帰ってきます。")
    where = acts.opens_case(guidance, case)
    step = guidance.page.locator("[id^=step-]").first
    rule = step.locator("details.why .rule").inner_text() or step.locator("details.why .rule").text_content() or ""

    # When 教頭 begins the next edition
    deputy = actor(VICE_PRINCIPAL)
    deputy.go("/policy/")
    deputy.press("書き始める", then="直すところを選ぶ")
    draft = deputy.page.url

    # And types what cannot be, then it is kept and said beside it
    deputy.follow("期限", then="書いたものは、使えない形でも下書きに残ります")
    row = deputy.page.locator("#clocks-subcommittee")
    row.locator("summary").click()
    deputy.page.locator("#clocks-board summary").click()
    amount = deputy.page.locator("#clocks-board-amount")
    amount.fill("二")
    expect(deputy.page.locator("#findings")).to_contain_text("整数で書いてください")
    deputy.page.reload()
    expect(amount).to_have_value("二")
    amount.fill("2")
    deputy.press("保存する", then="下書きを保存しました")

    # And puts a rule in other words, and names the edition
    deputy.go(draft)
    deputy.follow("条項: 情報を受けたら", then="情報を受けたら")
    for area in deputy.page.locator("textarea[name$='/rule']").all():
        if area.input_value() == rule.strip():
            area.evaluate("(e, text) => { e.value = text; }", NEW)
    deputy.press("保存する", then="下書きを保存しました")
    deputy.go(draft)
    deputy.follow("名前と版", then="版の名前")
    deputy.fill("版の名前", "物語の新しい版")
    deputy.press("保存する", then="下書きを保存しました")

    # Then what changes is said clause by clause, and it comes into force
    deputy.go(draft)
    deputy.sees("物語の新しい版", NEW, "2授業日")
    deputy.follow("この版を決める", then="決めると、すぐに新しい版で動きます")
    deputy.choose("どこで決めましたか", "職員会議")
    deputy.press("この版に決める", then="新しい版を決めました")
    deputy.sees("物語の新しい版", "教頭田 試")

    # And the step that was taken before shows the clause of its time
    guidance.go(where)
    step = guidance.page.locator("[id^=step-]").first
    step.locator("details.why summary").click()
    expect(step.locator("details.why")).to_contain_text(rule.strip())
    expect(step.locator("details.why")).to_contain_text("その時の版")
    guidance.go("/policy/compare/")
    guidance.sees("変わったところ", NEW)


@pytest.mark.requirement("E4", "B1")
def test_the_policy_on_a_phone(actor: Troupe) -> None:
    # Given a guardian who has just heard of the policy
    guardian = actor(size="phone")
    guardian.go(f"/s/{SLUG}/")
    guardian.follow("学校の方針を読む", then="いじめを防ぐための学校の方針")
    guardian.sees("いじめとは", "その日のうちに", "学校に伝える")
    expect(guardian.page.locator("footer")).to_contain_text("0120-0-78310")
    expect(guardian.page.locator("footer")).to_contain_text("番号を確かめた日")

    # Then it is there in easy Japanese and in English, as the way it goes, and for children
    guardian.follow("やさしい日本語")
    expect(guardian.page.locator("ruby").first).to_be_visible()
    guardian.follow("English", then="What bullying is")
    guardian.follow("How it is dealt with", then="Open the picture alone")
    guardian.follow("For children", then="Nobody deserves it")
    guardian.follow("ひらがな")
    expect(guardian.page.locator("main")).to_contain_text("おとなが")

    # And from there the child's own door opens
    guardian.page.locator("main .button.primary").click()
    expect(guardian.page.locator("body")).to_contain_text("ねんせい")
