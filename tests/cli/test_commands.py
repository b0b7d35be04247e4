"""The smaller commands: requirements, translations, the data folder, doctor, and the tick beside the server."""

from __future__ import annotations

import gettext
import re
import sys
import threading
import types
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from yorisoi.cli import folder, processes, serve
from yorisoi.cli.doctor import findings
from yorisoi.cli.main import main
from yorisoi.cli.refusing import Refused
from yorisoi.cli.requirement_ids import IDS
from yorisoi.cli.requirements import collect, render
from yorisoi.cli.translations import compile_translations, stale
from yorisoi.journal.models import Event
from yorisoi.schools.models import School, Staff

MARKED = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R1")]

@pytest.mark.requirement("R2", "R3")
def test_one(): ...

@pytest.mark.requirement("D1")
class TestThings:
    def test_two(self): ...
    def helper(self): ...
"""


def test_requirement_ids_are_read_from_functions_classes_and_modules(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(MARKED)
    found = collect(tmp_path)
    assert found == {
        "R1": {"test_x.py": ["test_one", "test_two"]},
        "R2": {"test_x.py": ["test_one"]},
        "R3": {"test_x.py": ["test_one"]},
        "D1": {"test_x.py": ["test_two"]},
    }
    page = render(found)
    assert "[test_x.py](../tests/test_x.py) (2)" in page
    assert page.count("**none yet**") == len(IDS) - 4
    assert f"4 of {len(IDS)}" in page


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    header = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    po.write_text(header + '\nmsgid "記録"\nmsgstr "Record"\n', encoding="utf-8")
    assert stale(tmp_path) == [po]
    assert compile_translations(tmp_path) == []
    assert stale(tmp_path) == []
    with po.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("記録") == "Record"


def test_a_folder_keeps_its_kind(tmp_path: Path) -> None:
    data = tmp_path / "a" / "b"
    folder.claim(data, "demo")
    folder.claim(data, "demo")
    assert folder.kind_of(data) == "demo"
    assert data.stat().st_mode & 0o777 == 0o700
    with pytest.raises(Refused, match="holds a demo"):
        folder.claim(data, "school")


def test_a_folder_with_a_database_and_no_mark_counts_as_a_real_school(tmp_path: Path) -> None:
    (tmp_path / "yorisoi.sqlite3").touch()
    with pytest.raises(Refused, match="holds a real school"):
        folder.claim(tmp_path, "demo")


@pytest.mark.parametrize(("is_demo", "kind"), [(True, "school"), (False, "demo")])
def test_the_database_itself_is_asked_too(school: School, tmp_path: Path, is_demo: bool, kind: folder.Kind) -> None:
    School.objects.update(is_demo=is_demo)
    with pytest.raises(Refused):
        folder.check_database_kind(tmp_path, kind)
    folder.check_database_kind(tmp_path, "demo" if is_demo else "school")


def test_the_host_names_follow_the_address() -> None:
    assert serve.own_names("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert "192.0.2.7" in serve.own_names("192.0.2.7")
    assert len(serve.own_names("0.0.0.0")) > 3


def test_a_failing_tick_is_logged_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[int] = []
    thrice = threading.Event()

    def tick() -> None:
        called.append(1)
        if len(called) == 3:
            thrice.set()
        raise ValueError("the tick's own trouble")

    module = types.ModuleType("yorisoi.cli.tick")
    module.tick = tick  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "yorisoi.cli.tick", module)
    monkeypatch.setattr(processes, "EVERY", 0.01)
    with processes.Ticking():
        assert thrice.wait(10)
    assert "tick failed" in caplog.text


@pytest.mark.django_db
def test_doctor_finds_nothing_bad_in_a_fresh_set_up() -> None:
    found = findings()
    bad = [finding.text for finding in found if finding.state == "bad"]
    assert bad == []
    assert any("書き換えを断るしかけ" in finding.text for finding in found)


@pytest.mark.django_db
def test_doctor_sees_a_key_that_others_can_read(settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    key = Path(settings.DATA) / "master.key"  # type: ignore[attr-defined]
    key.chmod(0o644)
    try:
        assert main(["doctor"]) == 1
    finally:
        key.chmod(0o600)
    assert "× master.key" in capsys.readouterr().out


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["no-such-command"])
    assert "invalid choice" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_officer_of_the_board_comes_in_by_a_link(
    client: Client, school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any("yorisoi board add" in finding.text for finding in findings())
    assert main(["board", "add", "shikyoi", "市橋", "光"]) == 0
    out = capsys.readouterr().out
    link = out[out.index("/welcome/") :].split()[0]
    staff = Staff.objects.get(family_name="市橋")
    assert (staff.school, staff.posts) == (None, {"board_officer"})
    assert not any("yorisoi board add" in finding.text for finding in findings())
    password = "きたかぜとたいようとつき"
    assert "市橋" in client.get(link).content.decode()
    assert client.post(link, {"password": password, "again": password}).status_code == 302
    assert client.post(link, {"password": password, "again": password}).status_code == 404
    entered = client.post("/accounts/login/", {"login": "shikyoi", "password": password})
    assert entered.status_code == 302
    first = client.get(client.get("/").headers["Location"])
    assert "/2fa/" in first.headers["Location"]  # what the board reads wants a second factor too
    lines = Event.objects.filter(about_id=str(staff.pk)).values_list("event", "actor_kind")
    assert ("staff.added", "system") in lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [(["SHIKYOI", "市橋", "光"], "もう使われています"), (["", "市橋", "光"], "空けずに"), (["x", "", "光"], "空けずに"),
     (["x" * 61, "市橋", "光"], "60字まで")],
)  # fmt: skip
def test_an_officer_without_a_name_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["board", "add", "shikyoi", "市橋", "光"])
    assert main(["board", "add", *words]) == 2
    assert said in capsys.readouterr().err
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_a_demo_needs_no_officer_of_its_own(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    assert not any("市教委のアカウント" in finding.text for finding in findings())


def test_the_last_manager_who_lost_everything_comes_in_again(
    people: Any, client_for: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    principal = people.principal
    Authenticator.objects.create(user=principal.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    old = client_for(principal)
    assert main(["staff", "recover", principal.user.username]) == 0
    link = re.search(r"https?://[^/]+(/\S+)", capsys.readouterr().out)
    assert link
    assert Client().get(link[1]).status_code == 200
    assert not Authenticator.objects.filter(user=principal.user).exists()
    assert old.get("/duties/").status_code == 302  # every open session has ended
    page = client_for(people.vice_principal).get("/staff/").content.decode()
    assert "二段階認証を解除した" in page
    assert main(["staff", "recover", "nobody"]) == 2
    assert main(["staff", "recover", ""]) == 2
