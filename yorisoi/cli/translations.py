"""Compile the translations: `locale/*/LC_MESSAGES/*.po` to `.mo`, only where the `.mo` is older."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def stale(folder: Path = LOCALE) -> list[Path]:
    """Return the catalogues whose compiled form is missing or older."""

    def is_stale(po: Path) -> bool:
        mo = po.with_suffix(".mo")
        return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime

    return [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_stale(po)]


def compile_translations(folder: Path = LOCALE) -> list[Path]:
    """Compile what is stale; return what could not be written (a package folder that belongs to somebody else)."""
    left = []
    for po in stale(folder):
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parent.parent.name)
        fresh = po.with_suffix(f".mo.{os.getpid()}")
        try:
            with fresh.open("wb") as file:
                write_mo(file, catalog)
            fresh.chmod(0o644)
            fresh.replace(po.with_suffix(".mo"))
        except OSError:
            left.append(po)
    return left
