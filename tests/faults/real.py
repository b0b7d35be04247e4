"""A real server on a school of its own, on either database, that can be ended as a power cut ends it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.browser.serving import ROOT, family, free_port
from yorisoi.cli.bench_clients import Browser
from yorisoi.cli.bench_reports import PATH, environment, postgres, rows

NUMBER = re.compile(rb'<b class="nowrap">(\d{4}-\d+)</b>')


class Real:
    """`yorisoi serve` on the school of the benchmark: 24 adults, 300 children, 12 classes."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.url = data, url
        self.environ = {**environment(data, url), "PYTHONPATH": str(ROOT)}
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when the form is there."""
        words = [sys.executable, "-m", "yorisoi", "serve", "--empty", "--port", str(self.port)]
        with (self.data.parent / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*words, "--data", str(self.data)], cwd=ROOT, env=self.environ, stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError):
                if self.browser().get(PATH)[0] == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.data.parent / "serve.log").read_text(errors="replace"))

    def pids(self) -> list[int]:
        """Return the server and all that it started."""
        return family(self._process.pid) if self._process is not None else []

    def kill(self) -> None:
        """End everything at once, with no word to anybody."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        if self._process is not None:
            self._process.wait()
        self._process = None

    def browser(self) -> Browser:
        """Return a connection to it."""
        return Browser(self.port)

    def reports(self) -> int:
        """Count the reports in the database, past the program."""
        return rows(self.data, self.url)


def number_on(page: bytes) -> str:
    """Return the number of the receipt, or "" where the page is none."""
    found = NUMBER.search(page)
    return found[1].decode() if found else ""


@contextmanager
def serving(
    folder: Path, database: str, *, tables: Callable[[Path], None], made: tuple[str, ...] = ("one-school",)
) -> Iterator[Real | None]:
    """Give a server that has started; None where there is no such database on this machine.

    tables: puts the SQLite database into the data folder. made: the command of `bench` that makes what is in it.
    """
    if database == "sqlite":
        yield from _on(folder, "", tables, made)
        return
    with postgres() as url:
        if url:
            yield from _on(folder, url, lambda _data: None, made)
        else:
            yield None


def _on(folder: Path, url: str, tables: Callable[[Path], None], words: tuple[str, ...]) -> Iterator[Real]:
    data = folder / "data"
    data.mkdir(mode=0o700)
    tables(data)
    real = Real(data, url)
    made = subprocess.run(
        [sys.executable, "-m", "yorisoi", "bench", *words], cwd=ROOT, env=real.environ, capture_output=True
    )
    if made.returncode:
        raise RuntimeError(made.stderr.decode(errors="replace"))
    real.start()
    try:
        yield real
    finally:
        real.kill()
        shutil.rmtree(data, ignore_errors=True)
