"""いいところ見つけ: children write on a tablet, the teacher reads, the wall is shown, the cards go home."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cast import CASTS
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor
from tests.documents.reading import bare, pages

pytestmark = pytest.mark.browser
CAST = CASTS["good_points"]
KIND, HURT = "ころんだとき、だいじょうぶと言ってくれた", "なかまはずれにされていたとき、となりにすわってくれた"


def goes(child: Actor, where: str, *, then: str) -> None:
    """Press a button of the child's page whose words carry furigana."""
    child.page.locator(f"button[name=go][value={where}]").last.click()
    expect(child.page.locator("main")).to_contain_text(then)
    child.look()


@pytest.mark.requirement("P1")
def test_from_the_tablet_to_the_wall_and_home(actor: Troupe) -> None:
    family = CAST.victim.split()[0]
    # Given a round that the teacher has begun for the class, and a card for each child
    teacher = actor(CAST.homeroom)
    teacher.go("/together/good/")
    teacher.follow("いいところ見つけを始める", then="だれが書くか")
    teacher.press("始める", then="カードを印刷して")
    place = re.sub(r"^https?://[^/]+", "", teacher.page.url)
    teacher.follow("入るカード", then=CAST.witness)
    card = teacher.page.locator(".child-card").filter(has_text=CAST.witness)
    words = " ".join(card.locator(".card-words li").all_inner_texts())

    # When a child comes in by the words, first without scripts and choosing nobody, then nothing typed is lost
    entrance = teacher.page.locator(".how-address").inner_text()
    plain = actor(size="tablet", javascript=False)
    plain.go(entrance)
    plain.page.locator("#id_words").fill(words)
    plain.press("はいる", then="だれのいいところですか")
    plain.page.locator("#words").fill(KIND)
    plain.press("おくる", then="えらんでね")
    expect(plain.page.locator("#words")).to_have_value(KIND)
    plain.page.get_by_role("radio", name=family).check()
    plain.press("おくる", then="とどきました")

    # And on a tablet with scripts: a connection that is lost keeps it too; one more note that tells of hurt
    child = actor(size="tablet")
    child.go(entrance)
    child.page.locator("#id_words").fill(words)
    child.press("はいる", then="先生")
    child.page.get_by_role("radio", name=family).check()
    child.page.locator("#words").fill(HURT)
    child.context.set_offline(True)
    child.press("おくる", then="つながりません")
    expect(child.page.locator("#words")).to_have_value(HURT)
    child.context.set_offline(False)
    child.press("おくる", then="とどきました")
    goes(child, "seen", then="まだ")

    # Then the teacher reads: the kind one goes up, the other is opened, weighed and shown
    teacher.duties()
    teacher.owes("気になることばを読む")
    teacher.go(place)
    teacher.sees(KIND, HURT, "まだひとつもかざられていない子どもが3人います")
    teacher.page.locator("input[name=note]").check()
    teacher.press("しるしのあるものを、読んだのでかざる", then="1枚をかざりました")
    teacher.follow("開いて決める", then="いじめを思わせることばがあります")
    teacher.page.get_by_label(re.compile("^気がかりとして残す")).check()
    teacher.press("かざる", then="通報にしますか")
    # And writes for whoever has none
    teacher.go(place)
    teacher.follow(CAST.perpetrator, then="先生から一つ書く")
    teacher.fill("いいところ", "まどを開けてくれる")
    teacher.press("書いてかざる", then="加えました")

    # And before the wall is shown it is told, to the teacher alone, who still has none: one more is written
    teacher.follow("かべを映す", then="まだ届いていない子どもがいます")
    teacher.follow(CAST.witness, then="先生から一つ書く")
    teacher.fill("いいところ", "花に水をやっていた")
    teacher.press("書いてかざる", then="加えました")

    # And on the big screen it hangs without numbers; one key hides the names
    teacher.follow("かべを映す", then=KIND)
    expect(teacher.page.locator(".wall-note")).to_have_count(4)
    teacher.page.keyboard.press("F2")
    expect(teacher.page.locator("body")).to_have_class(re.compile("names-hidden"))
    assert CAST.victim not in teacher.page.locator("main").inner_text()
    teacher.page.keyboard.press("F2")
    # And the child sees it on the tablet, without who wrote
    goes(child, "again", then="だれのいいところですか")
    goes(child, "seen", then=KIND)
    assert "さんより" not in child.page.locator("main").inner_text()
    # And each card goes home
    made = teacher.context.request.get(teacher.url + place + "home.pdf")
    found = [bare(page) for page in pages(made.body())]
    assert len(found) == 3
    assert f"{CAST.victim.replace(' ', '')}さんへ" in "".join(found)
