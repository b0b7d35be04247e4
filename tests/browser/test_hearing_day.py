"""A hearing day: three rooms at once on tablets, the words side by side, a contradiction, a second hearing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import ACADEMIC_HEAD, CASTS, COUNSELLOR, GRADE_HEAD, GUIDANCE_HEAD, NURSE, SOCIAL_WORKER
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
CAST = CASTS["hearing_day"]


def plans(guidance: Actor, side: str, child: str, room: str, main: str, second: str, *, whom: str = "") -> None:
    """生徒指導主任 puts one hearing into the plan."""
    form = guidance.page.locator("form.plan-form")
    form.locator(f"[name=side][value={side}]").check()
    if child:
        options = form.locator("[name=pupil] option").all_inner_texts()
        form.locator("[name=pupil]").select_option(label=next(o for o in options if o.startswith(child)))
    form.locator("[name=whom]").fill(whom)
    form.locator("[name=room]").fill(room)
    form.locator("[name=main]").select_option(label=main)
    form.locator("[name=second]").select_option(label=second or "—")
    guidance.press("計画に入れる", then="聞き取りを計画に入れました")
    expect(guidance.page.locator("table.plan")).to_contain_text(room)


def says(writer: Actor, n: int, words: str, *, did: str = "", hour: str = "", place: str = "") -> None:
    """One thing said, in its own row."""
    form = writer.page.locator("form[data-draft]")
    form.locator(f"[name=st_{n}_words]").fill(words)
    form.locator(f"[name=st_{n}_did]").fill(did)
    if hour:
        form.locator(f"[name=st_{n}_on]").fill(acts.day(-1))
        form.locator(f"[name=st_{n}_hour]").fill(hour)
    form.locator(f"[name=st_{n}_place]").fill(place)


def enters(writer: Actor, case: str, room: str) -> None:
    """From the plan into one's own room; the child is there."""
    writer.go(case + "hearings/")
    row = writer.page.locator("table.plan tr").filter(has_text=room)
    writer.follow("部屋を開く", within=row, then=room)
    writer.press("子どもが部屋に入った（始める）", then="に始まりました")


