"""The fonts documents are printed with: installed, never committed; which signs they have; what to do without one.

Noto Sans JP comes with the locked packages and has the rare signs of names (髙﨑德𠮷). BIZ UDPGothic, made for easy
reading, goes before it where the machine has it (Debian: fonts-morisawa-bizud-gothic).
"""

from __future__ import annotations

import importlib.util
import os
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CARRIER = "pylopdf_fonts_jp"  # the package that brings the font; its file is used, none of its code
BASE, BASE_FILE = "Noto Sans JP", "NotoSansJP-Regular.otf"
READABLE = "BIZ UDPGothic"
READABLE_FILES = ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf")
PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "~/Library/Fonts")


class NoFont(RuntimeError):
    """No Japanese font is there to print with."""

    def __init__(self) -> None:
        super().__init__(
            "印刷用の日本語フォントがありません。./run をもう一度動かすか、yorisoi doctor で確かめてください。"
        )


@cache
def files() -> tuple[Path, ...]:
    """Return the font files to use, the one to prefer first. Raises NoFont."""
    found = [*_readable()]
    spec = importlib.util.find_spec(CARRIER)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (file := Path(place) / BASE_FILE).is_file():
            found.append(file)
    if not any(file.name == BASE_FILE for file in found):
        raise NoFont
    return tuple(found)


def _readable() -> Iterator[Path]:
    own = os.environ.get("YORISOI_FONTS", "")
    for place in [own] if own else PLACES:
        folder = Path(place).expanduser()
        if not folder.is_dir():
            continue
        found = {file.name: file for file in folder.rglob("BIZUDPGothic-*.ttf")}
        if all(name in found for name in READABLE_FILES):
            yield from (found[name] for name in READABLE_FILES)
            return


def families() -> list[str]:
    """Return the families in the order in which a sign is looked for."""
    return [READABLE, BASE] if has_readable() else [BASE]


def has_readable() -> bool:
    """Say whether BIZ UDPGothic is there; it has a bold weight, the other has none."""
    return any(file.name in READABLE_FILES for file in files())


@cache
def signs() -> frozenset[int]:
    """Return the code points that can be printed."""
    return frozenset().union(*(_cmap(file) for file in files()))


def _cmap(file: Path) -> frozenset[int]:
    """Read the code points of a font from its `cmap` table (formats 4 and 12 of the OpenType specification)."""
    data = file.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    start = 0
    for n in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        if tag == b"cmap":
            start = offset
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", data, start + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * n)
        at = start + offset
        form = struct.unpack_from(">H", data, at)[0]
        if form == 12:
            for group in range(struct.unpack_from(">I", data, at + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", data, at + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif form == 4:
            segments = struct.unpack_from(">H", data, at + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", data, at + 14)
            starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
            for first, last in zip(starts, ends, strict=True):
                found.update(code for code in range(first, last + 1) if code != 0xFFFF)
    return frozenset(found)


_SILENT = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD})


@cache
def _plain() -> frozenset[str]:
    """Return the signs that are printed as they are."""
    return frozenset(map(chr, signs())) | {"\n", "\t"}


def printable(text: str) -> str:
    """Return the text as it can be printed: a sign that no font has is named by its code, never left out or boxed.

    Signs that only choose a shape or join others have no shape of their own and go.
    """
    if (text.isascii() and text.isprintable()) or _plain().issuperset(text):
        return text
    known = signs()
    out = []
    for sign in text:
        code = ord(sign)
        if code in known or sign in "\n\t":
            out.append(sign)
        elif code in _SILENT or code < 0x20 or 0x7F <= code < 0xA0:
            continue
        else:
            out.append(f"〓（U+{code:04X}）")
    return "".join(out)
