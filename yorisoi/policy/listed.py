"""Words put one after another, or beside a name, with the signs of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language


def _plain() -> bool:
    """Say whether the page is in a language written with half-width signs."""
    return (get_language() or "").startswith("en")


def listed(words: Iterable[object]) -> str:
    """Return 「担任・学年主任」, or "homeroom teacher, head of grade"."""
    return (", " if _plain() else "・").join(str(word) for word in words)


def beside(name: object, *words: object) -> str:
    """Return 「田中（担任・学年主任）」, or "Tanaka (homeroom teacher, head of grade)"."""
    said = listed(words)
    return f"{name} ({said})" if _plain() else f"{name}（{said}）"


def span(begins: object, ends: object) -> str:
    """Return 「6/1〜7/20」, or "6/1–7/20"."""
    return f"{begins}{'–' if _plain() else '〜'}{ends}"
