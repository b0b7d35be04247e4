"""Children answer on a tablet: a first-grader, a sixth-grader, a connection that is lost or away; and a guardian."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.cast import SLUG
from tests.browser.serving import ROOT, Served, environment
from tests.browser.stage import Actor

pytestmark = [pytest.mark.browser, pytest.mark.requirement("E1")]
GENKI = f"/s/{SLUG}/genki/"
LEFT = "indexedDB.databases().then((found) => found.length + localStorage.length + sessionStorage.length)"
READY = "navigator.serviceWorker.ready.then((made) => made.active.state)"
KEPT = """caches.keys().then(async (names) => {
  const found = [];
  for (const name of names) {
    const store = await caches.open(name);
    for (const asked of await store.keys()) {
      found.push([new URL(asked.url).pathname, await (await store.match(asked)).text()]);
    }
  }
  return found; })"""
NOTHING = """Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])
  .then(([names, workers]) => names.length + workers.length + sessionStorage.length)"""

BESIDE: dict[Path, subprocess.Popen[str]] = {}
ROOM = "({width, height}) => width >= 63.5 && height >= 63.5"


def run(data: Path, act: str) -> Any:
    """Let the program beside the server do this on its data folder. It is started once: it has all to import."""
    if data not in BESIDE:
        words = [sys.executable, str(Path(__file__).with_name("build_rounds.py"))]
        env, pipe = environment(data, YORISOI_DEMO="1"), subprocess.PIPE
        BESIDE[data] = subprocess.Popen(words, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True)
    program = BESIDE[data]
    assert program.stdin is not None
    assert program.stdout is not None
    print(act, file=program.stdin, flush=True)
    said = program.stdout.readline()
    assert said, f"{act}: the program beside the server ended"
    return json.loads(said)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Served]:
    """A school of its own, with open rounds."""
    served = Served(shutil.copytree(built, tmp_path_factory.mktemp("genki") / "data"))
    try:
        served.start()
        yield served
    finally:
        if (program := BESIDE.pop(served.data, None)) is not None:
            program.communicate()  # no more acts: it ends
        served.stop()


@pytest.fixture(scope="module")
def rounds(server: Served) -> Any:
    """The rounds: class, tokens and words by audience and grade."""
    return run(server.data, "open")


def shows_card(child: Actor, token: str) -> None:
    """Point the camera at a card: the token is at once gone from the address."""
    child.page.goto(f"{child.url}{GENKI}#{token}")
    expect(child.page.locator("[data-genki]")).to_be_visible()
    assert child.page.url == child.url + GENKI
    child.look()


def turn(child: Actor) -> None:
    """Press the button that turns the page, and look."""
    child.page.locator("[data-next]").click()
    child.look()


def steps(child: Actor) -> int:
    """How many pages there are, as the bar says."""
    return int(child.page.locator("progress").get_attribute("max") or 0)


def ends(child: Actor, words: str = "とどきました") -> None:
    """It arrived, and nothing is left on the tablet."""
    expect(child.page.locator(".g-end h1")).to_contain_text(words)
    child.look()
    assert child.page.evaluate(LEFT) == 0
    assert child.context.cookies() == []
    assert child.page.locator("input, textarea").evaluate_all("(all) => all.map((each) => each.value).join()") == ""


def becomes(child: Actor, script: str, value: Any) -> None:
    """Expect a script of the page to say this, soon."""
    for _n in range(50):
        if child.page.evaluate(script) == value:
            return
        child.page.wait_for_timeout(100)
    assert child.page.evaluate(script) == value


def test_a_first_grader_answers_by_the_card_and_may_go_back(actor: Any, server: Served, rounds: Any) -> None:
    child: Actor = actor(size="tablet")
    child.go(GENKI)
    shows_card(child, rounds["child1"]["cards"][0])
    child.sees("げんき アンケート", "おとなに わかります")
    assert steps(child) == 9  # always
    turn(child)
    child.sees("がっこうは たのしいですか")
    sizes = child.page.locator("label.g-option:visible, .turn button:visible").evaluate_all(
        f"(all) => all.every((each) => ({ROOM})(each.getBoundingClientRect()))"
    )
    assert sizes
    child.page.get_by_text("まあまあ", exact=True).click()
    turn(child)
    child.page.get_by_text("なんかいも ある", exact=True).click()
    turn(child)
    child.page.locator("[data-back]").click()
    expect(child.page.get_by_label("なんかいも ある")).to_be_checked()
    child.page.get_by_text("1かい ある", exact=True).click()
    turn(child)
    child.page.get_by_text("いまは いえない", exact=True).locator("visible=true").click()
    turn(child)
    child.page.get_by_text("いまは いえない", exact=True).locator("visible=true").click()
    child.page.locator("[data-step=forms] input").first.check()  # takes 「いえない」 back
    expect(child.page.locator("[data-step=forms] [data-cannot]")).not_to_be_checked()
    for _n in range(5):
        turn(child)
    child.sees("これで おくりますか", "こたえた")
    assert "1かい ある" not in child.page.locator("[data-check]").inner_text()  # the neighbour reads nothing
    child.press("こたえを みる")
    child.sees("1かい ある")
    child.page.locator("[data-check] li").nth(1).get_by_role("button", name="なおす").click()
    child.page.get_by_text("なんかいも ある", exact=True).click()
    turn(child)
    child.sees("これで おくりますか")
    turn(child)
    ends(child)
    stored = run(server.data, "held")["named"][-1]
    assert {key: stored.get(key) for key in ("school_fun", "hurt", "going_on")} == {
        "school_fun": "mostly", "hurt": "many", "going_on": "cannot_say",
    }  # fmt: skip
    child.page.goto(f"{child.url}{GENKI}#{rounds['child1']['cards'][0]}")
    expect(child.page.locator("main h1")).to_contain_text("もう とどいて います")
    child.look()


def test_enter_on_a_choice_turns_the_page_and_loses_nothing(actor: Any, server: Served, rounds: Any) -> None:
    child: Actor = actor(size="tablet")
    shows_card(child, rounds["child1"]["cards"][3])
    turn(child)
    child.page.locator("[data-step]:visible input").first.focus()
    child.page.keyboard.press("ArrowDown")
    child.page.keyboard.press("Enter")
    expect(child.page.locator("[data-place]")).to_have_text("2 / 9")
    child.sees("いやなことを")
    assert child.page.url == child.url + GENKI
    child.page.locator("[data-back]").click()
    expect(child.page.locator("[data-step]:visible input").nth(1)).to_be_checked()


def test_a_sixth_grader_answers_by_three_words_without_a_name_and_wants_to_talk(
    actor: Any, server: Served, rounds: Any
) -> None:
    child: Actor = actor(size="tablet")
    child.go(f"{GENKI}class/{rounds['child6']['class']}/")
    child.page.locator("#id_words").fill("いわなな " + rounds["child6"]["words"][0])
    child.page.get_by_role("button", name="はいる").click()
    expect(child.page.locator("[data-error-summary]")).to_contain_text("いわなな")
    child.look()
    child.page.locator("#id_words").fill(rounds["child6"]["words"][0])
    child.page.get_by_role("button", name="はいる").click()
    expect(child.page.locator("[data-genki]")).to_be_visible()
    child.look()
    count = steps(child)
    turn(child)
    for step in range(1, count):
        fields = child.page.locator("[data-step]:visible input:not([data-cannot])")
        if step == 3:
            child.page.locator("[data-talk-open]").click()
            child.look()
            expect(child.page.locator("[data-talk]")).to_be_visible()
            said = child.page.locator("[data-talk]").text_content() or ""
            assert "つけないアンケートでも" in said.replace("\u200b", "")
            child.page.locator("[data-talk-yes]").click()
            expect(child.page.locator("[data-told]")).to_be_visible()
            child.look()
        if fields.count():
            fields.first.check()
        else:
            child.page.locator("[data-step]:visible textarea").fill("ぶらんこのところで 👨‍👩‍👧")
        child.page.locator("[data-next]").click()
    child.look()
    turn(child)
    ends(child)
    held = run(server.data, "held")
    assert held["talk"] == 1
    assert [answers["words"] for answers in held["nameless"]] == ["ぶらんこのところで 👨‍👩‍👧"]


def test_a_lost_connection_and_return_leave_one_answer_here_and_none_there(
    actor: Any, server: Served, rounds: Any
) -> None:
    child: Actor = actor(size="tablet")
    before = len(run(server.data, "held")["named"])
    shows_card(child, rounds["child1"]["cards"][1])
    for _n in range(9):
        child.page.locator("[data-next]").click()
    child.page.locator("[data-step=words] textarea").evaluate("(field) => { field.value = 'ひみつの ことば' }")
    child.context.set_offline(True)
    child.page.locator("[data-next]").click()
    child.sees("まだ おくれて いません")
    child.look()
    kept = child.page.evaluate(
        """new Promise((done) => { indexedDB.open('yorisoi-genki').onsuccess = (opened) => {
             const all = opened.target.result.transaction('waiting').objectStore('waiting').getAll();
             all.onsuccess = () => done([all.result.length, JSON.stringify(all.result),
               new TextDecoder().decode(all.result[0].sealed)]); }; })"""
    )
    assert kept[0] == 1
    assert "ひみつ" not in kept[1] + kept[2]
    assert rounds["child1"]["cards"][1] not in kept[1] + kept[2]
    child.page.close()  # the tablet is shut
    child.context.set_offline(False)
    lost: list[str] = []

    def loses_the_answer(route: Route) -> None:
        """The school has it; the tablet does not learn of it."""
        lost.append(route.fetch().text())
        route.abort()

    child.page = child.open()
    child.context.route("**/genki/answer/", loses_the_answer, times=1)
    child.page.goto(child.url + GENKI)
    expect(child.page.locator("[data-left]")).to_contain_text("まだ おくれて いない こたえ")
    child.look()
    expect(child.page.locator("[data-left]")).to_contain_text("とどきました")
    assert [json.loads(each)["state"] for each in lost] == ["taken"]
    assert child.page.evaluate(LEFT) == 0
    stored = run(server.data, "held")["named"]
    assert len(stored) == before + 1
    assert stored[-1]["words"] == "ひみつの ことば"


def test_a_page_loaded_again_without_a_connection_goes_on_and_sends_once(
    actor: Any, server: Served, rounds: Any
) -> None:
    card, other = rounds["child1"]["cards"][4:6]
    before = len(run(server.data, "held")["named"])
    child: Actor = actor(size="tablet")
    shows_card(child, card)
    name = child.page.locator(".g-whose b").first.inner_text()
    child.page.locator("[data-next]").click()
    child.page.get_by_text("まあまあ", exact=True).click()
    child.page.locator("[data-next]").click()
    child.page.get_by_text("なんかいも ある", exact=True).click()
    becomes(child, READY, "activated")
    kept = dict(child.page.evaluate(KEPT))
    assert f"{GENKI}offline/" in kept
    assert all(path.startswith("/static/") for path in kept if path != f"{GENKI}offline/")
    for text in kept.values():
        assert card not in text
        assert name.removesuffix("さんの アンケートです。") not in text
    assert child.page.evaluate("sessionStorage.length") == 0  # nothing while the child answers

    child.context.set_offline(True)
    child.page.reload()
    child.sees("がめんを よみなおしました")
    expect(child.page.get_by_text("なんかいも ある", exact=True)).to_be_hidden()
    assert child.page.evaluate("sessionStorage.length") == 0
    child.look()
    child.page.locator("[data-idle-go]").click()
    expect(child.page.get_by_label("なんかいも ある")).to_be_checked()
    child.look()
    child.page.locator("[data-back]").click()
    expect(child.page.get_by_label("まあまあ")).to_be_checked()
    child.page.locator("[data-back]").click()
    child.page.get_by_role("button", name="English").click()  # cannot come now; nothing is lost by it
    child.sees("げんき アンケート")
    child.page.locator("[data-next]").click()
    expect(child.page.get_by_label("まあまあ")).to_be_checked()
    for _n in range(7):
        child.page.locator("[data-next]").click()
    child.page.locator("[data-step=words] textarea").fill("ひみつの\nことば")
    child.page.reload()  # once more
    child.page.locator("[data-idle-go]").click()
    child.page.locator("[data-next]").click()
    child.sees("これで おくりますか")
    child.page.locator("[data-next]").click()
    child.sees("まだ おくれて いません")
    child.page.reload()  # while it waits: it is on the tablet, sealed
    expect(child.page.locator("h1")).to_contain_text("いまは つながりません")
    expect(child.page.locator("[data-left]")).to_contain_text("まだ おくれて いない こたえ")
    child.look()
    child.context.set_offline(False)
    expect(child.page.locator("[data-left]")).to_contain_text("とどきました")
    expect(child.page.locator("h1")).to_have_text("とどきました。")
    expect(child.page.get_by_text("いまは つながりません")).to_have_count(0)
    child.look()
    assert child.page.evaluate(LEFT) == 0
    becomes(child, NOTHING, 0)
    stored = run(server.data, "held")["named"][-1]
    assert {code: stored[code] for code in ("school_fun", "hurt", "words")} == {
        "school_fun": "mostly", "hurt": "many", "words": "ひみつの\nことば",
    }  # fmt: skip

    # The next child leaves by 「とじる」, and nothing is there any more.
    shows_card(child, other)
    child.page.locator("[data-next]").click()
    child.page.get_by_text("ぜんぜん", exact=True).click()
    becomes(child, READY, "activated")
    child.page.get_by_role("link", name="とじる").click()
    expect(child.page.locator("h1")).to_contain_text("時間割")
    becomes(child, NOTHING, 0)
    child.page.go_back()
    expect(child.page.locator("[data-genki]")).to_have_count(0)

    # One who sends at once leaves nothing either; and a page that was loaded again on the net goes on as well.
    shows_card(child, other)
    child.page.locator("[data-next]").click()
    child.page.get_by_text("ぜんぜん", exact=True).click()
    child.page.reload()
    child.page.locator("[data-idle-go]").click()
    expect(child.page.get_by_label("ぜんぜん")).to_be_checked()
    for _n in range(9):
        child.page.locator("[data-next]").click()
    expect(child.page.locator(".g-end h1")).to_contain_text("とどきました")
    becomes(child, NOTHING, 0)
    assert len(run(server.data, "held")["named"]) == before + 2


def test_the_connection_comes_back_while_the_child_waits(actor: Any, server: Served, rounds: Any) -> None:
    child: Actor = actor(size="phone")
    shows_card(child, rounds["child3"]["cards"][0])
    turn(child)
    child.page.locator("[data-next]").click()
    expect(child.page.locator("[data-error]")).to_be_visible()  # with a name or without: it has to be said
    child.look()
    child.page.locator("[name=name][value=with]").check()
    for _n in range(steps(child) - 1):
        child.page.locator("[data-next]").click()
    child.context.set_offline(True)
    child.page.locator("[data-next]").click()
    child.page.locator("[data-wait-again]").wait_for()
    child.look()
    child.context.set_offline(False)
    ends(child)
    child.page.get_by_role("link", name="おわる").click()
    expect(child.page.locator("h1")).to_contain_text("時間割")


def test_a_screen_that_is_left_open_hides_what_was_chosen_and_a_way_out_leaves_nothing(
    actor: Any, server: Served, rounds: Any
) -> None:
    child: Actor = actor(size="tablet")
    child.page.clock.install()
    before = run(server.data, "held")
    shows_card(child, rounds["child1"]["cards"][2])
    turn(child)
    child.page.get_by_text("ぜんぜん", exact=True).click()
    child.page.clock.fast_forward("06:00")
    child.sees("つづけますか")
    expect(child.page.get_by_text("ぜんぜん", exact=True)).to_be_hidden()
    child.look()
    child.page.locator("[data-idle-go]").click()
    expect(child.page.get_by_label("ぜんぜん")).to_be_checked()
    child.page.get_by_role("link", name="とじる").click()
    expect(child.page.locator("h1")).to_contain_text("時間割")
    child.page.go_back()
    expect(child.page.locator("[data-genki]")).to_have_count(0)
    assert child.page.evaluate(LEFT) == 0
    assert run(server.data, "held") == before


def test_a_guardian_answers_on_a_phone_in_english_and_without_scripts(actor: Any, server: Served, rounds: Any) -> None:
    guardian: Actor = actor(size="phone")
    home = rounds["guardian1"]
    guardian.go(f"{GENKI}home/{home['class']}/")
    guardian.page.locator("#id_words").fill(home["words"][0])
    guardian.page.get_by_role("button", name="進む").click()
    expect(guardian.page.locator("[data-genki]")).to_be_visible()
    guardian.look()
    guardian.page.get_by_role("button", name="English").click()
    expect(guardian.page.locator("main")).to_contain_text("Are you worried")
    guardian.page.get_by_label("Perhaps").check()
    guardian.page.locator("[data-next]").click()
    guardian.look()
    guardian.page.locator("[data-next]").click()
    ends(guardian, "We have it")

    plain: Actor = actor(size="phone", javascript=False)
    plain.go(f"{GENKI}home/{home['class']}/")
    plain.page.locator("#id_words").fill(home["words"][1])
    plain.page.get_by_role("button", name="進む").click()
    plain.page.get_by_label("もしかしたらと思う").check()
    plain.page.get_by_role("button", name="確認へ進む").last.click()
    plain.look()
    plain.sees("もしかしたらと思う")
    plain.page.get_by_role("button", name="送る").click()
    plain.sees("受け取りました")
    assert [answers["worry"] for answers in run(server.data, "held")["named"][-2:]] == ["perhaps", "perhaps"]
