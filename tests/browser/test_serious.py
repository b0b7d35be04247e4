"""Absence reaches the threshold: the board decides who investigates, the family is told before, during and after."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import pictures
from tests.browser.cast import BOARD_OFFICER, CASTS, PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor
from tests.documents.reading import bare, pages
from yorisoi.policy.school_days import SchoolCalendar
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.browser
CAST = CASTS["serious"]
LETTER = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg((400, 300))}


def records(
    person: Actor, here: str, kind: str, press: str, *, choose: str = "", every: bool = False, **said: Any
) -> None:
    """Write one line: a choice, every point of the list, fields by the start of their labels, files."""
    person.page.goto(f"{person.url}{here}record/{kind}/")
    if kind in {"notice", "hearing", "opinion"}:  # the forms that differ from the others
        person.look()
    if choose:
        person.page.get_by_label(choose).first.check()
    if every:
        for box in person.page.locator("input[name=items]").all():
            box.check()
    for label, value in said.pop("fields").items():
        person.fill(label, value)
    if files := said.get("files"):
        person.page.locator("#id_attached").set_input_files(files)
    person.press(press, then=said.get("then", "記録しました"))


@pytest.mark.requirement("S1", "S2", "S3", "S5")
def test_from_the_threshold_to_the_results(actor: Troupe, tmp_path: Path) -> None:
    day = SchoolCalendar().days(today() - timedelta(days=20), today())[-1]
    homeroom, principal = actor(CAST.homeroom, size="tablet"), actor(PRINCIPAL)

    # Given a child who has been away for six days, with bullying suspected; when the seventh is recorded
    homeroom.go("/attendance/")
    row = homeroom.page.locator("ul.classes > li").filter(has_text=CAST.class_name)
    row.get_by_role("link", name=re.compile("出欠をとる|見る・直す")).click()
    homeroom.page.locator("#day").fill(day.isoformat())
    homeroom.press("この日を開く", then=f"{day.month}月{day.day}日")
    homeroom.page.get_by_label(re.compile(CAST.victim)).first.select_option(label="欠席（いじめが疑われる）")
    homeroom.page.get_by_role("button", name=re.compile("記録する")).first.click()
    homeroom.look()

    # Then the principal owes an answer that nobody can refuse, and opens it as serious
    principal.duties()
    owed = principal.owes("重大事態（第2号）にあたるかを検討する", CAST.victim)
    principal.why(owed)
    owed.locator("a.button").first.click()
    principal.look()
    principal.sees("この知らせは、だれも消せません")
    principal.follow("重大事態として扱う", then="重大事態として扱う")
    principal.fill("申し立てのことば", "7日続けて休み、いじめが疑われる。")
    principal.page.get_by_role("radio", name=re.compile(CAST.victim)).check()
    principal.press("重大事態として開く", then="まず、市教委に電話で一報してください")
    here = principal.page.url.removeprefix(principal.url)
    principal.sees("2号")

    # When the first word, the sheet and the notice have gone out, the board decides
    fields = {"受けた人": "学校教育課 市教田", "電話した人": "校長", "伝えたこと": "7日の欠席"}
    records(principal, here, "phone", "電話の一報を記録する", fields=fields)
    records(principal, here, "sheet", "記録票を提出する", fields={"記録票に書いた内容": "経過と欠席"})
    records(principal, here, "notice", "発生報告を提出する", fields={"学校のこれまでの対応": "家庭訪問を2回"})
    board = actor(BOARD_OFFICER)
    board.go(here)
    board.sees("家庭訪問を2回", CAST.victim, "【重大事態の別】2号")
    board.page.get_by_label("学校が主体となる").check()
    board.fill("理由", "経過を学校が知っているため。第三者を加える。")
    board.press("調査の主体を決める", then="次の段階に進めました")

    # And the family is told in two stages before anything is asked of anybody
    principal.go(here)
    principal.press("調査組織が整った", then="先に次のことが必要です")
    told = {"説明した人": "校長", "説明した相手": "母", "説明したこと": "目的と進め方"}
    records(principal, here, "explained_one", "一つめの説明を記録する", every=True, fields=told)
    for name in ("弁護士", "臨床心理士"):
        fields = {"氏名": name, "職・専門": name, "公平・中立といえる理由": "利害がない"}
        records(principal, here, "member", "構成員を記録する", fields=fields)
    principal.press("調査組織が整った", then="次の段階に進めました")
    records(principal, here, "explained_two", "二つめの説明を記録する", every=True, fields=told)
    records(principal, here, "around", "関係する家庭への説明を記録する", fields=told)
    wish = {"望むこと": "「静かに待ってほしい」", "望まないこと": "本人への聞き取り", "どう尊重するか": "手紙で"}
    records(principal, here, "wishes", "意向を記録する", fields=wish)
    records(principal, here, "preserved", "資料の保全を記録する", fields={"残した資料": "原票", "どこに": "金庫"})
    fields = {"伝えたこと・言われたこと": "暴力はない"}
    records(principal, here, "police", "警察について記録する", choose="いまは知らせない", fields=fields)
    principal.press("事実の調査を始める", then="次の段階に進めました")
    principal.sees("本人・家族の意向", "静かに待ってほしい")

    # When the child cannot be heard, the family's wish stands in the child's place
    fields = {"だれから": "母", "聴いたこと": "家から出られない"}
    press = "聴き取りを記録する"
    unheard = "対象児童からは聴けない"
    records(principal, here, "hearing", press, choose=unheard, fields=fields, then="家族の意向を書いてください")
    principal.page.locator("#id_body_wish").fill("「手紙でなら」")
    principal.press(press, then="記録しました")
    fields = {"だれから": "同じ班の三人", "聴いたこと": "「毎日からかっていた」"}
    records(principal, here, "hearing", press, choose="周りの児童", fields=fields)
    records(principal, here, "fact", "明らかになった事実を書く", fields={"事実": "6月からからかいが続いた"})
    soon = {
        "説明した人": "教頭",
        "伝えた経過": "聴き取りが終わった",
        "次に報告する日": (today() + timedelta(days=14)).isoformat(),
    }
    records(principal, here, "progress", "経過を報告する", fields=soon)
    principal.press("事実が明らかになった", then="次の段階に進めました")
    fields = {"要因": "見守りの薄さ", "学校・市教委の対応の検証": "共有がおくれた"}
    records(principal, here, "cause", "要因と検証を書く", fields=fields)
    records(
        principal, here, "report", "報告書ができたことを記録する", fields={"報告書の要点": "要点", "文書の番号": "1"}
    )
    records(principal, here, "progress", "経過を報告する", fields=soon)
    principal.follow("取組を決める", then="再発防止の取組")
    principal.fill("何をするか", "廊下の見守りを分担する")
    principal.page.get_by_label("担当者").select_option(index=1)
    principal.fill("期日", (today() + timedelta(days=30)).isoformat())
    principal.press("取組を決める", then="担当者のすべきことに入りました")
    principal.press("調査報告書がまとまった", then="次の段階に進めました")

    # Then the results are given, and the family's opinion goes with them to 市教委 as it was written
    records(principal, here, "result", "結果の説明を記録する", fields=told)
    fields = {"所見（または": "別紙のとおり"}
    take = "所見書を受け取り、添える"
    records(principal, here, "opinion", "所見書を記録する", choose=take, fields=fields, files=[LETTER])
    principal.press("対象児童・保護者に結果を説明した", then="次の段階に進めました")
    records(
        principal, here, "result_board", "調査の結果を提出する", fields={"提出する内容": "調査の結果。所見書を添える"}
    )
    board.go(here)
    board.sees("調査の結果。所見書を添える", "添付 1（写真・画面の写真）")
    board.follow("添付 1", then="SHA-256")
    assert board.status(f"{here}record/") == 403

    # And the paper says what is on record
    principal.go(f"{here}documents/")
    with principal.page.expect_download() as coming:
        principal.page.get_by_role("button", name="PDF 調査の結果").click()
    paper = bare("".join(pages(Path(coming.value.path()).read_bytes())))
    for words in (CAST.victim, "6月からからかいが続いた", "見守りの薄さ", "「手紙でなら」", "別紙のとおり"):
        assert bare(words) in paper
    for path in ("checklist/", "press/", "holds/"):
        principal.go(here + path)
    assert homeroom.status(here) == 404
