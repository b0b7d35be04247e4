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
    guardian.press("学校に送る", then="ファイルも1つ受け取りました")
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


def line(page: Any, *points: tuple[float, float]) -> None:
    """Draw a line on the pad with a finger. points: in parts of its width and height."""
    pad = page.locator("[data-draw] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    touch = page.context.new_cdp_session(page)
    at = [{"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y} for x, y in points]
    for kind, where in [("touchStart", at[:1]), *(("touchMove", [each]) for each in at[1:]), ("touchEnd", [])]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
    touch.detach()


@pytest.mark.requirement("E3")
def test_a_child_draws_with_a_finger_and_staff_see_it(actor: Troupe) -> None:
    # Given a child on the last step, on a tablet
    child = actor(size="tablet")
    page = go_to_last_step(child, "えに かきました")
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(0)
    # When they draw, then the drawing is chosen, once however many lines it has
    page.get_by_text("えを かく", exact=True).click()
    line(page, (0.2, 0.2), (0.5, 0.6), (0.8, 0.2))
    page.get_by_role("button", name="あか").click()
    line(page, (0.3, 0.8), (0.7, 0.8))
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("かいた え")
    child.look()
    # When they clear it, then nothing is sent along; one step back brings all of it back
    page.get_by_role("button", name="ぜんぶ けす").click()
    expect(chosen).to_have_count(0)
    page.get_by_role("button", name="ひとつ もどす").click()
    expect(chosen).to_have_count(1)
    # When they mend a word and come back, then it is still there, and goes on from where it was
    page.locator("button[value='to:words']").click()
    page.locator("#id_words").fill("えに かきました。みてね")
    page.locator("button.on[value=next]").click()
    expect(chosen).to_contain_text("かいた え")
    line(page, (0.5, 0.3), (0.5, 0.5))
    expect(chosen).to_have_count(1)
    page.locator("button[value=send]").click()
    expect(page.locator(".lead")).to_contain_text("しゃしんも")
    number = acts.number_in(page.locator(".receipt").inner_text())
    # Then the guidance head sees it with the report
    head = actor(GUIDANCE_HEAD)
    head.go("/reports/")
    head.follow(number, then=f"通報 {number}")
    picture = head.page.locator(".attached img")
    for _n in range(20):
        if picture.count():
            break
        head.page.wait_for_timeout(500)
        head.page.reload()
    expect(picture).to_have_count(1)
    # black, red and white: the lines are in it
    colours = picture.evaluate(
        """async (image) => {
          await image.decode();
          const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
          const brush = canvas.getContext("2d");
          brush.drawImage(image, 0, 0, 400, 300);
          const data = brush.getImageData(0, 0, 400, 300).data;
          const found = { dark: 0, red: 0, white: 0 };
          for (let at = 0; at < data.length; at += 4) {
            const [r, g, b] = data.slice(at, at + 3);
            if (r > 240 && g > 240 && b > 240) found.white += 1;
            else if (r > 150 && g < 90 && b < 90) found.red += 1;
            else if (r < 80 && g < 80 && b < 80) found.dark += 1;
          }
          return found;
        }"""
    )
    assert colours["dark"] > 200
    assert colours["red"] > 100
    assert colours["white"] > 100_000
