"""The year's end: the dry run says what is missing, one press turns the year, the new teacher reads and confirms."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import acts
from tests.browser.cast import ACADEMIC_HEAD, GUIDANCE_HEAD, TEACHER, VICE_PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.serving import ROOT, Served, environment
from tests.template import put_tables

pytestmark = pytest.mark.browser
HOMEROOM = "担任田 試"


@pytest.fixture
def spring(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A school in which nobody has turned the year yet, and its case."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    put_tables(tmp_path_factory, data)
    (data / "kind").write_text("demo\n", encoding="ascii")
    words = [sys.executable, str(Path(__file__).with_name("build_turn.py"))]
    built = subprocess.run(words, cwd=ROOT, env=environment(data, YORISOI_DEMO="1"), capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    served = Served(data)
    try:
        served.start()
        yield served, f"/cases/{built.stdout.split()[-1]}/"
    finally:
        served.stop()


@pytest.mark.requirement("R10", "R12", "O1")
def test_the_year_turns_and_the_new_teacher_confirms(actor: Troupe, spring: tuple[Served, str]) -> None:
    served, case = spring

    # Given a year that nobody has turned: the old teacher has a session open, the vice principal is told
    old = actor(HOMEROOM, at=served.url, size="phone")
    manager = actor(VICE_PRINCIPAL, at=served.url)
    manager.duties()
    manager.go("/year-end/")
    manager.sees("先に決める", "次の学級が決まっていない子どもが 4人", "先に決めることが残っているあいだは、押せません")

    # When the vice principal lets the classes go up and names their teachers
    manager.press("ぜんぶの学級を、そのまま進級させる", then="4人を、次の年度の学級に入れました")
    manager.choose("2年1組", f"{ACADEMIC_HEAD}（教務）")
    manager.choose("4年1組", f"{TEACHER}（教諭）")
    manager.press("担任を保存する", then="先に決めることは、残っていません")

    # Then the dry run says who hands over to whom; pressed, it is so
    manager.sees("読んで確かめる人", TEACHER)
    manager.press("年度を替える", then="年度が替わりました")

    # And the old teacher's open session opens the case no more
    assert old.status(case) in (403, 404)
    old.go("/year-end/")
    assert old.status("/year-end/") == 403

    # And whoever is in charge writes what the old teacher had not
    guidance = actor(GUIDANCE_HEAD, at=served.url)
    guidance.duties()
    guidance.follow("引継ぎを書く", within=guidance.owes("引継ぎを書く"), then="次の担任が読んで確かめます")
    guidance.fill("分かっていること", "木曜に保護者へ電話する約束。")
    guidance.press("引継ぎを記録する", then="引継ぎを記録しました")

    # And the new teacher reads it and confirms, on a phone
    new = actor(TEACHER, at=served.url, size="phone")
    new.duties()
    new.sees("引き継ぐ事案が 1件あります")
    new.go(case)
    new.sees("木曜に保護者へ電話する約束。")
    acts.records(new, "引継ぎを読み、引き受けたことを確かめる", "", "引継ぎを受けたことを記録する")
    new.duties()
    assert "引き継ぐ事案が" not in new.page.inner_text("main")
