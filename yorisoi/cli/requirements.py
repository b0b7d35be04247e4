"""`yorisoi requirements`: write docs/requirements.md from the ids and the tests that carry them.

A test carries an id by `@pytest.mark.requirement("R3")` on it, on its class, or as the module's `pytestmark`.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

from yorisoi.cli.requirement_ids import GROUPS, IDS

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "requirements.md"
HEAD = """<!-- Made by `yorisoi requirements` from the tests. Do not edit. -->
# What the policy asks, and the tests that show it

Place: where in the school's policy (法: the Act). A requirement without a test is not shown to hold yet.
"""


def _ids(node: ast.expr) -> Iterator[str]:
    """Yield the ids of `pytest.mark.requirement(...)`, alone or in a list."""
    if isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from _ids(item)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement":
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _marked(body: list[ast.stmt], above: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield (id, test name) of every test in a module or class body."""
    for node in body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
            above |= frozenset(_ids(node.value))
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = above.union(*(frozenset(_ids(decorator)) for decorator in node.decorator_list))
        if isinstance(node, ast.ClassDef):
            yield from _marked(node.body, own)
        elif node.name.startswith("test"):
            for key in sorted(own):
                yield key, node.name


def collect(tests: Path) -> dict[str, dict[str, list[str]]]:
    """Return for each id the test files that carry it, with the names of the tests."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for key, name in _marked(module.body, frozenset()):
            found.setdefault(key, {}).setdefault(path.relative_to(tests).as_posix(), []).append(name)
    return found


def render(found: dict[str, dict[str, list[str]]]) -> str:
    """Return the page."""
    shown = sum(key in found for key in IDS)
    parts = [HEAD, f"{shown} of {len(IDS)} have at least one test.\n"]
    for title, rows in GROUPS.items():
        parts += [f"## {title}\n", "| id | place | what it asks | tests |", "|---|---|---|---|"]
        for key, (place, text) in rows.items():
            files = ", ".join(
                f"[{name}](../tests/{name}) ({len(tests)})" for name, tests in sorted(found.get(key, {}).items())
            )
            parts.append(f"| {key} | {place} | {text} | {files or '**none yet**'} |")
        parts.append("")
    return "\n".join(parts)


def requirements_command(args: argparse.Namespace) -> int:
    """Write the page, or with `--check` compare it; exit code 1 for an unknown id or a stale page."""
    found = collect(ROOT / "tests")
    if unknown := sorted(set(found) - IDS):
        for key in unknown:
            print(f"{', '.join(found[key])}: no requirement has the id {key}")
        return 1
    page = render(found)
    if args.check:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == page:
            return 0
        print("docs/requirements.md does not agree with the tests; run: yorisoi requirements")
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(page, encoding="utf-8")
    return 0


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `yorisoi requirements`."""
    parser = commands.add_parser("requirements", help="docs/requirements.md を書く (from the ids that tests carry)")
    parser.add_argument("--check", action="store_true", help="比べるだけ (compare only)")
    parser.set_defaults(func=requirements_command)