@pytest.mark.requirement("R4", "D3")
def test_three_rooms_one_contradiction_and_a_second_hearing(actor: Troupe) -> None:
    # Given a case whose committee has shared out the hearings
    guidance = actor(GUIDANCE_HEAD)
    number, _room = acts.case_before_committee(
        actor(size="phone"), guidance, CAST, "ろうかで何度もおされたと言っています。"
    )
    acts.splits_hearings(guidance)
    case = acts.opens_case(guidance, number)

    # When 生徒指導主任 plans three rooms at the same time, the first try with one person in two of them
    guidance.go(case + "hearings/")
    guidance.sees("会議で分担して、部屋と時間がまだのもの")
    plans(guidance, "victim", CAST.victim, "保健室", NURSE, COUNSELLOR)
    plans(guidance, "perpetrator", CAST.perpetrator, "図工室", GRADE_HEAD, NURSE)
    # Then the page says so, and the change is a row of its own
    guidance.sees("同じ教職員が、同じ時間に二つの部屋", NURSE)
    row = guidance.page.locator("table.plan tr").filter(has_text="図工室")
    guidance.follow("変える", within=row, then="前の計画は消えません")
    guidance.choose("もう一人", ACADEMIC_HEAD)
    guidance.press("計画を変える", then="計画を変えました")
    plans(guidance, "around", "", "相談室", SOCIAL_WORKER, CAST.homeroom, whom="学級の二人")
    guidance.sees("重なりはありません", "変えた・取りやめた計画 1件")

    # When three of them record at the same time on tablets
    nurse, head, worker = (actor(name, size="tablet") for name in (NURSE, GRADE_HEAD, SOCIAL_WORKER))
    board = guidance
    for person, room in ((nurse, "保健室"), (head, "図工室"), (worker, "相談室")):
        enters(person, case, room)
    board.go(case + "hearings/board/")
    expect(board.page.locator(".room-card.in_room")).to_have_count(3)
    says(nurse, 0, "「三回 おされた」", did="うしろから押された", hour="10:20", place="渡り廊下")
    says(head, 0, "「一回だけ おした」", hour="10:20", place="渡り廊下")
    says(worker, 0, "「見てた。何回かは わからない」", hour="10:20", place="渡り廊下")

    # And the nurse's tablet is closed in the middle: what was typed is there again
    expect(nurse.page.locator("[data-draft-said]")).to_contain_text("書きかけを残しました")
    there = nurse.page.url
    nurse.page.goto("about:blank")
    nurse.page.goto(there)
    nurse.sees("書きかけを戻しました")
    expect(nurse.page.locator("[name=st_0_words]")).to_have_value("「三回 おされた」")
    # And one more row and a promise
    nurse.page.get_by_role("button", name="行を増やす").click()
    expect(nurse.page.locator("[name=st_2_words]")).to_be_visible()
    says(nurse, 1, "「ころんで ひざが いたかった」", hour="10:25", place="渡り廊下")
    form = nurse.page.locator("form[data-draft]")
    form.locator("[name=pr_0_what]").fill("あしたの朝も保健室で話す")
    form.locator("[name=pr_0_who]").select_option(label=NURSE)
    form.locator("[name=pr_0_by]").fill(acts.day(1))
    for person in (nurse, head, worker):
        person.press("聞き取りを記録する", then="記録しました")
    # Then the board has seen it by itself, and the promise is a duty
    expect(board.page.locator(".room-card.done")).to_have_count(3)
    board.look()
    nurse.duties()
    nurse.owes("約束したことを果たす", f"事案 {number}")

    # When 生徒指導主任 holds the words against each other
    guidance.go(case + "statements/")
    slot = guidance.page.locator("table.along tr").filter(has_text="10:20")
    expect(slot).to_contain_text(re.compile("三回 おされた.*一回だけ おした.*見てた", re.DOTALL))
    for words in ("三回 おされた", "一回だけ おした"):
        guidance.page.locator(".said-card").filter(has_text=words).locator("[name=statement]").check()
    guidance.page.locator("[name=kind][value=contradict]").check()
    guidance.page.locator("[name=why]").fill("押した回数がちがう。")
    guidance.choose("もう一度聞く人", GRADE_HEAD)
    guidance.press("印を付ける", then="印を付けました")
    guidance.sees("片づいていないもの 1")
    # And names can be hidden
    guidance.page.keyboard.press("F2")
    expect(guidance.page.locator(".said-card").filter(has_text="三回").locator(".veiled > span").first).to_be_hidden()
    guidance.page.keyboard.press("F2")

    # Then the contradiction leads to a second hearing
    guidance.follow("もう一度聞く計画を立てる", then="聞き取りを加える")
    form = guidance.page.locator("form.plan-form")
    expect(form.locator("[name=main] option:checked")).to_have_text(GRADE_HEAD)
    form.locator("[name=room]").fill("会議室")
    form.locator("[name=second]").select_option(label=ACADEMIC_HEAD)
    guidance.press("計画に入れる", then="聞き取りを計画に入れました")
    enters(head, case, "会議室")
    says(head, 0, "「ほんとうは 三回」", hour="10:20", place="渡り廊下")
    head.press("聞き取りを記録する", then="記録しました")
    guidance.go(case + "statements/")
    guidance.sees("聞き直し", "ほんとうは 三回")
    guidance.page.locator(".seen summary").first.click()
    guidance.page.locator(".seen textarea").first.fill("聞き直して、三回と本人が言った。")
    guidance.press("片づいたこととして残す", then="片づいたこととして残しました")
    guidance.sees("片づいていないもの 0", "聞き直して、三回と本人が言った。")
