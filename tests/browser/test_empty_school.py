"""A real school begins: the one-time link, the second factor, the name list, the staff, and the first report."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Troupe
from tests.browser.serving import Served
from tests.browser.stage import Actor

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple 7"
ROSTER = (
    "見本市立南小学校 児童名簿\r\n"
    "学年,組,番号,氏名,ふりがな,性別\r\n"
    "3,1,1,青木 はる,あおき はる,女\r\n"
    "3,1,2,石田 そら,いしだ そら,男\r\n"
    "3,2,1,上野 りく,うえの りく,男\r\n"
    "あ,1,3,江口 だれ,えぐち だれ,\r\n"
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A school that nobody has set up yet."""
    served = Served(tmp_path / "data", empty=True)
    try:
        served.start()
        yield served
    finally:
        served.stop()


def code_of(secret: str) -> str:
    """Return the six figures that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret.strip().replace(" ", "") + "=" * (-len(secret.strip()) % 8))
    digest = hmac.digest(key, (int(time.time()) // 30).to_bytes(8), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def sets_up_second_factor(person: Actor) -> str:
    """Take the secret as shown, and type the figures that belong to it. Returns the secret."""
    person.page.locator("details summary").first.click()
    secret = person.page.locator("code.secret").inner_text()
    person.page.locator("[name=code]").fill(code_of(secret))
    person.press("設定する", then="紙に書くか印刷して")
    return secret


def fills_in(person: Actor, **fields: str) -> None:
    """Fill in a form by the names of its fields."""
    for name, value in fields.items():
        person.page.locator(f"main [name={name}]").first.fill(value)


@pytest.mark.requirement("E3", "R2", "O1", "B1")
def test_a_school_begins(actor: Troupe, empty: Served) -> None:
    # Given the link that the first start printed
    found = re.search(r"http://\S+?(/setup/\S+)", empty.said())
    assert found, empty.said()
    principal = actor(at=empty.url)

    # When the principal follows it and makes the school
    principal.go(found[1])
    fills_in(
        principal, name="見本市立南小学校", slug="minami", family_name="南", given_name="校子", family_kana="みなみ",
        given_kana="こうこ", username="minami", password=PASSWORD, again=PASSWORD,
    )  # fmt: skip
    principal.page.locator("[name=post][value=principal]").check()
    principal.press("始める")
    # Then the second factor comes first, before anything else opens
    expect(principal.page.locator("h1")).to_contain_text("二段階認証")
    secret = sets_up_second_factor(principal)
    # And the link works no second time
    assert actor(at=empty.url).status(found[1]) == 404

    # When the name list comes as Excel of an office saves it (CP932)
    principal.go("/start/")
    principal.go("/roster/")
    principal.page.locator("input[type=file]").set_input_files(
        {"name": "名簿.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("cp932")}
    )
    principal.press("読みこんで確かめる", then="取り込むまえに確かめてください")
    # Then nothing has changed yet, and the line that cannot be read is named with a reason
    principal.sees("まだ何も変わっていません", "江口")
    assert principal.page.locator(".tallies li").first.inner_text().split() == ["新しい子ども", "3"]
    principal.press("取り込む")
    principal.go("/pupils/")
    principal.go("/roster/")
    principal.sees("3年1組", "3年2組")

    # When the people are entered, with posts
    for family, kana, username, post in (
        ("北", "きた", "kita", "guidance_head"),
        ("東", "ひがし", "higashi", "homeroom"),
    ):
        principal.go("/staff/new/")
        fills_in(
            principal, family_name=family, given_name="職", family_kana=kana, given_kana="しょく", username=username
        )
        principal.press("登録する", then="役職を付ける")
        principal.page.locator("[name=post]").select_option(post)
        if post == "homeroom":
            principal.page.locator("[name=school_class]").select_option(label="3年1組")
        principal.press("付ける")
        if post == "guidance_head":
            principal.press("パスワードを決めるリンクを作る", then="1回だけ使えます")
            link = principal.page.locator("code.one-time").inner_text()

    # Then 生徒指導主任 chooses a password by the link that was handed over, logs in, and sets up the second factor
    guidance = actor(at=empty.url)
    guidance.go(re.sub(r"^https?://[^/]+", "", link))
    fills_in(guidance, password=PASSWORD, again=PASSWORD)
    guidance.press("決める", then="ログイン")
    fills_in(guidance, login="kita", password=PASSWORD)
    guidance.press("ログイン")
    sets_up_second_factor(guidance)

    # When a child tells, then it is in the inbox, with its clocks
    child = actor(at=empty.url, size="tablet")
    page = child.go("/s/minami/child/")
    child.press("1・2ねんせい", then="いやなことや しんぱいなことが ありましたか")
    page.get_by_role("button", name="いまは いえない").click()
    for _step in range(7):
        page.locator("button.on").click()
        page.wait_for_timeout(150)
    expect(page.locator("h1")).to_contain_text("これを おくりますか")
    child.press("おくる", then="うけとりました")
    report = acts.number_in(page.locator(".receipt").inner_text())
    guidance.go("/reports/")
    guidance.sees(report, "小委員会")
    guidance.duties()
    guidance.owes("メモを残す", f"通報 {report}")

    # And the principal, coming back another day, is asked for password and figures
    principal.press("ログアウト")
    principal.page.goto(empty.url + "/accounts/login/")
    fills_in(principal, login="minami", password=PASSWORD)
    principal.press("ログイン", then="確認コード")
    fills_in(principal, code=code_of(secret))
    principal.press("ログイン")
    principal.duties()
    principal.owes("小委員会を開き、判断する", f"通報 {report}")
