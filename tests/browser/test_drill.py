"""A teacher plays a drill on a tablet: the real screens, a school that is none, and what the flowchart wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cast import SLUG, TEACHER
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser


@pytest.mark.requirement("P4")
def test_a_drill_with_its_debrief(actor: Troupe) -> None:
    # Given a teacher who begins a drill alone
    teacher = actor(TEACHER, size="tablet")
    teacher.go("/training/drills/")
    card = teacher.page.locator("li.card").filter(has_text="担任が、一人でかかえている")
    teacher.press("一人で始める", within=card, exact=False, then="これは本物ではありません")
    teacher.sees("あなたは担任の木下です", "星野 あおい")

    # When something comes that cannot be kept to oneself, they hand it on by the usual page
    teacher.press("次のできごとまで進める", then="消しゴムのあとの日記")
    teacher.go("/pass-on/")
    teacher.page.locator("#id_narrative").fill("先週の日記に、命令されると書いてあった。")
    teacher.press("渡す", then="いま持っている人")
    assert teacher.status(f"/s/{SLUG}/") == 404  # the real doors are shut meanwhile

    # And become 生徒指導主任 by one press, from whatever page
    teacher.page.locator(".drill-change summary").click()
    teacher.press("生徒指導主任", within=teacher.page.locator(".drill-change"), exact=False, then="江口 まこと")
    row = teacher.owes("メモを残す")
    teacher.follow("メモを書く", within=row, then="メモを残す")
    teacher.page.locator(".memo-form textarea").fill("担任から、日記のことを聞いた。")
    teacher.press("メモを残す", then="メモを残しました")

    # Then the next morning shows what was done, what was missed, and why
    teacher.go("/training/drills/room/")
    teacher.press("次の授業日の朝へ", then="学校に行きたくないと言っています")
    teacher.press("訓練を終えて、ふり返る", then="よくできたこと")
    well = teacher.page.locator("section[aria-labelledby=well]")
    missed = teacher.page.locator("section[aria-labelledby=missed]")
    expect(well).to_contain_text("通報として渡す")
    expect(well).to_contain_text("メモを残す")
    expect(missed).to_contain_text("小委員会を招集する")
    teacher.why(missed.locator("ul.rows > li").filter(has_text="小委員会を招集する").first)
    teacher.page.locator("#id_words").fill("その日のうちに小委員会を開く。")
    teacher.press("ふり返りを残す", then="ふり返りを残しました")
    teacher.sees("その日のうちに小委員会を開く。")

    # And the real person is back, in the real school, where nothing of it is
    teacher.duties()
    expect(teacher.page.locator("header.top")).to_contain_text(TEACHER)
    expect(teacher.page.locator(".drill-banner")).to_have_count(0)
    expect(teacher.page.locator("body")).not_to_contain_text("星野")
