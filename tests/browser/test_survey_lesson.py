"""元気アンケート for staff: the lesson goes on before the teacher's eyes; two read, and the response begins."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, NURSE, Cast
from tests.browser.conftest import Troupe
from tests.browser.serving import Served, environment
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
FINE = {"school_fun": "very", "hurt": "no", "going_on": "none", "saw": "no", "talk_to": ["nobody"]}
GRAVE = {**FINE, "hurt": "many", "going_on": "yes", "forms": ["teasing"]}


def answers(server: Served, cast: Cast, child: str, said: dict[str, Any]) -> None:
    """A child of the class sends a sheet from a tablet."""
    program = Path(__file__).with_name("answer_card.py")
    given = [cast.label, child.split()[0], json.dumps(said)]
    subprocess.run([sys.executable, str(program), *given], env=environment(server.data), check=True, timeout=120)


def begins(guidance: Actor, cast: Cast, title: str) -> str:
    """Plan a round of one class for now, and begin it. Returns the path of its page."""
    guidance.go("/surveys/")
    guidance.page.goto(guidance.url + "/surveys/plan/")
    guidance.fill("名前", title)
    guidance.page.get_by_label(re.compile("^始まり")).fill(acts.moment(-1))
    guidance.page.get_by_label(re.compile("^終わり")).fill(acts.moment(3))
    for chosen in guidance.page.locator(".class-rows select").all():
        chosen.select_option(value="no")
    guidance.choose(cast.class_name, "学年のもの: 中学年（3・4年）")
    guidance.look()
    guidance.press("予定する", then="予定しました")
    guidance.press("始める", then="始めました")
    return re.sub(r"^https?://[^/]+", "", guidance.page.url)


@pytest.mark.requirement("E1")
def test_the_lesson_goes_on_before_the_teachers_eyes(actor: Troupe, server: Served) -> None:
    cast = CASTS["survey_lesson"]
    # Given a round of the class that 生徒指導主任 has planned and begun
    guidance = actor(GUIDANCE_HEAD)
    begins(guidance, cast, "元気アンケート（授業）")

    # When the teacher opens the lesson from すべきこと on a tablet
    teacher = actor(cast.homeroom, size="tablet")
    teacher.duties()
    teacher.follow("授業の画面", then="答えたかどうかだけが出ます")
    teacher.sees("あと3人")
    # and a child sends a sheet, then the page shows it without being loaded again
    teacher.page.evaluate("window.stillHere = true")
    answers(server, cast, cast.victim, GRAVE)
    tile = teacher.page.locator(".seat-tile").filter(has_text=cast.victim)
    expect(tile).to_contain_text("すみ")
    teacher.sees("あと2人")
    assert teacher.page.evaluate("window.stillHere") is True
    # and never what was answered
    expect(teacher.page.locator("main")).not_to_contain_text("何回も")
    teacher.look()

    # When the tablet of another child is broken, the teacher enters the paper
    teacher.page.locator(".seat-tile").filter(has_text=cast.witness).click()
    teacher.follow("紙の答えを入れる", then="この答えを入れる")
    teacher.page.get_by_role("group", name=re.compile("^1\\. ")).get_by_role("radio").nth(1).check()
    teacher.press("この答えを入れる", then="紙の答えを入れました")
    teacher.sees("あと1人")

    # When the first child says that it was a slip, the card opens once more
    teacher.page.locator(".seat-tile").filter(has_text=cast.victim).click()
    teacher.press("もう一度答えられるようにする", then="同じカードで、もう一度答えられます")
    expect(teacher.page.locator(".seat-tile").filter(has_text=cast.victim)).to_contain_text("直し中")
    answers(server, cast, cast.victim, FINE)
    expect(teacher.page.locator(".seat-tile").filter(has_text=cast.victim)).to_contain_text("すみ")


@pytest.mark.requirement("E2", "R1")
def test_two_read_and_the_response_begins_the_same_day(actor: Troupe, server: Served) -> None:
    cast = CASTS["survey_reading"]
    # Given a child who has answered that it happens many times and goes on
    guidance = actor(GUIDANCE_HEAD)
    page = begins(guidance, cast, "元気アンケート（読む）")
    answers(server, cast, cast.victim, GRAVE)

    # When the teacher reads it, from すべきこと with its clock
    teacher = actor(cast.homeroom, size="phone")
    teacher.duties()
    teacher.follow("答えを読む", then="ここに出た理由")
    teacher.sees("「何回も ある」と「つづいて いる」と答えた", cast.victim)
    teacher.press("読みました", then="読んだことを記録しました")
    # then one is not enough, and the second is not the 担任
    teacher.sees("あと1人が読みます", "一人は、担任でない人です")

    # and the round cannot be closed: what stops it is linked
    guidance.go(page)
    guidance.press("この回を閉じる", then="まだ読み終わっていない答えがあります")

    # When the nurse reads it and makes it a report
    nurse = actor(NURSE)
    nurse.go("/surveys/reading/")
    nurse.follow("読む", within=nurse.page.locator("ul.rows > li").filter(has_text=cast.victim), then="ここに出た理由")
    nurse.page.locator("#report > summary").click()
    nurse.page.locator("#report textarea").fill("今週、保健室に二度来ている。")
    nurse.press("通報にする", within=nurse.page.locator("#report"), then="今日中の期限が始まりました")
    number = acts.number_in(nurse.page.locator("#end ~ p a, section[aria-labelledby=end] a").first.inner_text())
    nurse.sees("二人以上が読みました", "終わりました")

    # Then 生徒指導主任 owes the memo the same day, and the round can be closed
    guidance.duties()
    guidance.why(guidance.owes("メモを残す", f"通報 {number}"))
    guidance.go(page)
    guidance.sees("読むものは残っていません")
    guidance.press("この回を閉じる", then="閉じました")

    # And what was counted is there to look at: the class, the school, the rounds, what may leave the school
    guidance.follow("結果を見る", then="学校全体")
    guidance.follow(cast.class_name, then="1人の答え")
    guidance.follow("うつりかわり", then="上が前の回")
    guidance.go(page)
    guidance.follow("学校だよりに載せる数", then="外に出せる数がありません")
    # And the child's own answers, for those who may read them; the guardians' sheet waits for a person's choice
    nurse.go("/pupils/")
    nurse.follow(cast.label + "組", then=cast.victim)
    nurse.follow(cast.victim, then="元気アンケート")
    nurse.follow("年をとおしての答えを見る", then="名前をつけて答えた")
    nurse.follow("面談で保護者に見せる紙", then="あなたが一つずつ選びます")
    nurse.page.get_by_role("checkbox", name=re.compile("学校は楽しいか")).check()
    nurse.press("この紙を作る", then="お子さんの答え")


@pytest.mark.requirement("E1")
def test_a_school_makes_questions_of_its_own(actor: Troupe) -> None:
    # Given those that come with the program, seen as children see them
    guidance = actor(GUIDANCE_HEAD, size="tablet")
    guidance.go("/surveys/questions/")
    row = guidance.page.locator("ul.rows > li").filter(has_text="中学年（3・4年）")
    guidance.follow("子どもの見え方", within=row, then="学校")
    guidance.follow("ぜんぶ かな", then="がっこう")

    # When a question is added whose characters have no reading, then it says which, and what was typed is there
    guidance.go("/surveys/questions/")
    guidance.press("もとにして作る", within=row, exact=False, then="下書きを作りました")
    guidance.page.locator("#new_ask").fill("{朝|あさ}ごはんを {食|た}べましたか。")
    guidance.press("足す", then="質問を足しました")
    guidance.fill("質問", "朝ごはんを たべましたか。")
    guidance.press("この内容にする", then="「朝」に読みがありません")
    guidance.fill("質問", "{朝|あさ}ごはんを {食|た}べましたか。")
    guidance.fill("表に出す短い言い方", "朝ごはん")
    guidance.fill("答え 3", "ときどき")
    guidance.press("この内容にする", then="質問を直しました")

    # When adults must read who has had no breakfast, then the rule says so in words
    guidance.follow("決まりを足す", then="どう答えたときに")
    guidance.fill("読む人に出す文", "朝ごはんを食べていないと答えた")
    guidance.page.locator("summary").filter(has_text="朝ごはん").first.click()
    guidance.page.get_by_role("group", name="朝ごはん").get_by_label("いいえ").check()
    guidance.press("この決まりにする", then="決まりを直しました")
    guidance.sees("朝ごはんに「いいえ」")

    # And nobody destroys an original from a page alone
    guidance.go("/surveys/originals/")
    guidance.sees("在学中のものは、消せません")
