"""Pages of the public doors that are the same for everybody but for a few words: drawn once, the words put in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

MOST = 512  # doors, languages, questionnaires and schools kept in a process: at most 20 MB
_drawn: dict[Hashable, tuple[Any, bytes]] = {}


def nobody_in_particular(request: HttpRequest) -> bool:
    """Say whether the page is the same for whoever asks: no session whose messages might stand on it."""
    return not settings.DEBUG and settings.SESSION_COOKIE_NAME not in request.COOKIES


def place(name: str) -> str:
    """Return what stands on the drawn page where a word is put in."""
    return f"the-{name}-comes-here"


def drawn(key: Hashable, rules: Any, words: Mapping[str, str], draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page that `draw` makes, drawn anew only when the key or the rules are others.

    key: all else that the page shows. rules: the school's edition, compared by identity. words: what is put in the
    place of each `place(name)`; plain letters, digits, kana and signs that HTML does not know.
    """
    kept = _drawn.get(key)
    if kept is None or kept[0] is not rules:
        if len(_drawn) >= MOST:
            _drawn.clear()
        kept = rules, draw().content
        _drawn[key] = kept
    content = kept[1]
    for name, word in words.items():
        content = content.replace(place(name).encode(), escape(word).encode())
    return HttpResponse(content)
