"""Whether a text that a school wrote can be read by its grade: braces in order, no bare character without a reading."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from yorisoi.policy.kanji import hardest
from yorisoi.reports.reading import LEARNED

_KANJI = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆]+")
_MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー・ ]+")


def faults(text: str, mode: str) -> list[str]:
    """Return what is wrong with the readings of a text, for whoever wrote it. mode: kana, ruby, upper, plain."""
    bare = _MARK.sub("", text)
    if any(sign in bare for sign in "{}|"):
        return [_("かっこの形が合っていません。{漢字|かんじ} のように、{ と | と } を一組ずつ書いてください。")]
    for mark in _MARK.finditer(text):
        kanji, reading = mark[1].strip(), mark[2].strip()
        if not kanji or not reading:
            return [_("「%s」に、漢字か読みがありません。{漢字|かんじ} のように書いてください。") % mark[0]]
        if not _KANA.fullmatch(reading):
            return [_("「%s」の読みは、かなで書いてください。") % mark[0]]
    if mode == "plain":
        return []
    found = [word for word in _KANJI.findall(bare) if mode != "upper" or hardest(word) > LEARNED]
    return [
        _("「%(word)s」に読みがありません。{%(word)s|よみ} のように書いてください。") % {"word": word}
        for word in dict.fromkeys(found)
    ]
