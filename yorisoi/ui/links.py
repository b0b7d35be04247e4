"""Addresses of pages by name, without looking through the table of all addresses each time.

`link("cases:show", case.pk)` is what `reverse` says. What an address looks like is learned once, with stand-ins for the
ids and numbers in it; for anything else that may stand in an address, `reverse` is asked.
"""

from __future__ import annotations

from html import escape
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

_FIRST = 1_999_000_001
_ID = 0xF1 << 120
_known: dict[tuple[Any, ...], tuple[str, ...] | None] = {}


def link(name: str, *args: Any) -> str | None:
    """Return the address, as it may stand in a page; None where only `reverse` knows."""
    key = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, *map(type, args))
    if key not in _known:
        _known[key] = _learned(name, args)
    pieces = _known[key]
    if pieces is None:
        return None
    if not args:
        return pieces[0]
    if any(type(each) is int and each < 0 for each in args):
        return None
    found = [pieces[0]]
    for each, piece in zip(args, pieces[1:], strict=True):
        found += (str(each), piece)
    return "".join(found)


def address(name: str, *args: Any) -> str:
    """Return the address; raise NoReverseMatch if there is none."""
    return link(name, *args) or reverse(name, args=args)


def _learned(name: str, args: tuple[Any, ...]) -> tuple[str, ...] | None:
    if not all(type(each) in (UUID, int) for each in args):
        return None
    told = [UUID(int=_ID + place) if type(each) is UUID else _FIRST + place for place, each in enumerate(args)]
    try:
        rest = reverse(name, args=told)
    except NoReverseMatch:
        return None
    if escape(rest) != rest or "%" in rest:
        return None
    pieces = []
    for each in told:
        if rest.count(str(each)) != 1:
            return None
        before, _here, rest = rest.partition(str(each))
        pieces.append(before)
    return (*pieces, rest)
