"""A real server, a real browser, and people who sit before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Served, build_school
from tests.browser.stage import Actor

QUIET = ("gpu", "quic", "background-networking", "component-update", "sync")
FLAGS = ["--no-sandbox", "--no-first-run", *(f"--disable-{each}" for each in QUIET)]


def browser_path() -> str:
    """Return the browser's program, or fail with a clear sentence: a story that was not told proves nothing."""
    named = os.environ.get("YORISOI_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not os.access(named, os.X_OK):
        pytest.fail(
            f"The stories need a browser and there is none at {named}: "
            "install chromium, or name one in YORISOI_CHROMIUM.",
            pytrace=False,
        )
    return named


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The school of the stories, served."""
    served = Served(tmp_path_factory.mktemp("stories") / "data")
    build_school(served.data)
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


@pytest.fixture
def actor(browser: Browser, server: Served, request: pytest.FixtureRequest) -> Iterator[Callable[..., Actor]]:
    """Return a maker: actor() is a visitor, actor("校長田 試", size="phone") a person who has logged in."""
    actors: list[Actor] = []

    def make(name: str = "", *, at: str = "", **how: Any) -> Actor:
        made = Actor(browser, at or server.url, story=request.node.name, **how)
        actors.append(made)
        if name:
            made.log_in(name)
        return made

    yield make
    problems = [problem for each in actors for problem in each.problems]
    for each in actors:
        each.leave()
    assert problems == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the server said, below a story that failed."""
    report = yield
    served = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(served, Served):
        report.sections.append(("server log", served.said()[-4000:]))
    return report
