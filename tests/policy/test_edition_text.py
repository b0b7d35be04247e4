"""An edition as a text, as a form, beside another one: nothing is lost on the way there and back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yorisoi.policy import stored
from yorisoi.policy.cited import cited, clocks_used
from yorisoi.policy.edition import BadEdition, edition, load_text, names, whole
from yorisoi.policy.edition_base import completed
from yorisoi.policy.edition_compare import CHANGED, GONE, MOVED, NEW, compare
from yorisoi.policy.edition_form import (
    CHOICE,
    FLAG,
    ORDERED,
    ROWS,
    SEVERAL,
    TABLE,
    Node,
    changed_rows,
    node_of,
    rebuilt,
)
from yorisoi.policy.edition_parts import (
    CHAPTERS,
    CLOCK_KIND_LABELS,
    CONDITION_LABELS,
    FIELDS_OF,
    PART_LABELS,
    QUORUM_LABELS,
    chapter_of,
    entry_label,
)
from yorisoi.policy.edition_text import LARGEST, lost_codes, seen, too_long, written
from yorisoi.policy.edition_types import CLOCK_KINDS, CONDITIONS, QUORUMS
from yorisoi.policy.roles import Post

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)
POSTS = st.lists(st.sampled_from([str(post) for post in Post]), min_size=2, max_size=5, unique=True)


@st.composite
def editions(draw: st.DrawFn) -> dict[str, Any]:
    """Return what an edition might say: a shipped one with other words, people, figures and lines."""
    data = deepcopy(whole(draw(st.sampled_from(["mihon-nishi", "mihon-minami", "mihon-chu"]))))
    data["version"] = draw(WORDS)
    members = draw(POSTS)
    data["bodies"]["grade_heads"] |= {"members": members, "chair": members[:1], "label": draw(WORDS)}
    data["bodies"]["grade_heads"]["quorum"] = draw(st.sampled_from([*QUORUMS, 2, 7]))
    data["clocks"]["handover"] |= {"kind": "school_days", "amount": draw(st.integers(1, 30)), "note": draw(WORDS)}
    data["clauses"]["helplines"]["rule"] = draw(WORDS)
    data["helplines"] = draw(st.permutations(data["helplines"]))
    data["interview"]["prompts"] = draw(st.lists(WORDS, max_size=3, unique=True))
    data["absence"]["in_a_row"] = sorted(draw(st.sets(st.integers(1, 300), max_size=3)))
    return data


def posted(node: Node) -> list[tuple[str, list[str]]]:
    """Return what a browser sends of this part when nobody has touched it."""
    if node.kind in {TABLE, ROWS}:
        return [(node.name, [""]), *(one for child in node.children for one in posted(child))]
    if node.kind == FLAG:
        return [(node.name, ["0", *(["1"] if node.value else [])])]
    if node.kind == ORDERED:
        return [(node.name, ["", *node.slots])]
    if node.kind in {SEVERAL, CHOICE}:
        chosen = [value for value, _label, on in node.choices if on]
        return [(node.name, ["", *chosen] if node.kind == SEVERAL else chosen)]
    return [(node.name, [str(node.value).replace("\n", "\r\n")])]


def through_the_form(data: dict[str, Any]) -> dict[str, Any]:
    """Return the edition after every part of it was opened in the editor and saved as it was."""
    made = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
    for key, value in data.items():
        if isinstance(value, dict | list):
            made[key] = rebuilt(posted(node_of(value, (key,), (False,))))[key]
    return made


@pytest.mark.requirement("B1")
@settings(max_examples=15, deadline=None)
@given(editions())
def test_an_edition_saved_and_loaded_is_the_same(data: dict[str, Any]) -> None:
    text = written(data)
    assert whole_of(text) == data
    assert load_text("draft", text) == load_text("draft", written(whole_of(text)))
    assert compare(data, whole_of(text)) == ()


def whole_of(text: str) -> dict[str, Any]:
    """Return all that a text says."""
    from yorisoi.policy.edition import whole_text

    return whole_text("draft", text)


@pytest.mark.parametrize("name", names())
def test_what_ships_is_the_same_as_a_text_and_through_the_form(name: str) -> None:
    data = whole(name)
    assert load_text(name, written(data)) == edition(name)
    assert load_text(name, written(through_the_form(data))) == edition(name)
    assert compare(data, through_the_form(data)) == ()


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(WORDS.map(lambda w: "k" + w.encode().hex()[:8]), st.one_of(
    st.integers(-5, 5), st.booleans(), WORDS, st.dates(), st.lists(st.integers(0, 9)), st.lists(WORDS.map(str.strip)),
    st.lists(st.fixed_dictionaries({"code": WORDS.map(str.strip), "on": st.dates()}), min_size=1),
)))  # fmt: skip
def test_a_part_that_nobody_has_described_goes_through_the_form_as_well(part: dict[str, Any]) -> None:
    made = rebuilt(posted(node_of(part, ("later",), (False,))))["later"]
    assert {key: value for key, value in made.items() if value != []} == {
        key: _as_typed(value) for key, value in part.items() if value != []
    }


def _as_typed(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip().replace("\r", "\n")
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [line.strip() for one in value for line in one.split("\n") if line.strip()]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{**row, "code": row["code"]} for row in value]
    return value


def test_what_cannot_be_stays_as_it_was_typed_and_is_refused() -> None:
    tree = rebuilt([("d:/clocks", [""]), ("d:/clocks/memo", [""]), ("n:/clocks/memo/amount", ["三つ"])])
    assert tree == {"clocks": {"memo": {"amount": "三つ"}}}
    data = whole("mihon-nishi")
    data["clocks"]["memo"] |= {"kind": "hours", "amount": "三つ"}
    with pytest.raises(BadEdition) as refusal:
        load_text("draft", written(data))
    assert refusal.value.key == "clocks.memo.amount"
    assert refusal.value.line


@pytest.mark.parametrize(
    ("name", "value"),
    [("t:/", "x"), (":/a", "x"), ("t:/a/b/c", "x"), ("r:/a", ""), ("j:/a", "["), ("i:/a", "1、x"), ("x:/a//b", "\x00")],
)
def test_whatever_is_posted_makes_some_data(name: str, value: str) -> None:
    assert isinstance(rebuilt([("t:/a", ["1"]), (name, [value]), ("d:/a", [""])]), dict)


def test_entries_are_added_taken_out_and_moved() -> None:
    tree: dict[str, Any] = {"helplines": [{"name": "一"}, {"name": "二"}]}
    assert changed_rows(tree, ("helplines", "1"), "up") == "helplines-0"
    assert changed_rows(tree, ("helplines",), "add") == "helplines-2"
    changed_rows(tree, ("helplines", "1"), "remove")
    assert tree == {"helplines": [{"name": "二"}, {}]}
    with pytest.raises(KeyError):
        changed_rows({"a": {"b": {}}}, ("a", "b", "c"), "remove")


@pytest.mark.requirement("B1")
def test_two_editions_are_compared_in_words() -> None:
    before = whole("mihon-nishi")
    after = deepcopy(before)
    after["clocks"]["board"] |= {"kind": "hours", "amount": 24}
    after["bodies"]["committee"]["members"].remove("nurse")
    after["clauses"]["response.memo"]["rule"] = "べつのことば。"
    after["clauses"]["response.new"] = {"section": "第9", "rule": "新しいきまり。", "kind": "school"}
    del after["clauses"]["response.urgent"]
    after["forms"] = after["forms"][::-1]
    found = {(one.part, one.key or one.entry, one.kind): one for one in compare(before, after)}
    clock = found["clocks", "board", CHANGED].lines[0]
    assert (clock.before, clock.after) == ("1授業日以内", "24時間以内")
    members = found["bodies", "committee", CHANGED].lines[0]
    assert "養護教諭" in members.before
    assert "養護教諭" not in members.after
    assert found["clauses", "response.memo", CHANGED].lines[0].after == "べつのことば。"
    assert ("clauses", "response.new", NEW) in found
    assert ("clauses", "response.urgent", GONE) in found
    assert any(kind == MOVED for _part, _key, kind in found)
    assert {(one.part, one.kind) for one in compare(after, before)} >= {("clauses", NEW), ("clauses", GONE)}


def test_codes_that_stand_in_records_are_missed() -> None:
    before = whole("mihon-nishi")
    after = deepcopy(before)
    after["forms"].pop()
    after["care"]["slots"][0]["code"] = "dawn"
    assert lost_codes(before, after) == ["forms.other", "care.slots.morning"]
    assert lost_codes(before, before) == []


def test_an_adopted_edition_goes_on_under_a_later_version_of_the_software(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the software needs since is filled in as its own; what it no longer knows is passed over."""
    data = whole("mihon-minami")
    text = written({**data, "forgotten": {"by": "the software"}})
    del data["clauses"]["response.talk"], data["clocks"]["message"], data["interview"]
    kept = completed(data, whole("ito-nishi"))
    assert kept["clauses"]["response.talk"]["in_policy"] is False
    assert "section" not in kept["clauses"]["response.talk"]
    assert cited() <= set(kept["clauses"])
    assert clocks_used() <= set(kept["clocks"])
    assert kept["clauses"]["response.memo"] == data["clauses"]["response.memo"]
    with pytest.raises(BadEdition, match="知らない項目"):
        load_text("draft", text)
    name = stored.name_of(text)
    monkeypatch.setattr(stored, "_FINDERS", [])
    stored.keep_in({name: text}.get)
    assert edition(name).title == "見本市立南小学校いじめ防止基本方針"
    assert edition(name) is edition(name)


