"""A real server, a real browser, and people who sit before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Served, build_school
from tests.browser.stage import Actor, share_checks
from tests.template import once, put_tables

QUIET = ("gpu", "quic", "background-networking", "component-update", "sync")
FLAGS = ["--no-sandbox", "--no-first-run", *(f"--disable-{each}" for each in QUIET)]


def browser_path() -> str:
    """Return the browser's program, or fail with a clear sentence: a story that was not told proves nothing."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    named = os.environ.get("YORISOI_CHROMIUM") or found or "/usr/bin/chromium"
    if not os.access(named, os.X_OK):
        pytest.fail(
            f"The stories need a browser and there is none at {named}: "
            "install chromium, or name one in YORISOI_CHROMIUM.",
            pytrace=False,
        )
    return named


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the stories' school, to be copied."""

    def make(folder: Path) -> None:
        build_school(folder / "data", tables=lambda data: put_tables(tmp_path_factory, data))

    return once(tmp_path_factory, "stories", make) / "data"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Served]:
    """The school of the stories, served."""
    share_checks(once(tmp_path_factory, "axe", lambda _folder: None) / "good")
    served = Served(shutil.copytree(built, tmp_path_factory.mktemp("stories") / "data"))
    try:
        served.start()
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of stories.

    Not for the session: while Playwright runs, Django takes every other test of this process for asynchronous code.
    """
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Troupe:
    """Makes the people of one story: actor() is a visitor, actor("校長田 試", size="phone") has logged in."""

    def __init__(self, browser: Browser, url: str, story: str) -> None:
        self.browser, self.url, self.story = browser, url, story
        self.actors: list[Actor] = []

    def __call__(self, name: str = "", *, at: str = "", **how: Any) -> Actor:
        """Return a person in a browser of their own."""
        made = Actor(self.browser, at or self.url, story=self.story, **how)
        self.actors.append(made)
        if name:
            made.log_in(name)
        return made

    def problems(self) -> list[str]:
        """Return what went wrong unseen: errors of scripts, of the server, of the content security policy."""
        return [problem for each in self.actors for problem in each.problems]


@pytest.fixture
def actor(browser: Browser, server: Served, request: pytest.FixtureRequest) -> Iterator[Troupe]:
    """The people of this story."""
    troupe = Troupe(browser, server.url, request.node.name)
    yield troupe
    problems = troupe.problems()
    for each in troupe.actors:
        each.leave()
    assert problems == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show below a story that failed what each person saw last, and what the server said."""
    report = yield
    if report.failed and report.when == "call":
        given: dict[str, Any] = getattr(item, "funcargs", {})
        if isinstance(troupe := given.get("actor"), Troupe):
            for each in troupe.actors:
                report.sections.append((f"{each.name} at {each.page.url}", each.last_seen()))
        if isinstance(served := given.get("server"), Served):
            report.sections.append(("server log", served.said()[-4000:]))
    return report
