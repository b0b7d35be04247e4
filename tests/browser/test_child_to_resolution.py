"""A child tells; the case goes the whole way to 解消, and comes back under its number when something new happens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import (
    BOARD_OFFICER,
    CASTS,
    GRADE_HEAD,
    GUIDANCE_HEAD,
    PRINCIPAL,
    TEACHER,
    VICE_PRINCIPAL,
)
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["resolution"]
HUNDRED_DAYS = -100


@pytest.mark.requirement(
    "R1", "R2", "R3", "R4", "R5", "R7", "R8", "R10", "R11", "R12", "E3", "E4", "D1", "D3", "O1", "O3"
)
def test_from_a_childs_words_to_resolution_and_back(actor: Troupe) -> None:
    # Given a child before a shared tablet, and the people of the school
    child = actor(size="tablet")
    guidance, principal = actor(GUIDANCE_HEAD), actor(PRINCIPAL)
    homeroom = actor(CAST.homeroom)

    # When the child tells, all in kana
    said = "まいにち いやな ことを いわれる"
    report, words = acts.child_tells(child, said, CAST)
    # Then it has a number and six words to come back with, and a helpline
    assert len(words) == 6
    child.sees("0120-0-78310")

    # When the child comes back before anybody has read it, then that is said
    acts.comes_back(child, words)
    child.sees("まだ読まれていません")

    # Then 生徒指導主任 owes a memo and the meeting today, and the managers owe a look
    principal.duties()
    principal.owes("小委員会を開き、判断する", f"通報 {report}")
    acts.leaves_memo(guidance, report, "子どものことばのとおり。担任にはまだ聞いていない。")
    acts.names_children(guidance, CAST.victim, CAST.perpetrator)
    guidance.duties()
    expect(
        guidance.page.locator("ul.rows > li")
        .filter(has_text="メモを残す")
        .filter(has_text=f"通報 {report}")
        .filter(has=guidance.page.locator("details.why"))
    ).to_have_count(0)

    # And the child, coming back, sees that adults have read it
    acts.comes_back(child, words)
    child.sees("大人が読みました")

    # When the 小委員会 meets the same day and makes it a case
    room = acts.convenes(guidance, acts.SUBCOMMITTEE, f"通報 {report}")
    acts.everybody_came(guidance)
    case = acts.makes_case(guidance, CAST)
    acts.fixes_minutes(principal, room)

    # Then the いじめ対策委員会 is owed the same day; it splits the hearings
    room = acts.convenes(guidance, acts.COMMITTEE, f"事案 {case}")
    acts.everybody_came(guidance)
    acts.decides(
        guidance,
        "聞き取りを分担し、事実を確かめる",
        care="担任とSCが毎日声をかける。休み時間は二人で見守る。",
        next_work="聞き取りをまとめておく",
        reason="まず本人から聞く",
    )
    case_path = acts.opens_case(guidance, case)
    acts.writes_line(
        guidance, case_path, "act", "行為を記録する",
        flag="stopped", body_words="からかいのことば", occurred_at=acts.moment(HUNDRED_DAYS),
    )  # fmt: skip

    # And the 担任 owes the hearing of the child, and records it
    acts.records(
        homeroom, "被害児童から話を聞く", f"事案 {case}", "聞き取りを記録する",
        flag="heard", body_words="「いやだった。もう言わないでほしい」",
    )  # fmt: skip

    # When the committee goes on the same day, it recognises bullying and fixes care, goals and dates
    guidance.go(room)
    acts.decides(
        guidance, "いじめと認知する",
        relation="yes", act="yes", distress="felt", child_words="「いやだった」", reason="本人が苦痛を感じている",
    )  # fmt: skip
    acts.decides(
        guidance, "ケア・指導・目標を決める",
        care="SCが週に一度話を聞く", short_goal="からかいを止める", long_goal="安心して教室にいられる",
        next_work="家庭訪問の結果を持ち寄る", reason="緊急に決める",
    )  # fmt: skip
    acts.fixes_minutes(principal, room)

    # Then both homes are visited, the children are cared for and guided, and all staff are told
    about = f"事案 {case}"
    for duty in ("被害児童の家庭を訪問", "加害児童の家庭を訪問"):
        acts.records(homeroom, duty, about, "家庭訪問を記録する", code="visit", body_words="事実と今後のことを伝えた")
    acts.records(homeroom, "被害児童のケアを始める", about, "ケアを記録する", code="staff", body_words="朝に声をかけた")
    acts.records(
        homeroom, "加害児童を指導する", about, "指導を記録する", code="homeroom", body_words="ことばの重さを話した"
    )
    acts.records(homeroom, "周りにいた子どもを指導する", about, "周りへの指導を記録する", body_words="学級で話し合った")
    acts.records(
        guidance, "全教職員に", about, "全教職員への共有を記録する", code="told", body_words="職員朝会で共有した"
    )

    # And 市教委 gets exactly what was written for it, and nothing else
    copy = f"第一報。{CAST.class_name}でからかいを認知しました。"
    deputy = actor(VICE_PRINCIPAL)
    acts.records(deputy, "市教委へ報告する", about, "市教委へ報告する", code="first", body_words=copy)
    officer = actor(BOARD_OFFICER)
    officer.sees("学校からの報告", f"事案 {case}")
    officer.follow("読む", within=officer.page.locator("ul.rows > li").filter(has_text=case))
    officer.sees(copy)
    assert said not in officer.page.content()
    for path in (case_path, "/cases/", "/reports/", "/duties/", "/ledger/", room):
        assert officer.status(path) in {403, 404}, path

    # When the grade team reports that things are better, then it goes to the 学年主任者会 and support goes on
    grade_head = actor(GRADE_HEAD)
    acts.records(
        grade_head, "子ども・保護者の状況を生徒指導主任に報告する", about, "経過を報告する",
        flag="improving", body_words="笑顔が増えた", body_guardians="家でも落ち着いている",
    )  # fmt: skip
    grade_head.sees("解消に向かう")
    grade_head.duties()
    grade_head.owes("学年主任者会で現状を報告する", about)
    guidance.go(case_path)
    guidance.page.get_by_role("link", name=re.compile(r"招集する\s*: 学年主任者会で報告し")).click()
    acts.calls(guidance, about)
    acts.everybody_came(guidance)
    acts.decides(guidance, "学年主任者会で報告し、取組を続ける", follow_up_date=acts.day(14), reason="改善が続いている")

    # When the period is over, child and guardian are asked
    for duty, verb, words_said in (
        ("被害児童本人と面談して", "本人との面談を記録する", "「もうだいじょうぶ」"),
        ("被害児童の保護者に確かめる", "保護者の確認を記録する", "「安心しています」"),
    ):
        acts.records(homeroom, duty, about, verb, flag="no_distress", body_words=words_said)

    # Then the committee judges, and only the principal decides
    guidance.go(case_path)
    guidance.page.get_by_role("link", name=re.compile(r"(招集する|会議の部屋へ)\s*: 解消していると判断する")).click()
    room = acts.calls(guidance, about)
    acts.everybody_came(guidance)
    acts.decides(guidance, "解消していると判断する", reason="行為が止み、苦痛がないことを確かめた")
    principal.duties()
    row = principal.owes("解消とするかを決定する", about)
    principal.why(row)
    principal.follow("決定する", within=row, then="解消とするかの決定")
    principal.page.locator("#decide textarea").fill("委員会の判断のとおり")
    principal.press("解消と決定する", then="決定を記録しました")
    expect(principal.page.locator("h1")).to_contain_text("解消")

    # When something new happens, then the case opens again under the same number, and the committee is owed today
    acts.writes_line(homeroom, case_path, "act", "行為を記録する", flag="going_on", body_words="またことばがあった")
    expect(homeroom.page.locator("h1")).to_contain_text(f"事案 {case}")
    expect(homeroom.page.locator("h1")).to_contain_text("再協議")
    guidance.duties()
    guidance.owes("いじめ対策委員会を開く", about)

    # And a teacher who has no part in it finds no such case
    teacher = actor(TEACHER)
    expect(teacher.go("/cases/").locator("main")).not_to_contain_text(case)
    assert teacher.status(case_path) == 404
