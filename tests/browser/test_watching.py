"""Not recognised: the committee watches, people observe, and it can turn into recognition at any time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, VICE_PRINCIPAL
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["watching"]


@pytest.mark.requirement("R5", "R6", "D1")
def test_watching_turns_into_recognition(actor: Troupe) -> None:
    # Given a case that the committee looks into, with the child heard
    guidance = actor(GUIDANCE_HEAD)
    case, room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "友だちの輪に入れていないようです。")
    about = f"事案 {case}"
    acts.splits_hearings(guidance)
    homeroom = actor(CAST.homeroom)
    acts.hears_victim(homeroom, case, "「べつに。よくわからない」")
    acts.records(homeroom, "割り当てられた聞き取りを行う", about, "聞き取りを記録する",
                 code="perpetrator", flag="could_not", body_words="欠席のため、きょうは聞けなかった")  # fmt: skip

    # When the committee does not recognise bullying, then it must say who watches until when
    guidance.go(room)
    acts.opens_move(guidance, "認知せず、経過を観察する")
    acts.fills(guidance, {"relation": "yes", "act": "yes", "distress": "cannot_say", "reason": "本人がまだ話さない"})
    guidance.press(
        "認知せず、経過を観察する", within=guidance.page.locator("#decision"), then="方針では、先に次のことが必要です"
    )
    guidance.sees("見守る人を決めてください")
    guidance.sees("児童の立場から、心身の苦痛を確かめて")
    # And what was typed is still there
    expect(guidance.page.locator("#decision [name=reason]")).to_have_value("本人がまだ話さない")
    watcher = guidance.page.locator("#decision label").filter(has_text=CAST.homeroom).locator("input[name=watchers]")
    watcher.check()
    acts.fills(guidance, {"circumstances": "休み時間に一人でいることが多い", "review_date": acts.day(7)})
    guidance.press("認知せず、経過を観察する", within=guidance.page.locator("#decision"), then="決めました")

    # Then guardians and 市教委 are told what was found, and the watcher owes an observation
    told = "分かったことと見守りについて伝えた"
    duty, verb = "確認した事実と今後の方針を保護者に伝える", "保護者への連絡を記録する"
    acts.records(homeroom, duty, about, verb, pupil=True, body_words=told)
    deputy = actor(VICE_PRINCIPAL)
    acts.records(deputy, "事実確認の結果を市教委へ報告する", about, "市教委へ報告する",
                 code="first", body_words="確認の結果、経過を観察します。")  # fmt: skip
    acts.records(
        homeroom, "様子を見守り、記録する", about, "様子を記録する", body_words="机に落書きを見つけた。泣いていた。"
    )
    # And whoever observed owes the next observation: watching goes on until the committee ends it
    homeroom.duties()
    homeroom.owes("様子を見守り、記録する", about)

    # When the committee meets again, then it can recognise at once
    path = acts.opens_case(guidance, case)
    expect(guidance.page.locator("h1")).to_contain_text("経過観察")
    guidance.page.get_by_role("link", name=re.compile(r"会議の部屋へ\s*: いじめと認知する")).click()
    acts.decides(
        guidance, "いじめと認知する",
        relation="yes", act="yes", distress="felt", child_words="「かなしかった」", reason="苦痛を感じている",
    )  # fmt: skip
    guidance.go(path)
    expect(guidance.page.locator("h1")).to_contain_text("認知")
    guidance.duties()
    guidance.owes("緊急の対策委員会で、ケア・指導", about)
    homeroom.duties()
    expect(
        homeroom.page.locator("ul.rows > li")
        .filter(has_text="様子を見守り")
        .filter(has_text=about)
        .filter(has=homeroom.page.locator("details.why"))
    ).to_have_count(0)
