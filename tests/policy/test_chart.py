"""The drawings' geometry, the charts of docs/policy/, and the commands that make them."""

from __future__ import annotations

import argparse
import json
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from yorisoi.cli import policy as commands
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.chart import charts, stale, write_charts
from yorisoi.policy.drawing import Box, draw, pairs
from yorisoi.policy.drawing_paths import Point
from yorisoi.policy.edition import FOLDER, edition
from yorisoi.policy.flow import Flow
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.svg import svg

ROOT = Path(__file__).parents[2]
by_flow = pytest.mark.parametrize("flow", [REPORT_FLOW, CASE_FLOW], ids=lambda flow: flow.name)


def crosses(box: Box, start: Point, end: Point) -> bool:
    """Say whether an upright or level stretch passes through the inside of a box."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box.x + box.w and right > box.x and top < box.y + box.h and bottom > box.y


@by_flow
def test_boxes_lie_apart_and_inside(flow: Flow) -> None:
    drawing = draw(flow)
    assert {box.state for box in drawing.boxes} == {str(state) for state in flow.states} - flow.aside
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.w <= drawing.width
        assert box.y >= 0
        assert box.y + box.h <= drawing.height
    for one, other in combinations(drawing.boxes, 2):
        assert not crosses(one, (other.x, other.y), (other.x + other.w, other.y + other.h))


@by_flow
def test_arrows_cross_no_box_and_stay_inside(flow: Flow) -> None:
    drawing = draw(flow)
    for arrow in drawing.arrows:
        for start, end in pairwise(arrow.points):
            assert start[0] == end[0] or start[1] == end[1]
            assert 0 <= end[0] <= drawing.width
            assert 0 <= end[1] <= drawing.height
            for box in drawing.boxes:
                assert not crosses(box, start, end), (arrow.source, arrow.target, box.state)


@by_flow
def test_arrows_begin_and_end_on_the_edges_of_their_boxes(flow: Flow) -> None:
    drawing = draw(flow)
    for arrow in drawing.arrows:
        for state, (x, y) in ((arrow.source, arrow.points[0]), (arrow.target, arrow.points[-1])):
            box = drawing.box(state)
            assert box.x <= x <= box.x + box.w
            assert box.y <= y <= box.y + box.h


@by_flow
def test_no_two_arrows_lie_on_one_another(flow: Flow) -> None:
    drawing = draw(flow)
    stretches = [(arrow.number, start, end) for arrow in drawing.arrows for start, end in pairwise(arrow.points)]
    for (one, a, b), (other, c, d) in combinations(stretches, 2):
        if one == other:
            continue
        for along, across in ((0, 1), (1, 0)):
            if a[across] == b[across] == c[across] == d[across]:
                low, high = (
                    max(min(a[along], b[along]), min(c[along], d[along])),
                    min(max(a[along], b[along]), max(c[along], d[along])),
                )
                assert low >= high, (one, other)


@by_flow
def test_one_arrow_for_each_pair_of_states_and_every_move_on_one(flow: Flow) -> None:
    drawing = draw(flow)
    assert [(arrow.source, arrow.target) for arrow in drawing.arrows] == list(pairs(flow))
    assert {name for arrow in drawing.arrows for name in arrow.moves} == {move.name for move in flow.moves}
    assert [arrow.number for arrow in drawing.arrows] == list(range(1, len(drawing.arrows) + 1))


@pytest.mark.requirement("R10")
def test_a_case_stands_where_it_stands() -> None:
    drawing = draw(
        CASE_FLOW, done=["suspected", "fact_finding"], current="recognised", notes={"suspected": "6月3日(水)"}
    )
    standing = {box.state: box.standing for box in drawing.boxes}
    assert standing["suspected"] == standing["fact_finding"] == "done"
    assert standing["recognised"] == "current"
    assert standing["resolved"] == "ahead"
    assert drawing.box("suspected").note == "6月3日(水)"
    assert {(arrow.source, arrow.target) for arrow in drawing.arrows if arrow.taken} == {
        ("suspected", "fact_finding"),
        ("fact_finding", "recognised"),
    }
    assert {arrow.target for arrow in drawing.arrows if arrow.ahead} == {"responding"}


def test_a_case_that_came_back_keeps_its_way() -> None:
    drawing = draw(CASE_FLOW, done=["judged", "resolved", "reconsidering"], current="responding")
    assert {(arrow.source, arrow.target) for arrow in drawing.arrows if arrow.taken} == {
        ("judged", "resolved"),
        ("resolved", "reconsidering"),
        ("reconsidering", "responding"),
    }


@by_flow
def test_the_picture_is_well_formed_and_holds_no_style_or_script(flow: Flow) -> None:
    text = svg(draw(flow))
    root = ElementTree.fromstring(text)
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert not tags & {"style", "script", "foreignObject"}
    assert "style=" not in text
    labels = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {str(label) for state, label in flow.labels.items() if state not in flow.aside} <= labels


@pytest.mark.requirement("B1")
def test_docs_policy_is_fresh() -> None:
    assert stale(ROOT / "docs" / "policy") == [], "run: yorisoi policy chart"


def test_charts_are_the_same_each_time_and_whole(tmp_path: Path) -> None:
    shown = edition("ito-nishi")
    first = charts(shown)
    assert first == charts(shown)
    assert set(first) == {
        "case_flow.md", "report_flow.md", "serious_flow.md", "case_flow.svg", "report_flow.svg", "serious_flow.svg",
        "plan_flow.md", "outreach_flow.md", "plan_flow.svg", "outreach_flow.svg",
        "duties.md", "roles.md", "bodies.md", "clauses.md",
    }  # fmt: skip
    for move in CASE_FLOW.moves:
        assert str(move.label) in first["case_flow.md"]
    for key in shown.clauses:
        assert f"`{key}`" in first["clauses.md"]
    assert "方針の表記は「法16条2項」" in first["clauses.md"]
    for text in first.values():
        assert all(len(set(map(columns, rows))) == 1 for rows in tables(text))


def tables(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("| "):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [rows for rows in found if rows]


def columns(row: str) -> int:
    return row.replace("\\|", "").count("|")


def test_stale_names_what_changed(tmp_path: Path) -> None:
    shown = edition("ito-nishi")
    written = write_charts(shown, tmp_path / "new" / "folder")
    assert len(written) == 14
    folder = written[0].parent
    assert stale(folder) == []
    (folder / "duties.md").write_text("old", encoding="utf-8")
    (folder / "bodies.md").unlink()
    assert stale(folder) == ["duties.md", "bodies.md"]


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parsers(parser.add_subparsers(required=True))
    args = parser.parse_args(["policy", *words])
    return int(args.func(args))


def test_the_chart_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("chart", "--check", "--out", str(tmp_path)) == 1
    assert "case_flow.md" in capsys.readouterr().out
    assert run("chart", "--out", str(tmp_path)) == 0
    assert run("chart", "--check", "--out", str(tmp_path)) == 0
    (tmp_path / "file").touch()
    assert run("chart", "--out", str(tmp_path / "file")) == 1
    assert "書けません" in capsys.readouterr().err


@pytest.mark.requirement("B1")
def test_the_lint_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint") == 0
    out = capsys.readouterr().out
    assert "three_months" in out
    assert out.strip().splitlines()[-1].startswith("要改正 0 件")
    assert run("lint", str(FOLDER / "mihon-nishi.toml"), "--json") == 0
    assert {"check", "severity", "article", "text", "suggestion"} == set(json.loads(capsys.readouterr().out)[0])
    weak = tmp_path / "weak.toml"
    weak.write_text('extends = "ito-nishi"\n[follow_up]\ndefault_months = 1\n', encoding="utf-8")
    assert run("lint", str(weak)) == 1
    assert "要改正 1 件" in capsys.readouterr().out
    weak.write_text('extends = "ito-nishi"\ncolour = 1\n', encoding="utf-8")
    assert run("lint", str(weak)) == 1
    assert "weak.toml の 2 行目、colour" in capsys.readouterr().err
    assert run("lint", str(weak), "--json") == 1
    assert json.loads(capsys.readouterr().out)["line"] == 2
    assert run("lint", "no-such-school") == 1
