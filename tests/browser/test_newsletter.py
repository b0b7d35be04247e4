"""学校だより from a template to the school's page on a phone: written, refused, put right, approved, issued, read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cast import CASTS, SLUG, VICE_PRINCIPAL
from tests.browser.conftest import Troupe

pytestmark = pytest.mark.browser
CAST = CASTS["newsletter"]


@pytest.mark.requirement("P3")
def test_from_a_draft_to_the_schools_page(actor: Troupe) -> None:
    # Given a 担任 who begins from a template
    homeroom = actor(CAST.homeroom)
    homeroom.go("/outreach/")
    homeroom.page.get_by_role("button", name=re.compile("長い休みの前")).click()
    homeroom.look()
    homeroom.sees("長い休みを、安心してすごすために", "気になったら、すぐに学校へ")
    place = re.sub(r"^https?://[^/]+", "", homeroom.page.url)

    # When a child's name and a number of cases slip in, then it is said while one types, and not taken
    body = homeroom.page.get_by_label("本文")
    good = body.input_value()
    body.fill(f"{good}\n{CAST.victim.replace(' ', '')}さんが話してくれました。いじめは3件でした。")
    expect(homeroom.page.locator("#findings")).to_contain_text("子どもの名前を消す")
    homeroom.press("確認に出す", then="先に、次のことが要ります")
    homeroom.sees("「〇件」と件数を書かない")
    homeroom.page.get_by_label("本文").fill(good)
    homeroom.press("確認に出す", then="管理職が読むのを待っています")

    # And 教頭 finds it on the first page, reads it on a tablet, approves it and puts it on the school's page
    deputy = actor(VICE_PRINCIPAL, size="tablet")
    deputy.duties()
    deputy.page.get_by_role("link", name=re.compile("読んで承認する")).click()
    deputy.look()
    deputy.press("承認する", then="承認しました")
    deputy.page.get_by_label("学校のページにも載せる").check()
    deputy.press("発行する", then="発行しました")

    # Then every guardian reads it on a phone, without log-in, with the way to the school below it
    guardian = actor(size="phone")
    guardian.go(f"/s/{SLUG}/policy/")
    guardian.follow("学校だより", then="長い休みを、安心してすごすために")
    guardian.follow("長い休みを、安心してすごすために", then="0120-0-78310")
    guardian.sees("気になったら、すぐに学校へ", "責めずに")
    guardian.follow("相談・通報の入口へ", then="どなたですか")
    homeroom.go(place)
    homeroom.sees("教頭田 試", "発行する")
