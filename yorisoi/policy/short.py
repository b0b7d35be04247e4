"""The short edition of the policy (概略版): what it says in plain words, for adults and for children."""

from __future__ import annotations

from dataclasses import dataclass

from yorisoi.policy.edition_reader import Reader

SPEECHES = ("ja", "easy", "en")  # plain Japanese, やさしい日本語 with furigana, English


@dataclass(frozen=True, slots=True)
class ShortPart:
    """One heading with a few sentences, in each way of speaking. easy, and all of a child's: {漢字|かな}."""

    title: str
    title_easy: str
    title_en: str
    points: tuple[str, ...]
    points_easy: tuple[str, ...]
    points_en: tuple[str, ...]

    def heading(self, speech: str) -> str:
        """Return the heading in this way of speaking, or as it was written."""
        return {"easy": self.title_easy, "en": self.title_en}.get(speech) or self.title

    def said(self, speech: str) -> tuple[str, ...]:
        """Return the sentences in this way of speaking, or as they were written."""
        return {"easy": self.points_easy, "en": self.points_en}.get(speech) or self.points


@dataclass(frozen=True, slots=True)
class Short:
    """The short edition: two pages for adults, and one for children."""

    parts: tuple[ShortPart, ...]
    child: tuple[ShortPart, ...]


def read_short(row: Reader) -> Short:
    """Read the short edition. Raises BadEdition."""
    made = Short(
        tuple(_part(one) for one in row.rows("parts")),
        tuple(_part(one, child=True) for one in row.rows("child")),
    )
    row.finish()
    return made


def _part(row: Reader, *, child: bool = False) -> ShortPart:
    made = ShortPart(
        row.text("title"),
        "" if child else row.text("title_easy", ""),
        row.text("title_en", ""),
        row.texts("points"),
        () if child else row.texts("points_easy", default=[]),
        row.texts("points_en", default=[]),
    )
    row.finish()
    for text in (made.title, made.title_easy, *made.points, *made.points_easy):
        if (child or text in (made.title_easy, *made.points_easy)) and text.count("{") != text.count("}"):
            raise row.bad("points", f"ふりがなは {{漢字|かんじ}} の形で書いてください（{text[:20]}）。")
    return made