def test_names_by_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_FINDERS", [])
    assert stored.name_of("a") == stored.name_of("a") != stored.name_of("b")
    assert stored.is_stored(stored.name_of("a"))
    assert len(stored.name_of("a")) <= 40
    assert not any(stored.is_stored(name) for name in names())
    assert stored.times_of(None) is None
    with pytest.raises(BadEdition):
        edition("e-" + "0" * 32)


def test_the_editor_has_words_for_everything() -> None:
    assert set(CLOCK_KIND_LABELS) == set(CLOCK_KINDS)
    assert set(QUORUM_LABELS) == set(QUORUMS)
    assert set(CONDITION_LABELS) == set(CONDITIONS)
    tables = {key for key, value in whole("ito-nishi").items() if isinstance(value, dict | list)}
    assert tables <= set(PART_LABELS)
    assert [clock for clock in whole("ito-nishi")["clocks"] if entry_label("clocks", clock) == clock] == []
    assert all(one.key for fields in FIELDS_OF.values() for one in fields)


@pytest.mark.parametrize("text", ["v = " + "9" * 5000, "v = " + "[" * 3000, "v = [1", "\x01"])
def test_no_text_breaks_the_reading(text: str) -> None:
    with pytest.raises(BadEdition):
        whole_of(text)
    assert rebuilt([("j:/a", [text.removeprefix("v = ")]), ("t:/" + "/".join("x" * 900), ["deep"])])


