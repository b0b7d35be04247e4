"""Reading TOML so that a mistake is answered with file, line, key and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path as FilePath
from typing import Any

Path = tuple[str, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_NAME = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"^\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=(.*)$")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")


class BadEdition(ValueError):
    """An edition cannot be used. Says file, line (0 when there is none), key and reason."""

    def __init__(self, file: str, line: int, key: str, reason: str) -> None:
        place = f"{file} の {line} 行目" if line else file
        super().__init__(f"{place}、{key}：{reason}" if key else f"{place}：{reason}")
        self.file, self.line, self.key, self.reason = file, line, key, reason


def _parts(dotted: str) -> Path:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted))


def line_numbers(text: str) -> dict[Path, int]:
    """Return the line on which each table and key of this TOML text stands; entries of [[lists]] are numbered."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if depth <= 0 and (header := _HEADER.match(line)):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, number)
                table = (*table, str(counts[table]))
            found.setdefault(table, number)
            continue
        rest = line
        if depth <= 0 and (key := _KEY.match(line)):
            found.setdefault(table + _parts(key[1]), number)
            rest = key[2]
        for mark in ('"""', "'''"):
            if rest.count(mark) % 2:
                quote = mark
        bare = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'', "", rest).split("#")[0]
        depth = max(0, depth + bare.count("[") - bare.count("]"))
    return found


class Document:
    """One TOML text: its data, and the lines on which its keys stand.

    kept: a school has adopted it; what a later version of the software no longer knows is passed over.
    """

    def __init__(self, file: FilePath) -> None:
        """Read the file. Raises BadEdition when it cannot be read or is no TOML."""
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BadEdition(file.name, 0, "", "ファイルがありません。") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadEdition(file.name, 0, "", f"ファイルを読めません（{type(error).__name__}）。") from None
        self._read(file.name, text)

    @classmethod
    def of(cls, name: str, text: str, *, kept: bool = False) -> Document:
        """Return the document of a text that lies in no file. Raises BadEdition when it is no TOML."""
        made = cls.__new__(cls)
        made._read(name, text, kept=kept)
        return made

    def _read(self, name: str, text: str, *, kept: bool = False) -> None:
        self.name, self.kept = name, kept
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            line = int(place[1]) if place else len(text.splitlines())
            raise BadEdition(self.name, line, "", f"TOML の書き方が正しくありません（{error}）。") from None
        except (ValueError, RecursionError):  # a figure of thousands of digits, lists within lists without end
            raise BadEdition(
                self.name, 0, "", "TOML の書き方が正しくありません（数字や入れ子が大きすぎます）。"
            ) from None
        self.lines = line_numbers(text)


def merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one table over another: tables are merged, everything else (lists too) is replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


class Reader:
    """A table being read. Every key must be asked for once; what nobody asked for is refused at `finish`."""

    def __init__(self, data: Any, path: Path, documents: tuple[Document, ...]) -> None:
        self.data, self.path, self.documents = data, path, documents
        self.asked: set[str] = set()
        if not isinstance(data, dict):
            raise self.bad("", "表（[名前] の形）でなければなりません。")

    def bad(self, key: str, reason: str) -> BadEdition:
        """Return the refusal for a key of this table, with the file and line that are to blame."""
        path = (*self.path, key) if key else self.path
        for upto in range(len(path), -1, -1):
            for document in self.documents:
                if line := document.lines.get(path[:upto], 0):
                    return BadEdition(document.name, line, ".".join(path), reason)
        return BadEdition(self.documents[0].name, 0, ".".join(path), reason)

    def _take(self, key: str, kind: type, called: str, default: Any) -> Any:
        self.asked.add(key)
        if key not in self.data:
            if default is None:
                raise self.bad(key, "必要な項目がありません。")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.bad(key, f"{called}で書いてください。")
        return value

    def text(self, key: str, default: str | None = None, *, allowed: Collection[str] = ()) -> str:
        """Return a text; required and not blank unless a default is given; one of `allowed` where that is given."""
        value: str = self._take(key, str, "文字列", default)
        if default is None and not value.strip():
            raise self.bad(key, "空にできません。")
        if allowed and value not in allowed and value != default:
            raise self.bad(key, f"「{value}」は使えません（{'・'.join(allowed)} のどれか）。")
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1000) -> int:
        """Return a whole number within bounds."""
        value: int = self._take(key, int, "整数", default)
        if not least <= value <= most:
            raise self.bad(key, f"{least} から {most} までの整数で書いてください（いまは {value}）。")
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers from 1 to 366, each greater than the one before; it may be empty."""
        values = self._take(key, list, "整数の一覧", None)
        for value in values:
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 366:
                raise self.bad(key, "1 から 366 までの整数の一覧で書いてください。")
        if sorted(set(values)) != values:
            raise self.bad(key, "小さい順に、ひとつずつ書いてください。")
        return tuple(values)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value: bool = self._take(key, bool, "true か false", default)
        return value

    def texts(self, key: str, *, allowed: Collection[str] = (), default: list[str] | None = None) -> tuple[str, ...]:
        """Return a list of different texts, each one of `allowed` where that is given."""
        values = self._take(key, list, "文字列の一覧", default)
        for value in values:
            if not isinstance(value, str):
                raise self.bad(key, "文字列の一覧で書いてください。")
            if allowed and value not in allowed:
                raise self.bad(key, f"「{value}」は使えません（{'・'.join(allowed)} のどれか）。")
        if len(set(values)) != len(values):
            raise self.bad(key, "同じものが二度書かれています。")
        return tuple(values)

    def table(self, key: str, *, optional: bool = False) -> Reader:
        """Return the reader of a table within this one."""
        data = self._take(key, dict, "表（[名前] の形）", {} if optional else None)
        return Reader(data, (*self.path, key), self.documents)

    def tables(self, key: str) -> Iterator[tuple[str, Reader]]:
        """Yield name and reader of each table within a table."""
        inner = self.table(key)
        for name, data in inner.data.items():
            yield name, Reader(data, (*inner.path, name), self.documents)

    def rows(self, key: str) -> Iterator[Reader]:
        """Yield a reader for each entry of a list of tables."""
        for index, data in enumerate(self._take(key, list, "表の一覧（[[名前]] の形）", None)):
            yield Reader(data, (*self.path, key, str(index)), self.documents)

    def finish(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not pass unseen."""
        if any(document.kept for document in self.documents):
            return
        for key in self.data:
            if key not in self.asked:
                raise self.bad(key, "知らない項目です（つづりを確かめてください）。")
