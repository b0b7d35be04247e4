"""A guardian's claim against the school's opinion: it opens by itself, is told at once, and nobody can end it."""

from __future__ import annotations

import pytest

from tests.browser.cast import BOARD_OFFICER, CASTS, PRINCIPAL
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["claim"]


@pytest.mark.requirement("S3", "S4", "R9")
def test_a_claim_against_the_schools_opinion(actor: Troupe) -> None:
    teacher, principal = actor(CAST.homeroom, size="phone"), actor(PRINCIPAL)

    # Given a father who comes to the teacher: he does not say 「いじめ」
    teacher.go("/incidents/")
    teacher.follow("申立て・疑いを記録する", then="重大事態として扱う")
    teacher.page.get_by_label("保護者", exact=True).check()
    teacher.fill("申し立てのことば", "「息子は毎朝吐いています。学校は何をしているのですか」")
    teacher.fill("名簿からさがす", CAST.victim.split()[0])
    teacher.press("さがす", then="見つかった児童を")
    teacher.page.get_by_role("radio", name=CAST.victim).check()

    # When the teacher writes it down it is open, and more the teacher is not told
    teacher.press("重大事態として開く", then="重大事態として開かれました")

    # Then the principal owes the first word within the hour
    principal.duties()
    row = principal.owes("重大事態を市教委に電話で一報する")
    principal.why(row)
    principal.follow("電話の一報を記録する", within=row, then="まず、市教委に電話で一報してください")
    principal.sees("市教委 未連絡", "消せないもの", "毎朝吐いています")
    here = principal.page.url.removeprefix(principal.url)
    principal.follow("電話の一報を記録する", then="受けた人")
    principal.fill("受けた人", "学校教育課 市教田")
    principal.fill("電話した人", "校長")
    principal.fill("伝えたこと", "申立てがあったこと。学校はいじめと見ていないが、調べる。")
    principal.press("電話の一報を記録する", then="記録しました")
    principal.sees("市教委 一報済")

    # And the next step says what is still wanted, each with its clause
    principal.press("市教委に発生を報告した", then="先に次のことが必要です")
    principal.follow("いじめ記録票を市教委に提出してください", then="この文が、そのまま市教委に届きます")
    principal.fill("記録票に書いた内容", "発生の経過と聞き取り。")
    principal.press("記録票を提出する", then="記録しました")
    principal.go(here + "record/notice/")
    principal.fill("学校のこれまでの対応", "担任と教頭が2回会った。")
    principal.press("発生報告を提出する", then="発生報告")
    principal.sees("主体の決定", "市教委に提出したもの")

    # And 市教委 reads what was submitted, not the rest, and decides who investigates
    board = actor(BOARD_OFFICER, size="tablet", javascript=False)
    board.go(here)
    board.sees("発生の経過と聞き取り。", "調査の主体を決める")
    board.page.get_by_label("市教委が主体となる").check()
    board.fill("理由", "学校の見方と保護者の見方がちがうため。")
    board.press("調査の主体を決める", then="次の段階に進めました")
    principal.go(here)
    principal.sees("市教委が主体となる", "調査組織が整った")
    principal.go(here + "checklist/")
    principal.sees("事前の説明 一つめ")
    principal.go(here + "press/")
    principal.sees("まだ、何も発表できません")
    principal.go(here + "record/cause/")
    principal.sees("原因や検証は書きません")
    principal.go(here + "record/")
    assert teacher.status(here) == 404
