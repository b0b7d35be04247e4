"""Decisions have a number each, without gaps, and stand in their list under the title that they have."""

from __future__ import annotations

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_has_its_number_and_stands_in_the_list() -> None:
    files = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    titles = [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for path in files]
    assert [title[:4] for title in titles] == [path.name[:4] for path in files]
    listed = [line for line in (DECISIONS / "README.md").read_text(encoding="utf-8").splitlines() if line[:4] == "* [0"]
    assert listed == [f"* [{title}]({path.name})" for title, path in zip(titles, files, strict=True)]
