"""Whoever is named in a report is shut out of it and of its case: it does not exist for them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GRADE_HEAD, GUIDANCE_HEAD, VICE_PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def finds_nothing(person: Actor, *numbers: str) -> None:
    """Expect no duty, no notice, no line in a list with these numbers."""
    for path in ("/duties/", "/cases/", "/cases/closed/", "/meetings/"):
        page = person.go(path)
        for number in numbers:
            expect(page.locator("main")).not_to_contain_text(number)


def paths_on(page_html: str, *pages: str) -> set[str]:
    """Return the addresses of reports, cases and meetings that these pages link to."""
    found: set[str] = set()
    for html in (page_html, *pages):
        found |= set(re.findall(r'(?:href|action)="(/(?:reports|cases|meetings)/[0-9a-f-]{36}/[^"?#]*)', html))
    return found


def unknown(path: str) -> str:
    """Return the same address for things that nobody has ever made."""
    return UUID.sub(lambda _found: str(uuid4()), path)


@pytest.mark.requirement("R2", "O1")
def test_a_named_homeroom_teacher_finds_nothing(actor: Troupe) -> None:
    # Given a guardian who names the child's own 担任
    cast = CASTS["named_teacher"]
    guardian = actor(size="phone")
    teacher = actor(cast.homeroom)
    guidance = actor(GUIDANCE_HEAD)
    report = acts.guardian_tells(
        guardian,
        "みんなの前で毎日からかわれています。",
        cast,
        child_name=cast.victim,
        staff_concerned=f"{cast.homeroom.split()[0]}先生",
    )

    # Then the teacher hears nothing of it, while 生徒指導主任 does and is told who is shut out
    finds_nothing(teacher, f"通報 {report}")
    acts.leaves_memo(guidance, report, "担任の名前が挙がっている。")
    expect(guidance.page.locator("section[aria-labelledby=shut]")).to_contain_text(cast.homeroom)
    acts.names_children(guidance, cast.victim, cast.perpetrator)
    report_page = guidance.page.content()
    report_path = re.sub(r"^https?://[^/]+", "", guidance.page.url)

    # When it becomes a case and the committee meets, then the teacher is not called, though it is their class
    room = acts.convenes(guidance, acts.SUBCOMMITTEE, f"通報 {report}")
    acts.everybody_came(guidance)
    case = acts.makes_case(guidance, cast)
    guidance.go("/duties/")
    row = guidance.owes(acts.COMMITTEE, f"事案 {case}")
    guidance.follow("招集する", within=row, then="招集する人")
    expect(guidance.page.locator("main")).not_to_contain_text(cast.homeroom)
    second = acts.calls(guidance, f"事案 {case}")
    expect(guidance.page.locator("#attendance")).not_to_contain_text(cast.homeroom)
    acts.everybody_came(guidance)
    assert cast.homeroom not in guidance.page.content()
    acts.splits_hearings(guidance, hearer=GRADE_HEAD)

    # And what the 担任 would owe goes to whoever acts for them
    room_page = guidance.page.content()
    case_path = acts.opens_case(guidance, case)
    case_page = guidance.page.content()
    owed = guidance.page.locator("section[aria-labelledby=now-h] ul.rows > li")
    expect(owed.filter(has_text="被害児童から話を聞く").first).to_be_visible()
    expect(owed.filter(has_text=cast.homeroom)).to_have_count(0)

    # And every address of the report, its meetings and the case answers to the teacher as if it did not exist
    finds_nothing(teacher, f"通報 {report}", f"事案 {case}")
    own = {path.partition("?")[0] for path in (report_path, room, second, case_path)}
    for path in sorted(paths_on(report_page, room_page, case_page) | own):
        status = teacher.status(path)
        assert status in {403, 404, 405}, path
        assert status == teacher.status(unknown(path)), path
    for path in own:
        assert teacher.status(path) == 404, path
        assert teacher.posts(path) in {404, 405}, path


@pytest.mark.requirement("R2", "O1")
def test_the_vice_principal_takes_over_from_a_named_guidance_head(actor: Troupe) -> None:
    # Given a guardian who names 生徒指導主任
    cast = CASTS["named_guidance"]
    guardian = actor(size="phone")
    guidance, deputy = actor(GUIDANCE_HEAD), actor(VICE_PRINCIPAL)
    report = acts.guardian_tells(
        guardian, "相談しても取り合ってもらえませんでした。", cast, child_name=cast.victim, staff_concerned="生徒田先生"
    )

    # Then the inbox and the duties of 生徒指導主任 do not know it
    finds_nothing(guidance, f"通報 {report}")
    for path in ("/reports/", "/ledger/"):
        rows = guidance.go(path).locator("tbody th").all_inner_texts()
        assert [text for text in rows if report in text] == []

    # And 教頭 owes the memo in their stead, leaves it, calls the 小委員会, and makes the case
    deputy.duties()
    expect(deputy.owes("メモを残す", f"通報 {report}")).to_contain_text("生徒指導主任に代わって")
    acts.leaves_memo(deputy, report, "教頭が受けた。")
    acts.names_children(deputy, cast.victim, cast.perpetrator)
    room = acts.convenes(deputy, acts.SUBCOMMITTEE, f"通報 {report}")
    expect(deputy.page.locator("#attendance")).not_to_contain_text(GUIDANCE_HEAD)
    acts.everybody_came(deputy)
    case = acts.makes_case(deputy, cast)
    case_path = acts.opens_case(deputy, case)
    finds_nothing(guidance, f"通報 {report}", f"事案 {case}")
    assert guidance.status(case_path) == guidance.status(room.partition("?")[0]) == 404
