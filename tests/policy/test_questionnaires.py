"""Questionnaires as data: strict, explained, readable by the children they are for (E1)."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from yorisoi.policy.edition import edition, names
from yorisoi.policy.kanji import is_kanji
from yorisoi.policy.questionnaire import (
    CANNOT,
    CLOCKS,
    BadQuestionnaire,
    canonical,
    fingerprint,
    shipped,
    shipped_names,
    with_forms,
)
from yorisoi.policy.questionnaire_reader import read

FORMS = edition("mihon-nishi").forms
MARK = re.compile(r"\{[^{}|]+\|[^{}|]+\}")


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.requirement("E1")
def test_what_comes_with_the_program_is_sound(name: str) -> None:
    data = with_forms(shipped(name), FORMS)
    made = read(data)
    assert made.code == name
    assert all(item.options or item.kind in {"scale", "text"} for item in made.items)
    kinds = [item.kind for item in made.items]
    assert "withhold" in kinds
    assert any(rule.grave for rule in made.rules)
    for item in made.items:
        assert item.ask["en"]
        assert all(option.text["en"] for option in item.options)
        assert not any(MARK.search(item.short[key]) for key in item.short)


@pytest.mark.parametrize("name", [name for name in shipped_names() if name != "guardians"])
def test_every_kanji_that_a_child_meets_has_its_reading(name: str) -> None:
    made = read(with_forms(shipped(name), FORMS))
    texts = [made.title["ja"], made.lead["ja"], made.thanks["ja"], *(item.ask["ja"] for item in made.items)]
    texts += [option.text["ja"] for item in made.items for option in item.options]
    bare = [text for text in texts if any(is_kanji(char) for char in MARK.sub("", text))]
    assert bare == []


@pytest.mark.parametrize("name", shipped_names())
def test_every_question_about_bullying_takes_cannot_say_as_an_alarm(name: str) -> None:
    made = read(with_forms(shipped(name), FORMS))
    alarming = {one.item for rule in made.rules for one in (*rule.all, *rule.any) if CANNOT in one.any}
    assert alarming & {"hurt", "worry"}


@pytest.mark.parametrize("name", names())
def test_the_clocks_and_clauses_stand_in_every_edition(name: str) -> None:
    own = edition(name)
    for clock in CLOCKS:
        assert own.clock(clock).cite == "detection.survey_reading"
    for made in (read(with_forms(shipped(one), own.forms)) for one in shipped_names()):
        assert all(rule.cite in own.clauses for rule in made.rules)
    assert own.clock("survey_grave").kind == "same_day"


def test_the_fingerprint_is_of_the_content_alone() -> None:
    data = shipped("lower")
    again = dict(reversed(list(data.items())))
    assert fingerprint(data) == fingerprint(again)
    assert canonical(data) == canonical(again)
    assert fingerprint({**data, "version": data["version"] + 1}) != fingerprint(data)


def _change(path: str, value: Any) -> dict[str, Any]:
    data: Any = deepcopy(shipped("lower"))
    at = data
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    at[last] = value
    return data  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("extra", 1, "extra"),
        ("version", 0, "version"),
        ("grades", [], "grades"),
        ("mode", "big", "mode"),
        ("audience", "press", "audience"),
        ("items", [], "items"),
        ("items.0.kind", "essay", "items[0].kind"),
        ("items.0.options", [], "items[0].options"),
        ("items.0.options.0.code", "cannot_say", "items[0].options[0]"),
        ("items.0.options.1.code", "very", "items[0].options"),
        ("items.1.code", "school_fun", "items"),
        ("items.0.ask", {"ja": " "}, "items[0].ask"),
        ("items.5.options.0.code", "friend", "items[5].options"),
        ("rules.0.all", [], "rules[0]"),
        ("rules.0.clock", "someday", "rules[0].clock"),
        ("rules.0.cite", "nowhere", "rules[0].cite"),
        ("rules.0.all.0.item", "nothing", "rules[0].all[0].item"),
        ("rules.0.all.0.any", ["often"], "rules[0].all[0].any"),
        ("rules.0.all.0.least", 2.5, "rules[0].all[0].least"),
        ("rules.5.all.0", {"item": "hurt"}, "rules[5].all[0]"),
    ],
)
def test_each_fault_is_refused_with_its_place(path: str, value: Any, where: str) -> None:
    with pytest.raises(BadQuestionnaire) as refused:
        read(_change(path, value))
    assert refused.value.where == where
    assert refused.value.message
