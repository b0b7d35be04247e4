"""The components escape what they are given, and say in words what they show in colour."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition_types import Clause
from yorisoi.policy.flow import Flow
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import RIGHTS
from yorisoi.ui.navigation import WAYS, ways

EVIL = '<script>alert("x")</script>'


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def clause(**over: str) -> Clause:
    given = {"section": "第2-3(2)②", "article": "法23条", "rule": "記録する。", "kind": "statute"} | over
    return Clause(key="a.b", **given)


def test_why_opens_the_clause_in_place() -> None:
    shown = render("{% why 'a.b' %}", edition=SimpleNamespace(clauses={"a.b": clause()}))
    assert "<details" in shown
    for part in ("第2-3(2)②", "法23条", "記録する。", "法律"):
        assert part in shown


def test_why_escapes_the_clause() -> None:
    edition = SimpleNamespace(clauses={"a.b": clause(rule=EVIL, section=EVIL, article=EVIL)})
    assert "<script" not in render("{% why 'a.b' %}", edition=edition)


def test_why_is_silent_without_a_clause() -> None:
    assert render("{% why 'nothing' %}", edition=SimpleNamespace(clauses={})).strip() == ""
    assert render("{% why 'nothing' %}").strip() == ""


@pytest.mark.parametrize(
    "source", ["{% person evil evil evil %}", "{% chip evil 'danger' %}", "{% ruby evil 'ruby' %}"]
)
def test_names_and_labels_are_escaped(source: str) -> None:
    shown = render(source, evil=EVIL)
    assert "<script" not in shown
    assert "&lt;script" in shown


def test_a_tone_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError):
        render("{% chip 'x' 'red' %}")


def test_a_clock_shows_words_and_the_exact_time() -> None:
    shown = render("{% clock due %}", due=timezone.now() - timedelta(days=2))
    assert "2日おくれ" in shown
    assert "<time datetime=" in shown
    assert render("{% clock due %}", due=None) == ""


def test_an_icon_name_cannot_leave_its_folder() -> None:
    assert render("{% icon name %}", name="../base") == ""


def test_the_flowchart_says_in_words_where_the_case_stands() -> None:
    shown = render(
        "{% flowchart flow done current clocks links %}",
        flow=CASE_FLOW,
        done=[CaseState.SUSPECTED],
        current=CaseState.FACT_FINDING,
        clocks={CaseState.SUSPECTED: EVIL},
        links={CaseState.SUSPECTED: "/there"},
    )
    assert "済んだところ: 疑い。 いまのところ: 事実確認。" in shown
    assert shown.count('href="/there"') == 3  # in the picture, and in the list for either width
    assert "<script" not in shown
    assert "style=" not in shown


@pytest.mark.parametrize("flow", [CASE_FLOW, REPORT_FLOW], ids=lambda flow: flow.name)
def test_every_state_of_a_flow_is_in_its_picture(flow: Flow) -> None:
    shown = render("{% flowchart flow %}", flow=flow)
    for state, label in flow.labels.items():
        assert (str(label) in shown) == (state not in flow.aside)


def test_a_right_opens_an_entry_and_a_missing_page_breaks_nothing() -> None:
    assert ways(frozenset(), "") == []
    for rights in RIGHTS.values():
        assert len(ways({str(right) for right in rights}, "")) <= len(WAYS)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("national", "国の基本方針による"), ("statute", "法律による"), ("school", "このソフトの初期値で")],
)
def test_why_says_that_the_policy_is_silent(kind: str, said: str) -> None:
    silent = clause(section="", article="法", rule="する。", kind=kind)
    shown = render("{% why 'a.b' %}", edition=SimpleNamespace(clauses={"a.b": silent}))
    assert f"学校の方針には書かれていません（{said}" in shown
    assert "（）" not in shown
    assert "<dd></dd>" not in shown


def test_the_flowchart_shows_who_handles_each_state_and_what_came_before() -> None:
    shown = render(
        "{% flowchart flow done current clocks links lead %}", flow=CASE_FLOW, done=[], current="suspected",
        lead=("受理", EVIL),
    )  # fmt: skip
    assert shown.count("学年主任者会") == 3  # above the box, and in the list for either width
    assert 'viewBox="-132 0' in shown
    assert "受理" in shown
    assert "<script" not in shown
    assert "flow-edge back" in shown
