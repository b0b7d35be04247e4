"""The copy that is shown, made apart: what it leaves out, what it refuses, and that the original outlives all of it."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests import pictures
from yorisoi.journal.spool import Spool
from yorisoi.reports import copying
from yorisoi.reports.copying import Made, run_copier
from yorisoi.reports.kinds import kind_of

SECRETS = (pictures.GPS, pictures.MAKER, b"geheim", b"+35.6812", b"Exif", b"xmpmeta", b"JavaScript", b"app.alert")


def copied(kind: str, data: bytes, **more: Any) -> tuple[Made, bytes]:
    """Run the copier; return what it says and all that it wrote."""
    into = io.BytesIO()
    return run_copier(kind, [data], into, **more), into.getvalue()


HONEST = {
    "jpeg": lambda: pictures.jpeg(place=True),
    "png": lambda: pictures.saved("PNG"),
    "webp": lambda: pictures.saved("WEBP"),
    "pdf": lambda: pictures.saved("PDF"),
    "mp4": pictures.video,
    "mov": lambda: pictures.video("mov"),
    "webm": lambda: pictures.video("webm", "libvpx"),
}


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_gets_a_copy_without_what_stood_beside_it(kind: str) -> None:
    data = HONEST[kind]()
    found = kind_of(data[:64])
    assert found is not None
    assert found.name == kind
    made, copy = copied(kind, data)
    assert made.outcome == "made"
    assert sum(made.sizes) == len(copy) > 100
    assert [secret for secret in SECRETS if secret in copy] == []


def test_place_and_device_are_really_gone_from_a_photo() -> None:
    data = pictures.jpeg(place=True)
    assert all(secret in data for secret in (pictures.GPS, pictures.MAKER, b"geheim"))
    _made, copy = copied("jpeg", data)
    image = Image.open(io.BytesIO(copy))
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_that_lies_on_its_side_is_stood_up() -> None:
    _made, copy = copied("jpeg", pictures.jpeg((64, 48), upright=False))
    assert Image.open(io.BytesIO(copy)).size == (48, 64)


def test_a_document_becomes_pictures_of_its_pages() -> None:
    made, copy = copied("pdf", pictures.PDF_WITH_SCRIPT)
    assert (made.outcome, made.mime, len(made.sizes)) == ("made", "image/jpeg", 1)
    assert [secret for secret in SECRETS if secret in copy] == []


def test_a_film_keeps_its_pictures() -> None:
    import av

    _made, copy = copied("mp4", pictures.video(frames=5))
    with av.open(io.BytesIO(copy)) as film:
        assert len(list(film.decode(video=0))) == 5


@pytest.mark.parametrize(
    ("kind", "data", "outcome"),
    [
        ("png", pictures.png_bomb(), "too_much"),
        ("png", pictures.png_bomb(9000), "too_much"),
        ("jpeg", b"\xff\xd8\xff<svg onload=alert(1)>", "unreadable"),
        ("jpeg", pictures.jpeg()[:300], "unreadable"),
        ("pdf", b"%PDF-1.7\n<script>alert(1)</script>", "unreadable"),
        ("heic", b"\0\0\0\x18ftypheic" + bytes(500), "unreadable"),
        ("mp4", b"\0\0\0\x18ftypisom" + bytes(500), "unreadable"),
        ("webm", b"\x1aE\xdf\xa3webm" + bytes(500), "unreadable"),
        ("webp", b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20), "unreadable"),
    ],
    ids=str,
)
def test_what_is_not_what_it_says_gets_no_copy(kind: str, data: bytes, outcome: str) -> None:
    made, copy = copied(kind, data)
    assert (made.outcome, copy) == (outcome, b"")


def test_half_a_film_gets_no_copy() -> None:
    data = pictures.video(frames=20)
    assert copied("mp4", data[: len(data) // 2])[0].outcome == "unreadable"


def test_of_a_polyglot_only_the_picture_comes_through() -> None:
    """A picture that is a page, a script and an archive as well is a picture afterwards."""
    data = pictures.saved("PNG") + b"<html><script>alert(1)</script></html>PK\x03\x04geheim"
    made, copy = copied("png", data)
    assert made.outcome == "made"
    assert b"script" not in copy
    assert b"PK\x03\x04" not in copy


def test_a_picture_is_drawn_no_larger_than_a_screen_needs() -> None:
    _made, copy = copied("jpeg", pictures.jpeg((6000, 300)))
    assert max(Image.open(io.BytesIO(copy)).size) == 2560


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("import os; os.kill(os.getpid(), 11)", "crashed"),
        ("import time; time.sleep(60)", "late"),
        ("import sys; sys.stdout.write('x' * 100000)", "crashed"),
        ("import sys; sys.stdout.buffer.write((9 ** 15).to_bytes(8) + b'{}')", "crashed"),
        ("import sys; sys.stdout.buffer.write((2).to_bytes(8) + b'{}')", "crashed"),
    ],
)
def test_a_copier_that_breaks_breaks_nothing(
    program: str, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "copier.py"
    other.write_text(program, encoding="utf-8")
    monkeypatch.setattr(copying, "COPIER", other)
    begun = time.monotonic()
    assert copied("jpeg", bytes(3_000_000), patience=1.5)[0].outcome == outcome
    assert time.monotonic() - begun < 10


def test_the_copier_gets_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key in its environment, and once it looks at the file it can open nothing, not even a socket."""
    other = tmp_path / "copier.py"
    other.write_text(
        f"""
import json, os, resource, socket, sys
sys.path.insert(0, {str(copying.COPIER.parent)!r})
import copier
def work(data, kind):
    seen = [sorted(os.environ)]
    for act in (lambda: open('/etc/hostname'), socket.socket, lambda: os.pipe()):
        try:
            act()
            seen.append('open')
        except OSError:
            seen.append('refused')
    return 'image/png', [json.dumps(seen).encode()], 0
copier.picture = work
copier.main()
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(copying, "COPIER", other)
    monkeypatch.setenv("YORISOI_MASTER_KEY", "secret")
    _made, said = copied("jpeg", b"x")
    assert said.startswith(b"[[")
    assert b"YORISOI" not in said
    assert said.count(b"refused") == 3


def test_a_spool_gives_back_what_was_put_in_and_leaves_nothing_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small in memory, large on disk: there under a key of its own, in a file without a name."""
    data = bytes(range(256)) * 5000
    with Spool(in_memory=1000) as spool:
        for at in range(0, len(data), 777):
            spool.write(data[at : at + 777])
        assert spool.on_disk
        assert spool.size == len(data)
        for start, count in ((0, 10), (15, 2), (16, 16), (70_001, 5), (len(data) - 3, 10)):
            spool.seek(start)
            assert spool.read(count) == data[start : start + count]
        spool.seek(0)
        assert spool.read() == data
        disk: Any = spool._disk
        disk.seek(0)
        raw = disk.read()
        assert len(raw) == len(data)
        assert bytes(range(64)) not in raw
        assert not Path(str(disk.name)).exists()
    with Spool() as small:
        small.write(b"few")
        assert not small.on_disk
        small.seek(1)
        assert small.read() == b"ew"
