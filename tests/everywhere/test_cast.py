"""The casts of the browser stories do not meet: a story that finds another's class or child would fail at random."""

from __future__ import annotations

from collections import Counter

from tests.browser.cast import CASTS


def test_every_story_has_a_class_and_families_of_its_own() -> None:
    numbers = Counter(cast.label for cast in CASTS.values())
    families = Counter(
        name.split()[0]
        for cast in CASTS.values()
        for name in (cast.homeroom, cast.victim, cast.perpetrator, cast.witness)
    )
    assert [number for number, times in numbers.items() if times > 1] == []
    assert [family for family, times in families.items() if times > 1] == []
