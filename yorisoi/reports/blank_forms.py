"""The empty form of a public door, drawn once and given to everybody with a token of their own."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PLACE = "the-token-of-this-form-comes-here"
MOST = 64  # doors, languages and schools kept in a process
_drawn: dict[Hashable, tuple[Any, bytes]] = {}


def nobody_in_particular(request: HttpRequest) -> bool:
    """Say whether the page is the same for whoever asks: no session whose messages might stand on it."""
    return request.method == "GET" and not settings.DEBUG and settings.SESSION_COOKIE_NAME not in request.COOKIES


def blank_form(key: Hashable, rules: Any, token: str, draw: Callable[[str], HttpResponse]) -> HttpResponse:
    """Return the page that `draw` makes of a token, drawn anew only when the key or the rules are others.

    key: all that the page shows of the school. rules: its edition, compared by identity.
    """
    kept = _drawn.get(key)
    if kept is None or kept[0] is not rules:
        if len(_drawn) >= MOST:
            _drawn.clear()
        kept = rules, draw(PLACE).content
        _drawn[key] = kept
    return HttpResponse(kept[1].replace(PLACE.encode(), token.encode()))