def test_no_text_is_endless() -> None:
    with pytest.raises(BadEdition, match="長すぎます"):
        too_long("x" * (LARGEST + 1))
    assert seen({"a": 1}) != seen({"a": 2})


@pytest.mark.parametrize("name", names())
def test_nothing_is_called_by_its_code(name: str) -> None:
    """Every value, list and chapter of a shipped edition has a name that people read; known codes are chosen."""
    data = whole(name)
    assert {chapter_of(key) for key in data["clauses"]} <= set(CHAPTERS)
    assert set(data["clocks"]) <= {key for key in data["clocks"] if entry_label("clocks", key) != key}

    def unnamed(node: Node) -> list[str]:
        own = [] if str(node.label) != node.path[-1] or node.path[-1].isdecimal() else [node.key]
        return own + [key for child in node.children for key in unnamed(child)]

    for part in set(data) & set(PART_LABELS) - {"clauses"}:
        node = node_of(data[part], (part,), (False,), PART_LABELS[part], [])
        assert not [key for child in node.children for key in unnamed(child)], part
    bodies = node_of(data["bodies"], ("bodies",), (False,), "")
    chair = next(one for one in bodies.children[0].children if one.path[-1] == "chair")
    assert (chair.kind, chair.slots[0], {key: str(label) for key, label, _on in chair.choices}["principal"]) == (
        ORDERED, "principal", "校長",
    )  # fmt: skip
