"""The short edition on paper: two pages A4 under every edition that ships, and what it says read back."""

from __future__ import annotations

import re
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override

from tests.documents.reading import bare, pages
from yorisoi.documents.leaf import leaf_of, leaf_pdf
from yorisoi.documents.short_paper import child_leaf, short_leaf
from yorisoi.editions import queries
from yorisoi.editions.short import CHILD_MODES, child_parts, language_of, short_of
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition, names
from yorisoi.policy.short import SPEECHES

AT = datetime(2026, 4, 1, 9, tzinfo=TOKYO)
ADDRESS = "https://yorisoi.example.jp/s/nishi/"
A4 = (595, 842)
MARK = re.compile(r"\{([^{}|]+)\|[^{}|]+\}")


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has checked the helplines: no database is asked."""
    monkeypatch.setattr(queries, "_CHECKS", SimpleNamespace(rows=lambda **_told: []))


def _school(name: str) -> Any:
    return SimpleNamespace(pk=1, slug="nishi", name="見本市立西小学校", edition=name)


def _sizes(made: bytes) -> list[tuple[int, int]]:
    with pypdfium2.PdfDocument(made) as opened:
        return [(round(page.get_width()), round(page.get_height())) for page in opened]


def _plain(said: object) -> str:
    return bare(strip_tags(str(said)).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&"))


@pytest.mark.requirement("B1", "P3")
@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("speech", SPEECHES)
@pytest.mark.parametrize("name", names())
def test_two_pages_under_every_edition(name: str, speech: str) -> None:
    rules = edition(name)
    with override(language_of(speech)):
        leaf = short_leaf(_school(name), speech, ADDRESS)
        made = leaf_pdf(leaf_of(leaf.content), AT)
        shown = short_of(rules, speech)
        helplines = [line.name for line in rules.helplines if line.phone]
    assert _sizes(made) == [A4, A4]
    paper = [bare(page) for page in pages(made)]
    if speech == "easy":  # the readings stand between the letters of the paper's text: the numbers are enough
        assert "がっこう" in paper[0]
    else:
        for heading, points in shown.parts:
            assert all(_plain(one) in paper[0] for one in (heading, *points)), heading
        for label, said in shown.when:
            assert _plain(label) in paper[1]
            assert _plain(said) in paper[1]
        assert all(bare(line) in paper[1] for line in helplines)
    for line in rules.helplines:
        assert not line.phone or line.phone in paper[1]
    assert ADDRESS in paper[1]
    assert "|" not in "".join(paper)


@pytest.mark.requirement("B1", "P3")
@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("mode", CHILD_MODES)
@pytest.mark.parametrize("name", names())
def test_one_page_for_children(name: str, mode: str) -> None:
    leaf = child_leaf(_school(name), mode, ADDRESS)
    made = leaf_pdf(leaf, AT)
    assert _sizes(made) == [A4]
    paper = bare(pages(made)[0])
    assert "0120-0-78310" in paper
    assert "{" not in paper
    if mode == "ruby":
        readings = {one.group() for block in leaf.blocks for one in MARK.finditer(str(block))}
        assert readings
    else:
        for heading, points in child_parts(edition(name), mode):
            assert all(_plain(one) in paper for one in (heading, *points)), heading
    if mode == "kana":
        assert not re.search(
            r"[\u4e00-\u9fff]", "".join(str(block) for block in leaf.blocks if block["is"] == "points")
        )


@pytest.mark.requirement("B1")
@pytest.mark.django_db
def test_everybody_fetches_it_with_the_schools_own_door(people: Any) -> None:
    answer = Client().get("/s/nishi/policy/short.pdf")
    assert "http://testserver/s/nishi/" in bare(pages(answer.content)[1])
    assert Client().get("/s/nishi/policy/short.pdf").content == answer.content
    fresh = Client().get("/s/nishi/policy/short.pdf", headers={"If-None-Match": answer["ETag"]})
    assert fresh.status_code == 304
    child = Client().get("/s/nishi/policy/child.pdf?as=ruby")
    assert "/s/nishi/child/" in bare(pages(child.content)[0])
