"""The checklists by which teachers review their class, as data with a version (P6)."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.edition_types import Named, spoken

FOLDER = Path(__file__).parent
CLASSROOM = "classroom"


@dataclass(frozen=True, slots=True)
class Point(Named):
    """One line. child: a child's name may come to mind with it."""

    code: str
    label_ja: str
    label_en: str = ""
    child: bool = False


@dataclass(frozen=True, slots=True)
class Scene(Named):
    """A scene of the day with its lines."""

    code: str
    label_ja: str
    label_en: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Checklist:
    """A checklist in one version."""

    name: str
    title_ja: str
    title_en: str
    version: int
    scenes: tuple[Scene, ...]
    content: str  # as it is frozen with what was ticked

    @property
    def title(self) -> str:
        """Return its title, in the language of the page."""
        return spoken(self.title_ja, self.title_en)

    @property
    def hash(self) -> str:
        """Return the SHA-256 of its content."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def points(self) -> dict[str, tuple[Scene, Point]]:
        """Return every line by its code 「scene.line」."""
        return {f"{scene.code}.{point.code}": (scene, point) for scene in self.scenes for point in scene.points}


def thaw(name: str, content: str) -> Checklist:
    """Return the checklist of a frozen content. Raises KeyError or ValueError when it is none."""
    data: dict[str, Any] = json.loads(content)
    scenes = tuple(
        Scene(
            row["code"],
            row["label"],
            row.get("label_en", ""),
            tuple(
                Point(one["code"], one["label"], one.get("label_en", ""), one.get("child", False))
                for one in row["lines"]
            ),
        )
        for row in data["scenes"]
    )
    made = Checklist(name, data["title"], data.get("title_en", ""), data["version"], scenes, content)
    if len(made.points()) != sum(len(scene.points) for scene in scenes):
        raise ValueError(f"{name}: a line's code stands twice")
    return made


def data_of(name: str) -> dict[str, Any]:
    """Return what the file of this checklist says."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def checklist(name: str = CLASSROOM) -> Checklist:
    """Return the checklist of this name as it ships, read once. A school's own is in its edition."""
    return _made(name, data_of(name))


def _made(name: str, data: dict[str, Any]) -> Checklist:
    return thaw(name, json.dumps(data, ensure_ascii=False, sort_keys=True))


def read_checklist(row: Reader) -> Checklist:
    """Read the checklist of an edition, in the same form as the files here. Raises BadEdition."""
    row.text("title")
    row.text("title_en", "")
    row.whole("version", least=1)
    scenes = list(row.rows("scenes"))
    if not scenes:
        raise row.bad("scenes", "ひとつ以上書いてください。")
    for scene in scenes:
        _labels(scene)
        for line in scene.rows("lines"):
            _labels(line)
            line.flag("child", False)
            line.finish()
        scene.finish()
    row.finish()
    try:
        return _made(CLASSROOM, row.data)
    except ValueError:
        raise row.bad("scenes", "同じ code の行が二度書かれています。") from None


def _labels(row: Reader) -> None:
    row.text("label")
    row.text("label_en", "")
    if not re.fullmatch(r"[a-z0-9_]{1,30}", row.text("code")):
        raise row.bad("code", "英小文字・数字・_ で、30字までで書いてください。")
