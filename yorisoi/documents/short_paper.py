"""The short edition of the policy on paper: two pages for adults, one or two for children. Public, so not on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Table
from yorisoi.editions.queries import helplines_of
from yorisoi.editions.short import Speech, child_parts, short_of
from yorisoi.policy.edition import edition
from yorisoi.reports.paper import phones
from yorisoi.reports.reading import Words
from yorisoi.schools.models import School


def _text(said: Any) -> str:
    return strip_tags(str(said)).replace("&amp;", "&").replace("&#x27;", "’").replace("&quot;", "”")


def _points(parts: Iterable[tuple[Any, list[Any]]]) -> list[Block]:
    blocks: list[Block] = []
    for heading, points in parts:
        blocks.append(Head(_text(heading)))
        blocks += [Para(f"・{_text(point)}") for point in points]
    return blocks


def _paper(school: School, title: str, blocks: list[Block], kind: str = "short") -> Paper:
    rules = edition(school.edition)
    return Paper(kind, title, "", school.name, rules.version, tuple(blocks), mark="")


def short_paper(school: School, speech: str) -> Paper:
    """Return the short edition for adults in one way of speaking."""
    rules = edition(school.edition)
    words, shown = Speech(speech, "plain"), short_of(rules, speech, plain=True)
    lines = helplines_of(school, rules)
    blocks = _points(shown.parts)
    blocks += [Head(_text(words["whenlist"])), Facts(tuple((_text(a), _text(b)) for a, b in shown.when))]
    who = tuple((_text(a), "\n".join(_text(one) for one in b)) for a, b in shown.who)
    blocks += [Head(_text(words["who"])), Facts(who), Head(_text(words["helplines"])), _lines(lines)]
    return _paper(school, _text(words["title"]), blocks)


def child_paper(school: School, mode: str) -> Paper:
    """Return the children's edition. Paper carries no furigana: for the young all is in kana."""
    rules = edition(school.edition)
    words = Speech("en" if mode == "en" else "easy", "plain" if mode == "en" else "kana")
    parts = child_parts(rules, mode if mode == "en" else "kana")
    lines = tuple(
        (_text(one["name"]), str(one["number"])) for one in phones(Words(mode if mode == "en" else "kana"), rules)
    )
    blocks = [*_points(parts), Head(_text(words["helplines"])), Table(("", "☎"), lines, (5, 3), empty="")]
    return _paper(school, _text(words["child"]), blocks, "short_child")


def _lines(lines: Iterable[Any]) -> Table:
    rows = tuple((one.line.name, one.line.matters, one.line.phone) for one in lines)
    return Table(("", "", "☎"), rows, (5, 6, 3), empty="")
