"""Readings as data: text with `{漢字|かんじ}` marks and spaces between the words, shown three ways."""

from __future__ import annotations

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

KANA, RUBY, PLAIN = "kana", "ruby", "plain"
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
# A space with Japanese on either side only parts words for beginners; between Latin letters it belongs there.
_PARTING = re.compile(r"(?<=[^\x00-\x7f])[ \u3000]+|[ \u3000]+(?=[^\x00-\x7f])")


def read(text: str, mode: str = RUBY) -> SafeString:
    """Return escaped HTML: kana (all readings, spaces kept), ruby (furigana) or plain (no readings).

    An unknown mode raises ValueError, so that a typing error shows in the tests and not on a child's page.
    """
    if mode not in {KANA, RUBY, PLAIN}:
        raise ValueError(f"no such reading mode: {mode}")
    if mode == KANA:
        return escape(_MARK.sub(lambda m: m[2], text))
    if mode == PLAIN:
        return escape(_PARTING.sub("", _MARK.sub(lambda m: m[1], text)))
    parts, last = [], 0
    text = close_up(text)
    for mark in _MARK.finditer(text):
        parts.append(escape(text[last : mark.start()]))
        parts.append(format_html("<ruby>{}<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>", mark[1], mark[2]))
        last = mark.end()
    parts.append(escape(text[last:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def close_up(text: str) -> str:
    """Return the text with its marks and without the parting spaces; a mark's braces stand for the Japanese inside."""
    text = re.sub(r"\}[ \u3000]+", "}", text)
    return _PARTING.sub("", re.sub(r"[ \u3000]+\{", "{", text))
