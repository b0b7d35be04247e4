"""The short edition of the policy on paper: two pages A4 for adults, one for children. Public, so not on record.

Generated from the edition in force; furigana stands above the letters where the way of speaking has it.
"""

from __future__ import annotations

import html
import re
from typing import Any

from django.utils.safestring import SafeString

from yorisoi.documents.leaf import CHILDREN, Block, Leaf, title_block
from yorisoi.editions.queries import helplines_of
from yorisoi.editions.short import Speech, child_parts, language_of, short_of
from yorisoi.policy.edition import edition
from yorisoi.reports.paper import phones
from yorisoi.reports.reading import Words
from yorisoi.schools.models import School
from yorisoi.ui.ruby import close_up, read


class OnPaper(Speech):
    """The texts in one way of speaking, with their readings as marks for the printer. Never shown on a page."""

    def __init__(self, speech: str) -> None:
        super().__init__(speech, "plain")

    def read(self, text: str) -> SafeString:
        """Return a text with its marks, nothing escaped: it goes to paper as data."""
        return SafeString(close_up(text))


def short_leaf(school: School, speech: str, address: str) -> Leaf:
    """Return the short edition for adults in one way of speaking. address: of the doors."""
    rules = edition(school.edition)
    words = OnPaper(speech)
    shown = short_of(rules, speech, words=words)
    first: list[Block] = [title_block(str(words["title"]), school.name), {"is": "para", "text": str(words["lead"])}]
    first += _parts(shown.parts)
    second: list[Block] = [{"is": "head", "text": str(words["whenlist"])}]
    second.append({"is": "facts", "rows": [[str(label), str(said)] for label, said in shown.when]})
    who = [[str(label), "\n".join(str(one) for one in said)] for label, said in shown.who]
    second += [{"is": "head", "text": str(words["who"])}, {"is": "facts", "rows": who}]
    second += [{"is": "head", "text": str(words["doors"])}, _door(words, address, "doors_lead")]
    lines = [[one.line.name, one.line.matters, one.line.phone] for one in helplines_of(school, rules)]
    second += [{"is": "head", "text": str(words["helplines"])}, {"is": "lines", "head": [], "rows": lines}]
    return Leaf(
        _bare(words["title"]), school.name, [first, second], rules.version, language_of(speech), speech == "easy"
    )


def child_leaf(school: School, mode: str, address: str) -> Leaf:
    """Return the children's edition: with furigana, all in kana, or in English. address: of the children's door."""
    rules = edition(school.edition)
    words = OnPaper("en") if mode == "en" else OnPaper("easy") if mode == "ruby" else Kana()
    title, door, helplines = (str(words[name]) for name in ("child", "door_child", "helplines"))
    parts = child_parts(rules, mode, marked=mode == "ruby")
    phoned = Words("en" if mode == "en" else "kana" if mode == "kana" else "ruby")
    lines = [[_name(one["name"]), str(one["number"])] for one in phones(phoned, rules)]
    page: list[Block] = [title_block(title, school.name), *_parts(parts)]
    page += [_door(words, address, "doors_lead", title=door), {"is": "head", "text": helplines}]
    page.append({"is": "facts", "rows": lines})
    return Leaf(
        _bare(title), school.name, [page], rules.version, "en" if mode == "en" else "ja", mode == "ruby", CHILDREN
    )


class Kana(OnPaper):
    """All in kana, for the youngest."""

    def __init__(self) -> None:
        super().__init__("easy")

    def read(self, text: str) -> SafeString:
        """Return the readings alone."""
        return SafeString(html.unescape(read(text, "kana")))


def _parts(parts: Any) -> list[Block]:
    blocks: list[Block] = []
    for heading, points in parts:
        blocks.append({"is": "head", "text": html.unescape(str(heading))})
        blocks.append({"is": "points", "rows": [html.unescape(str(point)) for point in points]})
    return blocks


def _door(words: Speech, address: str, lead: str, title: str = "") -> Block:
    text = f"{title}\n{words[lead]}" if title and not isinstance(words, OnPaper) else str(words[lead])
    return {"is": "doors", "text": text, "address": address, "alt": _bare(words["doors"])}


def _bare(text: object) -> str:
    return re.sub(r"\{([^{}|]+)\|[^{}|]+\}", r"\1", str(text))


_RUBY = re.compile(r"<ruby>(.*?)<rp>\(</rp><rt>(.*?)</rt><rp>\)</rp></ruby>")


def _name(said: object) -> str:
    """Return a name with its furigana as a mark, however the page shows it."""
    return html.unescape(_RUBY.sub(r"{\1|\2}", str(said)))
