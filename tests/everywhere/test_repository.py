"""The repository checks itself: what may be committed, what must be fresh, and what every file must have."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from yorisoi.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "data", "node_modules", "__pycache__", "build", "shots", ".hypothesis"}
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".mo", ".xlsx"}


def repository_files() -> list[Path]:
    """Return every file that is or would be committed."""
    if (ROOT / ".git").exists():
        names = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-coz", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return sorted(ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file())
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        found += [Path(folder) / name for name in names if not name.endswith((".mo", ".pyc"))]
    return sorted(found)


FILES = repository_files()
PYTHON = [path for path in FILES if path.suffix == ".py"]
TEMPLATES = [path for path in FILES if path.suffix == ".html"]
TEXTS = [path for path in FILES if path.suffix not in BINARY]


def shown(paths: list[Path]) -> list[str]:
    """Return paths as people write them."""
    return [path.relative_to(ROOT).as_posix() for path in paths]


def text(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")


def test_no_third_party_asset_is_committed() -> None:
    """Packages bring their own; fonts, minified scripts and style sheets of others stay out."""
    suffixes = (".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".otf", ".map", ".whl", ".jar", ".dll", ".so", ".zip")
    names = re.compile(r"(htmx|axe|chart|alpine|bootstrap|tailwind|jquery)[.\w-]*\.(js|css)$")
    assert shown([p for p in FILES if p.name.endswith(suffixes) or names.search(p.name)]) == []


def test_no_secret_nor_database_is_committed() -> None:
    assert shown([p for p in FILES if p.suffix in {".key", ".pem", ".sqlite3", ".db"} or p.name == ".env"]) == []


def test_no_module_passes_300_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in PYTHON
        if path.is_relative_to(ROOT / "yorisoi")
        and "migrations" not in path.parts
        and (count := len(text(path).splitlines())) > 300
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in PYTHON
        if "migrations" not in path.parts and text(path).strip() and not ast.get_docstring(ast.parse(text(path)))
    ]
    assert shown(silent) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_addresses(name: str) -> None:
    lock = text(ROOT / name)
    assert not re.search(r"https?:|file:|^\s*--?(i|index-url|extra-index-url|find-links)\b", lock, re.MULTILINE)
    blocks = re.findall(r"^[\w.-]+==\S+.*?(?=^[\w.-]+==|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_both_locks_agree() -> None:
    """./run and ./test share one virtual environment: what both install must be the same."""
    pins = {
        name: set(re.findall(r"^[\w.-]+==[^\s;\\]+", text(ROOT / name), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert pins["requirements.lock"] - pins["requirements-dev.lock"] == set()


def test_no_registry_address_and_no_machine_path() -> None:
    """A lock file of another tool, an address of a package registry, or a path of one machine has no place here."""
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    paths = [rf"(?<![\w.~])/{top}/\w" for top in ("work", "root", "Users")]
    wrong = re.compile("|".join([re.escape(host) for host in hosts] + paths))
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in TEXTS for match in wrong.finditer(text(path))]
    assert found == []
    assert shown([p for p in FILES if p.name in {"uv.lock", "poetry.lock", "package-lock.json", "yarn.lock"}]) == []


def test_templates_have_no_inline_style_script_or_handler() -> None:
    """The content security policy allows none of them."""
    wrong = re.compile(
        r"<style\b|<script\b(?![^>]*\bsrc=)|<[a-z][^>]*\s(?:style|on[a-z]+|hx-on[:\w-]*)\s*=|\bhref=.javascript:",
        re.IGNORECASE,
    )
    found = []
    for path in TEMPLATES:
        html = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", text(path))
        found += [f"{path.relative_to(ROOT)}: {m[0][:80]}" for m in wrong.finditer(html)]
    assert found == []


def test_templates_load_nothing_from_elsewhere() -> None:
    wrong = re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    )
    assert shown([path for path in TEMPLATES if wrong.search(text(path))]) == []


def test_the_policy_knows_no_database_and_no_request() -> None:
    """`policy/` takes from Django the marking of texts for translation, and nothing else."""
    wrong = []
    for path in PYTHON:
        if not path.is_relative_to(ROOT / "yorisoi" / "policy"):
            continue
        for node in ast.walk(ast.parse(text(path))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [
                f"{path.name}: {name}"
                for name in names
                if name.startswith("django") and not name.startswith("django.utils")
            ]
    assert wrong == []


@pytest.mark.parametrize("name", ["run", "test", ".ci/run"])
def test_commands_are_executable(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("words", [["policy", "chart", "--check"], ["requirements", "--check"]], ids=" ".join)
def test_generated_pages_are_fresh(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(words)
    assert code == 0, capsys.readouterr()


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
