"""Files: chosen, kept over a correction, taken away, sent; what staff see of them and what they do not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import pictures
from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD
from tests.browser.conftest import Troupe
from tests.browser.test_bad_lines import go_to_last_step

pytestmark = pytest.mark.browser
CAST = CASTS["files"]


def file(name: str, data: bytes) -> Any:
    """A file as Playwright chooses it."""
    return {"name": name, "mimeType": "image/jpeg" if name.endswith("jpg") else "video/mp4", "buffer": data}


PHOTO, FILM = pictures.jpeg((800, 600), place=True), pictures.video(frames=20)


def test_a_guardian_sends_a_screen_and_staff_see_its_copy(actor: Troupe, tmp_path: Path) -> None:
    # Given a guardian who chooses three files, one of them too big
    guardian = actor(size="phone")
    page = guardian.go(acts.GUARDIAN)
    page.locator("#id_attached").set_input_files([file("a.jpg", PHOTO), file("b.mp4", FILM)])
    page.locator("#id_attached").set_input_files([file("c.jpg", PHOTO + bytes(16_000_000))])
    # Then they are told at once, and what fits stays
    guardian.sees("大きすぎるファイルがあります")
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(2)
    expect(chosen.first.locator("canvas")).to_be_visible()
    guardian.look()
    # When they forget the words, then nothing that was chosen or written is lost
    page.get_by_text("画面の写真のとき").click()
    guardian.fill("アプリやサービスの名前", "ゲームのグループ")
    guardian.press("学校に送る", then="何があったかを書いてください")
    expect(chosen).to_have_count(2)
    expect(page.locator("[data-files-lost]")).to_have_count(0)
    # When they take one away and send, then the rest has come
    chosen.nth(1).get_by_role("button", name="外す").click()
    expect(chosen).to_have_count(1)
    page.locator("#id_narrative").fill("グループから外されました。")
    guardian.press("学校に送る", then="ファイル 1つも受け取りました")
    number = acts.number_in(page.locator(".receipt").inner_text())
    # When the guidance head opens the report, then the copy is there before long, with what is known of the screen
    head = actor(GUIDANCE_HEAD)
    head.go("/reports/")
    head.follow(number, then=f"通報 {number}")
    picture = head.page.locator(".attached img")
    for _n in range(20):
        if picture.count():
            break
        head.page.wait_for_timeout(1000)
        head.page.reload()
    expect(picture).to_be_visible()
    head.sees("ゲームのグループ")
    head.look()
    # And the original comes out as it was sent, once they have said why
    head.page.locator(".attached a.view").click()
    head.page.get_by_text("原本を取り出す").first.click()
    head.look()
    head.page.locator("#id_reason").fill("警察に渡すため")
    head.press("理由を記録して取り出す", then="10分のあいだ、原本を保存できます")
    with head.page.expect_download() as download:
        head.page.get_by_text("原本を保存する").click()
    saved = tmp_path / "original"
    download.value.save_as(saved)
    assert saved.read_bytes() == PHOTO
    assert re.fullmatch(r"original-[0-9a-f]{12}\.jpg", download.value.suggested_filename)


def test_a_child_goes_back_and_the_photo_is_still_chosen(actor: Troupe) -> None:
    # Given a child on the last step who has chosen a photo
    child = actor(size="tablet")
    page = go_to_last_step(child, "これを 見て")
    page.locator("#id_attached").set_input_files([file("a.jpg", PHOTO)])
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(1)
    # Then a neighbour sees neither the picture nor its name
    expect(page.locator("[data-chosen] canvas")).to_have_count(0)
    expect(chosen).not_to_contain_text("a.jpg")
    child.look()
    # When they mend a word and come back, then it is still chosen, and is sent
    page.locator("button[value='to:words']").click()
    page.locator("#id_words").fill("これを 見て ください")
    page.locator("button.on[value=next]").click()
    expect(chosen).to_have_count(1)
    page.locator("button[value=send]").click()
    expect(page.locator(".receipt")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("しゃしんも")


def test_without_javascript_a_teacher_hears_that_files_must_be_chosen_again(actor: Troupe) -> None:
    teacher = actor(CAST.homeroom, javascript=False)
    page = teacher.go("/pass-on/")
    page.locator("#id_attached").set_input_files([file("a.jpg", PHOTO)])
    page.get_by_role("button", name="渡す", exact=True).click()
    teacher.sees("ファイルをもう一度選んでください")
    page.locator("#id_narrative").fill("机の中に紙が入っていた。")
    page.locator("#id_attached").set_input_files([file("a.jpg", PHOTO)])
    page.get_by_role("button", name="渡す", exact=True).click()
    expect(page).to_have_url(re.compile(r"/pass-on/[0-9a-f-]{36}/"))
