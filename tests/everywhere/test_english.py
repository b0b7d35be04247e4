"""The English is complete: every source string has it, placeholders agree, no Japanese is left in it by mistake."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "yorisoi" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-龥]")
# Where a heading of the roster file or a character itself is quoted, it stays as it is.
QUOTED = re.compile(r"[「“‘\"'][^」”’\"']*[」”’\"']|髙﨑𠮷")


def catalog() -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Return (source forms, English forms, fuzzy) of every message."""
    with PO.open("rb") as file:
        rows = []
        for message in read_po(file, locale="en"):
            if message.id:
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                said = message.string if isinstance(message.string, tuple | list) else (message.string,)
                rows.append((tuple(ids), tuple(said), message.fuzzy))
        return rows


def test_nothing_is_untranslated_or_doubtful() -> None:
    missing = [ids[0] for ids, said, fuzzy in catalog() if fuzzy or not all(said)]
    assert missing == []


def test_every_hole_of_the_source_is_in_the_english() -> None:
    wrong = [
        (ids[-1], text)
        for ids, said, _fuzzy in catalog()
        for text in said
        if set(HOLES.findall(text)) - set(HOLES.findall(ids[-1] + ids[0]))
        or (len(ids) == 1 and set(HOLES.findall(ids[0])) != set(HOLES.findall(text)))
    ]
    assert wrong == []


def test_no_japanese_is_left_in_the_english() -> None:
    left = [text for _ids, said, _fuzzy in catalog() for text in said if JAPANESE.search(QUOTED.sub("", text))]
    assert left == []


def test_the_catalogue_holds_every_string_of_the_source(tmp_path: Path) -> None:
    assert shutil.which("xgettext"), "gettext is not installed: ./test installs it"
    copy = tmp_path / "yorisoi"
    shutil.copytree(ROOT / "yorisoi", copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-wrap"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "yorisoi.config.settings",
            "YORISOI_DATA": str(tmp_path / "data"),
        },
    )
    with (copy / PO.relative_to(ROOT / "yorisoi")).open("rb") as file:
        wanted = {str(message.id) for message in read_po(file, locale="en") if message.id}
    with PO.open("rb") as file:
        held = {str(message.id) for message in read_po(file, locale="en") if message.id}
    assert wanted == held


@pytest.mark.parametrize("path", ["/", "/s/nishi/guardian/", "/s/nishi/receipt/", "/accounts/login/"])
def test_public_pages_speak_english(client, school, path: str) -> None:  # type: ignore[no-untyped-def]
    """The words of the page itself; names, and what the edition says, stay as the school wrote them."""
    client.cookies["yorisoi_language"] = "en"
    page = client.get(path).content.decode()
    assert 'lang="en"' in page
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert heading
    assert not JAPANESE.search(re.sub(r"<[^>]+>", "", heading.group(1)))
