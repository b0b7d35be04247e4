"""The warning before thirty days: three days away, asked why in time, looked at by two, corrected."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.cast import CASTS, GUIDANCE_HEAD, NURSE
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor
from yorisoi.policy.school_days import SchoolCalendar
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.browser
CAST = CASTS["absence"]


def opens_day(person: Actor, day: date) -> None:
    """Open the class of the story on a day."""
    person.go("/attendance/")
    row = person.page.locator("ul.classes > li").filter(has_text=CAST.class_name)
    row.get_by_role("link", name=re.compile("出欠をとる|見る・直す")).click()
    person.page.locator("#day").fill(day.isoformat())
    person.press("この日を開く", then=f"{day.month}月{day.day}日")


@pytest.mark.requirement("S2")
def test_the_warning_before_thirty_days(actor: Troupe) -> None:
    days = SchoolCalendar().days(today() - timedelta(days=20), today())[-3:]
    homeroom, guidance = actor(CAST.homeroom, size="phone"), actor(GUIDANCE_HEAD)

    # Given a child who has been away for two days; on the second the teacher's tablet runs no scripts
    opens_day(homeroom, days[0])
    homeroom.page.get_by_role("button", name=re.compile(CAST.victim)).click()
    homeroom.press("記録する（欠席 1）", then="記録しました")
    plain = actor(size="tablet", javascript=False)
    plain.log_in(CAST.homeroom)
    opens_day(plain, days[1])
    plain.page.get_by_label(re.compile(CAST.victim)).first.select_option(label="欠席（理由がわからない）")
    plain.press("この内容で記録する", then="記録しました")

    # When the class is taken on the third day
    opens_day(homeroom, days[2])
    homeroom.sees("きのうまで続けて2日")
    homeroom.page.get_by_role("button", name=re.compile(CAST.victim)).click()
    homeroom.press("記録する（欠席 1）", then="欠席の知らせが1件できました")

    # Then the teacher owes an answer, and is told whose rule that is
    homeroom.duties()
    homeroom.sees("学級のようす", "連続3日")
    row = homeroom.owes("欠席のわけと様子を確かめ、記録する", CAST.victim)
    homeroom.why(row)
    homeroom.follow("確かめて書く", within=row, then="続けて3日休みました")
    homeroom.fill("したこと", "夕方、家に電話した。")
    homeroom.page.get_by_label("連絡がつかなかった").check()
    homeroom.page.get_by_label("記録して、見守る").check()
    homeroom.press("記録する", then="つぎに確かめる日を入れてください")
    expect(homeroom.page.get_by_label(re.compile("^したこと"))).to_have_value("夕方、家に電話した。")
    homeroom.page.get_by_label(re.compile("^つぎに確かめる日")).fill((today() + timedelta(days=3)).isoformat())
    homeroom.press("記録する", then="記録しました")
    homeroom.duties()
    homeroom.owes("欠席していた児童の様子を、もういちど確かめる", CAST.victim)

    # When 生徒指導主任 looks at it too
    guidance.duties()
    row = guidance.owes("欠席の様子を担任と確かめ、次を決める", CAST.victim)
    guidance.follow("確かめて書く", within=row, then="夕方、家に電話した。")
    guidance.fill("したこと", "担任と話し、明日は二人で訪ねる。")
    guidance.page.get_by_label("家庭訪問をした").check()
    guidance.page.get_by_label("記録して、見守る").check()
    guidance.press("記録する", then="記録しました")

    # Then a correction ends the warning beside what stands, and takes nothing away
    nurse = actor(NURSE)
    opens_day(nurse, days[1])
    nurse.page.get_by_label(re.compile(CAST.victim)).first.select_option(label="保健室")
    nurse.press("直したことを記録する", then="記録しました")
    homeroom.go("/attendance/warnings/")
    homeroom.sees("訂正で終わりました")
    homeroom.follow("開く", then="訂正により終わった")
    homeroom.sees("夕方、家に電話した。", "担任と話し、明日は二人で訪ねる。")

    # and nobody from another class sees any of it
    stranger = actor(CASTS["files"].homeroom)
    assert stranger.status(homeroom.page.url.removeprefix(homeroom.url)) == 404
