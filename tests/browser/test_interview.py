"""A teacher listens in the break: what the child says becomes a report and meets the response's same-day clock."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, NURSE, TEACHER
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
CAST = CASTS["interview"]
FAMILY = CAST.victim.split()[0]


def notes(person: Actor, words: str) -> None:
    """Ten seconds: type a part of the name, tick the child, one line, one press."""
    person.go("/concerns/new/")
    person.page.locator("#id_people").fill(FAMILY)
    tick = person.page.locator("#people-found .choice").filter(has_text=FAMILY)
    tick.locator("input").check()
    person.page.locator("#id_words").fill(words)
    person.press("残す", then="残しました")


def answers(person: Actor, question: str, answer: str) -> None:
    """Tick the answer to one of the two particular questions."""
    field = person.page.get_by_role("group", name=re.compile(question))
    field.get_by_label(answer, exact=True).check()


@pytest.mark.requirement("E2", "R1", "R3")
def test_an_interview_becomes_a_report_and_meets_the_same_day_clock(actor: Troupe) -> None:
    # Given three people who notice the same child, each something small
    teacher, nurse, homeroom = actor(TEACHER, size="phone"), actor(NURSE), actor(CAST.homeroom, size="tablet")
    notes(teacher, "廊下で一人で立っていた")
    notes(nurse, "おなかが痛いと二日続けて来た")
    notes(homeroom, "班の話し合いで声が小さい")

    # When 生徒指導主任 is asked to decide, reads why, and wants somebody to listen
    guidance = actor(GUIDANCE_HEAD)
    guidance.duties()
    row = guidance.owes("気がかりを読み、どうするかを決める", FAMILY)
    guidance.why(row)
    guidance.follow("読んで決める", within=row, then="気がかりが重なった")
    guidance.sees("廊下で一人で立っていた", "おなかが痛い", "声が小さい")
    guidance.press("決める", then="理由（何を読み、何を確かめたか）を書いてください")
    guidance.page.get_by_label("面談をする", exact=True).check()
    guidance.fill("理由", "三人が別々に見ている。担任が話を聞く。")
    guidance.press("決める", then="決めたことを残しました")

    # Then the teacher owes an interview, and gives it a time; the child has another there: it says so
    homeroom.duties()
    row = homeroom.owes("面談をする", FAMILY)
    homeroom.follow("面談を開く", within=row, then="日時がまだ決まっていません")
    homeroom.follow("面談を始める", then="必ず聞く二つのこと")

    # And neither of the two questions can be skipped
    homeroom.fill("子どものことば", "「いれてって いっても むしされる」")
    homeroom.press("面談を終える", then="いじめについて聞いた答えを選んでください")
    homeroom.sees("学校に来づらいかについて聞いた答えを選んでください", "仲間はずれ・無視")
    assert homeroom.page.locator("#id_child_words").input_value() == "「いれてって いっても むしされる」"
    answers(homeroom, "いじめ", "ある")
    answers(homeroom, "不登校", "話せなかった")
    homeroom.page.get_by_role("checkbox", name="涙ぐむ").check()
    homeroom.page.get_by_role("radio", name="いまは心配ない").check()
    homeroom.press("面談を終える", then="一人では決めません")
    homeroom.page.get_by_role("radio", name="通報にする").check()
    homeroom.press("面談を終える", then="ありがとうございます")
    homeroom.sees("小委員会を開く期限", "今日中")
    number = acts.number_in(homeroom.page.locator(".facts").first.inner_text())

    # And the response's same-day clock runs for 生徒指導主任
    guidance.duties()
    row = guidance.owes("小委員会を招集する", f"通報 {number}")
    expect(row.locator(".clock")).to_contain_text("今日中")
    acts.leaves_memo(guidance, number, "面談で話したこと。担任が聞いた。")
    guidance.sees("「いれてって いっても むしされる」")

    # And the child's line of time shows all of it to who may read it, and nobody else
    guidance.go("/interviews/")
    held = guidance.page.locator("section[aria-labelledby=held-h] li").filter(has_text=FAMILY)
    guidance.follow("開く", within=held, then="子どものことば")
    guidance.follow("この子の経過", then="あなたが読むことのできるものだけが並びます")
    guidance.sees("廊下で一人で立っていた", "面談", f"通報 {number}", "しるしが重なっています")
    line = guidance.page.url.removeprefix(guidance.url)
    assert teacher.status(line) == 403
    assert homeroom.status(line) == 200
