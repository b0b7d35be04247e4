"""The data folder: which one, whether it can be used, and whether it holds a demo or a real school.

A file `kind` in the folder says `demo` or `school`; it is written at the first start and never changed,
so that a demo database never becomes a real one.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal, cast

from yorisoi.cli.refusing import Refused

Kind = Literal["demo", "school"]
PACKAGE = Path(__file__).resolve().parent.parent


def home() -> Path:
    """Return where `data` lies: the source tree, or the working folder where the package is installed without one."""
    tree = PACKAGE.parent
    return tree if (tree / "run").exists() else Path.cwd()


def default_folder(kind: Kind) -> Path:
    """Return the folder that is used when none is named."""
    return home() / "data" / kind


def kind_of(folder: Path) -> Kind | None:
    """Return what the folder holds, or None where nothing has been started in it yet."""
    try:
        text = (folder / "kind").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return "school" if (folder / "yorisoi.sqlite3").exists() else None
    return cast(Kind, text) if text in {"demo", "school"} else None


def make_usable(folder: Path) -> None:
    """Make the folder (mode 700) and try to write in it. Raise `Refused` if that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refused(
            f"データのフォルダ {folder} に書き込めません（{error.strerror}）。",
            f"The data folder {folder} cannot be written to.",
        ) from error


def claim(folder: Path, kind: Kind) -> None:
    """Make the folder one of this kind. Raise `Refused` if it is of the other."""
    make_usable(folder)
    found = kind_of(folder)
    if found not in {None, kind}:
        raise Refused(*_wrong_kind(folder, kind))
    if not (folder / "kind").exists():
        (folder / "kind").write_text(kind + "\n", encoding="ascii")


def _wrong_kind(folder: Path, kind: Kind) -> tuple[str, str]:
    if kind == "demo":
        return (
            f"{folder} には本物の学校のデータがあるので、デモには使えません"
            "（--empty を付けるか、別の --data を選んでください）。",
            f"{folder} holds a real school and cannot serve as a demo: add --empty or name another --data.",
        )
    return (
        f"{folder} にはデモのデータがあるので、本物の学校には使えません（別の --data を選んでください）。",
        f"{folder} holds a demo and can never become a real school: name another --data.",
    )


def check_database_kind(folder: Path, kind: Kind) -> None:
    """Hold what the database itself says against the kind (a PostgreSQL database knows no folder)."""
    from yorisoi.schools.models import School

    if School.objects.filter(is_demo=kind != "demo").exists():
        raise Refused(*_wrong_kind(folder, kind))


def enter(folder: Path, kind: Kind) -> None:
    """Put the folder and its kind into the environment, where the settings look."""
    os.environ["YORISOI_DATA"] = str(folder)
    if kind == "demo":
        os.environ["YORISOI_DEMO"] = "1"
    else:
        os.environ.pop("YORISOI_DEMO", None)


def find(named: str | None) -> Path:
    """Return the folder that a command other than `serve` works on: named, from the environment, school, or demo."""
    if named:
        return Path(named).expanduser().resolve()
    if os.environ.get("YORISOI_DATA"):
        return Path(os.environ["YORISOI_DATA"]).resolve()
    kinds: tuple[Kind, ...] = ("school", "demo")
    for kind in kinds:
        if kind_of(default_folder(kind)):
            return default_folder(kind)
    raise Refused(
        "データのフォルダがまだありません（先に ./run を動かすか、--data で指定してください）。",
        "There is no data folder yet: start ./run first, or name one with --data.",
    )
