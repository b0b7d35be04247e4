"""Words in the language of the reader, looked up once in each language: a page asks for hundreds, most of them again.

Django looks through every catalogue for each, twice for those of the language that the house is written in.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

MOST = 20_000  # sentences kept for each language


def speak_at_once() -> None:
    """Let `gettext` keep what it has said, beside the catalogues that it was found in. Called once, at start."""
    as_ever: Any = trans_real.gettext
    if getattr(as_ever, "keeps", False):
        return

    def gettext(message: str) -> str:
        spoken = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
        if spoken is None or type(message) is not str:
            return as_ever(message)
        known: dict[str, str] | None = spoken.__dict__.get("known")
        if known is None:
            known = spoken.known = {}
        said = known.get(message)
        if said is None:
            if len(known) >= MOST:
                known.clear()
            said = known[message] = as_ever(message)
        return said

    gettext.keeps = True  # type: ignore[attr-defined]
    trans_real.gettext = gettext
    translation._trans.gettext = gettext  # type: ignore[attr-defined]


__all__ = ["speak_at_once"]
