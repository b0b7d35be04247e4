"""Parts of pages that depend on the language and a few codes only, kept in the process once they are drawn.

Nothing that names a person may come in here: clauses of the policy, ways through the pages, addresses of our files.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST = 4096
_kept: dict[Hashable, tuple[Any, SafeString]] = {}


def drawn_once(key: Hashable, of: Any, draw: Callable[[], str]) -> SafeString:
    """Return what `draw` makes, drawn anew for another key, another language, or another object that it is made of."""
    if settings.DEBUG:
        return mark_safe(draw())  # noqa: S308 - a template of ours
    files = settings.STORAGES["staticfiles"]["BACKEND"]
    whole = (key, get_language(), files)
    kept = _kept.get(whole)
    if kept is None or kept[0] is not of:
        if len(_kept) >= MOST:
            _kept.clear()
        kept = _kept[whole] = of, mark_safe(draw())  # noqa: S308 - a template of ours
    return kept[1]
