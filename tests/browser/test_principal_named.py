"""The principal is named: 教頭 goes on to a decision. Then 教頭 is named too, and 市教委's inbox receives it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import ACADEMIC_HEAD, BOARD_OFFICER, CASTS, GUIDANCE_HEAD, PRINCIPAL, VICE_PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
NAME = "小暮 月子"


def finds_nothing(person: Actor, *numbers: str) -> None:
    """Expect none of these numbers in any list."""
    for path in ("/duties/", "/cases/", "/cases/closed/", "/meetings/", "/ledger/", "/reports/"):
        page = person.go(path)
        for number in numbers:
            expect(page.locator("main")).not_to_contain_text(number)


@pytest.mark.requirement("R2", "O1")
def test_the_principal_is_named_then_both_managers(actor: Troupe) -> None:
    # Given a guardian who gives a name, and names the principal
    cast = CASTS["named_principal"]
    guardian = actor(size="phone")
    principal, deputy, guidance = actor(PRINCIPAL), actor(VICE_PRINCIPAL), actor(GUIDANCE_HEAD)
    report = acts.guardian_tells(
        guardian,
        "相談しましたが、取り合ってもらえませんでした。",
        cast,
        child_name=cast.victim,
        staff_concerned="校長田先生",
        name=NAME,
    )
    finds_nothing(principal, report)

    # When 教頭 opens who told, with a reason, then it is shown once, and 生徒指導主任 hears of it
    deputy.go("/reports/")
    deputy.page.get_by_role("link", name=report).first.click()
    expect(deputy.page.locator("main")).to_contain_text("保管されています")
    expect(deputy.page.locator("main")).not_to_contain_text(NAME)
    report_path = re.sub(r"^https?://[^/]+", "", deputy.page.url)
    deputy.page.locator("#identity > summary").click()
    deputy.page.locator("#identity textarea").fill("折り返し連絡するため")
    deputy.press("開く", within=deputy.page.locator("#identity"), then=NAME)
    deputy.look()
    deputy.follow("閉じて通報にもどる", then="折り返し連絡するため")
    expect(deputy.page.locator("main")).not_to_contain_text(NAME)
    guidance.duties()
    guidance.sees("「伝えた人」が開示されました")

    # And the matter goes its way without the principal; 教頭 is in the chair and fixes the minutes
    acts.leaves_memo(guidance, report, "保護者に折り返した。")
    acts.names_children(guidance, cast.victim, cast.perpetrator)
    acts.convenes(guidance, acts.SUBCOMMITTEE, f"通報 {report}")
    expect(guidance.page.locator("#attendance")).not_to_contain_text(PRINCIPAL)
    acts.everybody_came(guidance)
    case = acts.makes_case(guidance, cast)
    room = acts.convenes(guidance, acts.COMMITTEE, f"事案 {case}")
    acts.everybody_came(guidance)
    acts.splits_hearings(guidance)
    acts.hears_victim(actor(cast.homeroom), case, "「いやだった」")
    guidance.go(room)
    acts.recognises(guidance)
    acts.plans(guidance)
    acts.fixes_minutes(deputy, room)
    finds_nothing(principal, report, case)

    # When 教頭 is named too, from the page of the case
    case_path = acts.opens_case(guidance, case)
    guidance.page.locator("#conflict > details > summary").click()
    guidance.page.locator("#shut-out").select_option(label=VICE_PRINCIPAL)
    guidance.press("この人には見せない", within=guidance.page.locator("#conflict"), then="見せません")

    # Then neither manager finds anything at any of its addresses
    for manager in (principal, deputy):
        finds_nothing(manager, report, case)
        for path in (report_path, case_path, room.partition("?")[0]):
            assert manager.status(path) == 404, path

    # And 市教委's inbox has it: the officer reads, and says who acts
    officer = actor(BOARD_OFFICER)
    officer.go("/board/")
    row = officer.page.locator("section[aria-labelledby=told] li").filter(has_text=report)
    expect(row).to_contain_text("新しい")
    row.locator("a").click()
    expect(officer.page.locator("main")).to_contain_text("学校への指示")
    choices = officer.page.locator("#id_acting option").all_inner_texts()
    assert not [choice for choice in choices if choice.startswith((PRINCIPAL, VICE_PRINCIPAL))]
    chosen = next(choice for choice in choices if choice.startswith(ACADEMIC_HEAD))
    officer.page.locator("#id_acting").select_option(label=chosen)
    officer.page.locator("#id_words").fill("教務が代わって進めてください。")
    officer.press("記録して学校に知らせる", then="指示を記録し、学校に知らせました")
    officer.look()

    # And who acts is told, and goes on with the case
    acting = actor(ACADEMIC_HEAD)
    acting.duties()
    acting.sees("市教委からの指示があります")
    acting.go(case_path)
    acting.sees("教務が代わって進めてください。")
