"""The same way on a screen of 390 × 844: nothing scrolls sideways, everything is within a thumb's reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
CAST = CASTS["phone"]
TARGET = 44  # pixels


def thumb_reaches(person: Actor, words: str) -> None:
    """The page's one act is as wide as a thumb wants it, and inside the screen."""
    box = person.page.get_by_role("button", name=words).last.bounding_box()
    assert box is not None
    assert box["height"] >= TARGET
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.requirement("R2", "R3", "R5", "E3")
def test_from_a_guardians_phone_to_the_principals(actor: Troupe) -> None:
    # Given guardian, 担任 and 校長 on their phones, 生徒指導主任 at a desk
    guardian, homeroom = actor(size="phone"), actor(CAST.homeroom, size="phone")
    principal, guidance = actor(PRINCIPAL, size="phone"), actor(GUIDANCE_HEAD)

    # When a guardian tells
    guardian.go("/")
    guardian.go(acts.GUARDIAN)
    thumb_reaches(guardian, "学校に送る")
    report = acts.guardian_tells(guardian, "くつをかくされて帰ってきました。", CAST, child_name=CAST.victim)

    # Then the principal finds it under すべきこと, reads it, and that is what was owed of a manager
    principal.duties()
    row = principal.owes("小委員会を開き、判断する", f"通報 {report}")
    principal.why(row)
    principal.follow(f"通報 {report}", within=row, then="くつをかくされて")

    # When 担任, too, passes on what they saw
    homeroom.follow("気づきを渡す", then="見たこと・聞いたこと")
    homeroom.fill("見たこと・聞いたこと", "休み時間に一人で泣いていた")
    thumb_reaches(homeroom, "渡す")
    homeroom.press("渡す", then="渡しました。ありがとうございます")
    second = acts.number_in(homeroom.page.locator("dl.facts").inner_text())

    # Then both reports are taken up in one 小委員会, one becomes a case
    acts.leaves_memo(guidance, report, "保護者から電話でも聞いた。")
    acts.names_children(guidance, CAST.victim, CAST.perpetrator)
    acts.convenes(guidance, acts.SUBCOMMITTEE, f"通報 {report}")
    acts.everybody_came(guidance)
    case = acts.makes_case(guidance, CAST)
    guidance.go("/reports/")
    guidance.sees(second)
    room = acts.convenes(guidance, acts.COMMITTEE, f"事案 {case}")
    acts.everybody_came(guidance)
    acts.splits_hearings(guidance)

    # And 担任 writes down the child's words on the phone
    acts.hears_victim(homeroom, case, "「くつがなくて、かなしかった」")
    homeroom.sees("くつがなくて、かなしかった")

    # And the principal looks at the case and fixes the minutes, on the phone
    acts.opens_case(principal, case)
    acts.fixes_minutes(principal, room)
    expect(principal.page.locator("main")).to_contain_text("聞き取りを分担し、事実を確かめる")

    # And every list of the school fits the small screen
    for path in (
        "/duties/",
        "/duties/school/",
        "/reports/",
        "/cases/",
        "/meetings/",
        "/ledger/",
        "/pupils/",
        "/staff/",
    ):
        principal.go(path)
