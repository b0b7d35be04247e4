"""The annual survey: last year's tables, the cases behind a number, what is missing filled in, Excel, the month."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser.cast import BOARD_OFFICER, GUIDANCE_HEAD, VICE_PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.serving import ROOT, Served, environment
from yorisoi.schools.calendar import school_year, today

pytestmark = pytest.mark.browser
PAST = school_year(today()) - 1


@pytest.fixture
def last_year(tmp_path: Path, built: Path) -> Iterator[Served]:
    """The stories' school with a year behind it."""
    data = shutil.copytree(built, tmp_path / "data")
    script = str(Path(__file__).with_name("build_year.py"))
    subprocess.run([sys.executable, script], cwd=ROOT, env=environment(data, YORISOI_DEMO="1"), check=True)
    served = Served(data)
    try:
        served.start()
        yield served
    finally:
        served.stop()


@pytest.mark.requirement("R7")
def test_the_annual_survey(actor: Troupe, last_year: Served) -> None:
    # Given a year with eight 件, as 生徒指導主任 sees it
    guidance = actor(GUIDANCE_HEAD, at=last_year.url)
    guidance.go(f"/figures/?year={PAST}")
    guidance.look()
    guidance.sees("3月31日", "認知した件数")
    of_found = guidance.page.get_by_role("region", name="3 いじめの発見のきっかけ")
    expect(of_found.get_by_role("row", name="本人からの訴え")).to_contain_text("2")

    # When she opens what is behind a number, there are as many
    of_found.get_by_role("link", name="2 本人からの訴え").click()
    guidance.look()
    expect(guidance.page.locator("ul.rows > li")).to_have_count(2)

    # When she fills in what is missing, on a tablet without scripts
    plain = actor(at=last_year.url, size="tablet", javascript=False)
    plain.log_in(GUIDANCE_HEAD)
    plain.go(f"/figures/behind/3/missing/?year={PAST}")
    expect(plain.page.locator("ul.rows > li")).to_have_count(4)
    plain.page.get_by_role("link", name="調査の区分").first.click()
    plain.look()
    plain.page.get_by_label("学級担任が発見").check()
    plain.page.get_by_label("友人に相談").check()
    plain.page.get_by_label("誰にも相談していない").check()
    plain.press("記録する", then="いっしょに選べません")
    expect(plain.page.get_by_label("友人に相談")).to_be_checked()
    plain.page.get_by_label("誰にも相談していない").uncheck()
    plain.press("記録する", then="まだ答えていないところが 3 あります")
    plain.go(f"/figures/behind/3/missing/?year={PAST}")
    expect(plain.page.locator("ul.rows > li")).to_have_count(3)

    # Then the number has moved, and stands in the file in the survey's order
    guidance.go(f"/figures/?year={PAST}")
    with guidance.page.expect_download() as coming:
        guidance.page.get_by_role("link", name="Excelで保存").click()
    book = CalamineWorkbook.from_filelike(io.BytesIO(Path(coming.value.path()).read_bytes()))
    rows = book.get_sheet_by_name("いじめ").to_python()
    assert [row[3] for row in rows if row[2] == "学級担任が発見"] == [2]
    assert next(row for row in rows if row[2] == "計")[3:7] == [3, 4, 8, 1]

    # And the year in pictures and in its ledger, on a phone
    vice = actor(VICE_PRINCIPAL, at=last_year.url, size="phone")
    for path in ("/figures/pictures/", "/figures/endings/"):
        vice.go(f"{path}?year={PAST}")
        vice.look()

    # When the month is submitted, the board reads it
    vice.go(f"/figures/month/?month={PAST + 1}-03")
    vice.look()
    vice.press("提出する", then="市教委に提出しました")
    officer = actor(BOARD_OFFICER, at=last_year.url)
    officer.go("/board/months/")
    officer.look()
    officer.follow(f"{PAST + 1}年3月", then="月例報告")
    officer.look()
    whole = officer.page.get_by_role("rowheader", name="計", exact=True)
    expect(officer.page.locator("tbody tr").filter(has=whole).locator("td").last).to_have_text("8")
