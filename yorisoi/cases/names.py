"""Children's names that can be hidden by one key: each name is shown with the letter that may stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yorisoi.schools.models import Pupil
from yorisoi.ui.templatetags.ui import icon

_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_KATAKANA = {code - 0x60: code for code in range(ord("ァ"), ord("ヶ") + 1)}


def both_kana(said: str) -> set[str]:
    """Return a reading in both kana: children write in hiragana, rosters in katakana."""
    return {said.translate(_HIRAGANA), said.translate(_KATAKANA)}


class Letters:
    """A, B, C … for the children of one page, in the order given."""

    def __init__(self, pupils: Iterable[Pupil]) -> None:
        self.letters: dict[int, str] = {}
        words: dict[str, str] = {}
        for pupil in pupils:
            if pupil.pk in self.letters:
                continue
            n = len(self.letters)
            letter = chr(ord("A") + n % 26) + (str(n // 26) if n >= 26 else "")
            self.letters[pupil.pk] = letter
            own = {pupil.name, pupil.name.replace(" ", ""), pupil.name.replace(" ", "　"), pupil.family_name}
            for word in own:
                words[word] = f"{words[word]}/{letter}" if word in words else letter
            kana = {pupil.kana, pupil.kana.replace(" ", ""), pupil.kana.replace(" ", "　"), pupil.family_kana}
            for word in {form for said in kana for form in both_kana(said)} - own:
                if len(word) > 1:
                    words[word] = f"{words[word]}/{letter}" if word in words else letter
            for word in (pupil.given_name, *both_kana(pupil.given_kana)):
                if len(word) > 1:
                    words.setdefault(word, letter)
        words.pop("", None)
        self._words = words
        longest = sorted(words, key=len, reverse=True)
        # 「髙﨑さん」 becomes 「Aさん」: the letter brings its own さん
        self._find = re.compile(f"({'|'.join(map(re.escape, longest))})(?:さん|くん|君|ちゃん)?") if longest else None

    def of(self, pupil: Pupil) -> str:
        """Return the child's letter."""
        return self.letters.get(pupil.pk, "?")

    def name(self, pupil: Pupil) -> SafeString:
        """Show the name, ready to be replaced by its letter."""
        return format_html('<span class="veiled" data-letter="{}"><span>{}</span></span>', self.of(pupil), pupil.name)

    def chip(self, pupil: Pupil, sub: object = "", role: object = "") -> SafeString:
        """Show the child as a chip: name, class, role in this case."""
        return format_html(
            '<span class="person">{}<span class="name">{}</span>{}{}</span>',
            icon("person"),
            self.name(pupil),
            format_html('<span class="sub">{}</span>', sub) if sub else "",
            format_html('<span class="role">{}</span>', role) if role else "",
        )

    def veil(self, text: str) -> SafeString:
        """Show a text in which the children's names can be hidden."""
        if self._find is None or not text:
            return SafeString(escape(text))
        out, at = [], 0
        for hit in self._find.finditer(text):
            out.append(escape(text[at : hit.start()]))
            letter = self._words[hit.group(1)]
            out.append(format_html('<span class="veiled" data-letter="{}"><span>{}</span></span>', letter, hit.group()))
            at = hit.end()
        out.append(escape(text[at:]))
        return mark_safe("".join(out))  # noqa: S308 - every part was escaped above
