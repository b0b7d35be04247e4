"""The grade team reports no improvement: the committee meets again, the same day."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GRADE_HEAD, GUIDANCE_HEAD
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["no_improvement"]


@pytest.mark.requirement("R11", "R12")
def test_no_improvement_brings_the_committee_together_again(actor: Troupe) -> None:
    # Given a recognised case with its plan
    guidance = actor(GUIDANCE_HEAD)
    case, _room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "持ち物をかくされているそうです。")
    about = f"事案 {case}"
    acts.recognises(guidance)
    acts.plans(guidance)

    # When the grade team reports that nothing has improved
    grade_head = actor(GRADE_HEAD)
    acts.records(
        grade_head, "子ども・保護者の状況を生徒指導主任に報告する", about, "経過を報告する",
        flag="not_improving", body_words="まだかくされている", body_guardians="とても心配している",
    )  # fmt: skip

    # Then the case is before the committee again, today
    expect(grade_head.page.locator("h1")).to_contain_text("再協議")
    guidance.duties()
    row = guidance.owes("いじめ対策委員会を開く", about)
    expect(row).to_contain_text("今日中")
    guidance.why(row)

    # And when it fixes new measures, the grade team owes the next report
    guidance.follow("会議の部屋へ", within=row, then="分かっていること")
    acts.plans(guidance, care="下校まで付き添う")
    path = acts.opens_case(guidance, case)
    expect(guidance.page.locator("h1")).to_contain_text("対応")
    grade_head.duties()
    grade_head.owes("子ども・保護者の状況を生徒指導主任に報告する", about)
    grade_head.go(path)
    grade_head.sees("下校まで付き添う")
