"""Words that are kept are what Django says, in every language, whatever language was asked before."""

from __future__ import annotations

import threading

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import trans_real

SAID = ["すべて", "事案", "緊急", "100%です", "no such words", "", "二行\r\nの言葉", "%(n)d日おくれ"]


def by_django(message: str) -> str:
    """Say it by the catalogue itself, past all that is kept."""
    if not message:
        return ""
    plain = message.replace("\r\n", "\n").replace("\r", "\n")
    said: str = trans_real._active.value.gettext(plain)  # type: ignore[attr-defined]
    return said


def test_words_are_those_of_the_catalogue() -> None:
    for _time in range(2):
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                kept = trans_real.catalog()._catalog.items()  # type: ignore[attr-defined]
                catalogue = [key for key, _said in kept if isinstance(key, str) and key]
                for message in [*SAID, *catalogue]:
                    assert translation.gettext(message) == by_django(message)
                    context, _cut, plain = message.rpartition("\x04")
                    if context:
                        assert translation.pgettext(context, plain) == by_django(message)


def test_what_is_safe_stays_safe_and_what_is_not_does_not() -> None:
    with translation.override("en"):
        assert type(translation.gettext("すべて")) is str
        assert type(translation.gettext(mark_safe("すべて"))) is SafeString
        assert type(translation.gettext("すべて")) is str


def test_no_language_and_another_thread() -> None:
    with translation.override(None):
        assert translation.gettext("すべて") == "すべて"
    heard: list[str] = []
    with translation.override("en"):
        told = translation.gettext("すべて")
        other = threading.Thread(target=lambda: heard.append(translation.gettext("すべて")))
        other.start()
        other.join()
    assert told != "すべて"
    assert heard == ["すべて"]  # in the language of the house
