"""Children's names as children read them: in hiragana for the young, with the reading above for the others."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from yorisoi.schools.models import Pupil

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def hiragana(kana: str) -> str:
    """Return a reading in the letters that are learned first."""
    return kana.translate(_HIRAGANA)


def said_name(pupil: Pupil, mode: str) -> SafeString:
    """Return a child's name for a reading. A child without a reading in the roster is called by the name as it is."""
    if mode == "kana" and pupil.kana:
        return format_html("{}", hiragana(pupil.kana))
    if mode in {"ruby", "upper"} and pupil.kana and hiragana(pupil.name) != hiragana(pupil.kana):
        return format_html("<ruby>{}<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>", pupil.name, hiragana(pupil.kana))
    return format_html("{}", pupil.name)
