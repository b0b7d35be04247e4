"""From an uploaded file to sheets of cells: CSV in the encodings that schools have, and Excel."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

MAX_BYTES = 3 * 1024 * 1024
MAX_ROWS = 5000
MAX_UNPACKED = 60 * 1024 * 1024
Cells = list[tuple[int, list[object]]]  # (line number as people count it, cells)


class NotARoster(Exception):
    """The file as a whole cannot be read; the text says why, in words for people."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; a CSV file is one sheet without a name."""

    name: str
    cells: Cells


def sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a file, or raise `NotARoster`. The kind is told by the bytes, not by the name."""
    if not content.strip():
        raise NotARoster(_("ファイルが空です。"))
    if len(content) > MAX_BYTES:
        raise NotARoster(_("ファイルが大きすぎます（3MBまで）。名簿の表だけのファイルにしてください。"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _excel(content)
    return [Sheet("", _csv(_decoded(content)))]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotARoster(_("文字コードが読み取れません。CSV（UTF-8 または Shift_JIS）か Excel で保存しなおしてください。"))


def _csv(text: str) -> Cells:
    head = text[:4000]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: Cells = []
    line = 1
    try:
        for row in reader:
            rows.append((line, list(row)))
            line = reader.line_num + 1
            _bounded(rows)
    except csv.Error as error:
        raise NotARoster(_("%(line)d行目あたりでCSVの形がこわれています。") % {"line": line}) from error
    return rows


def _excel(content: bytes) -> list[Sheet]:
    _not_a_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        out = []
        for name in book.sheet_names:
            cells: Cells = []
            table = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for line, row in enumerate(table, start=1):
                cells.append((line, list(row)))
                _bounded(cells)
            out.append(Sheet(name, cells))
    except NotARoster:
        raise
    except Exception as error:  # the reader raises many kinds for a broken or locked book
        raise NotARoster(
            _("Excelのファイルとして開けません。パスワードがかかっていれば外し、.xlsx で保存しなおしてください。")
        ) from error
    return out


def _bounded(rows: Cells) -> None:
    if len(rows) > MAX_ROWS:
        raise NotARoster(_("行が多すぎます（5000行まで）。"))


def _not_a_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise NotARoster(_("Excelのファイルとして開けません。")) from error
    if size > MAX_UNPACKED:
        raise NotARoster(_("ファイルが大きすぎます。名簿の表だけのファイルにしてください。"))
