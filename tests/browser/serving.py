"""A real server in a process of its own, as `yorisoi serve` starts it, on a data folder of its own."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds until the first page is there


# Below the ports that the system gives to those who connect (32768 and up on Linux): a client that knocks again and
# again at a port of that range while nobody listens ends up connected to itself, and the server finds its port taken.
PORTS = range(15_000, 32_000)


def free_port() -> int:
    """Return a port that nobody listens on and that no client is given by chance."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return an environment in which only this data folder is set."""
    ours = {
        key: value for key, value in os.environ.items() if not key.startswith(("YORISOI_", "DATABASE_URL", "PYTEST"))
    }
    return {**ours, "YORISOI_DATA": str(data), "PYTHONPATH": str(ROOT), **more}


class Served:
    """A running server. `log` holds all that it said; `url` is its address without a slash at the end."""

    def __init__(self, data: Path, *, empty: bool = False) -> None:
        self.data, self.empty = data, empty
        self.log = data.parent / f"{data.name}.log"
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 0) -> None:
        """Start (at this port, or any that is free), and return when the first page answers.

        Raises RuntimeError with the log if it does not.
        """
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        words = [sys.executable, "-m", "yorisoi", "serve", "--port", str(port), "--data", str(self.data)]
        if self.empty:
            words.append("--empty")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(words, cwd=ROOT, env=environment(self.data), stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(self.url, timeout=5):
                if "Ctrl-C" in self.said():
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def said(self) -> str:
        """Return the log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(20)
        self.kill()

    def kill(self) -> None:
        """End it and all that it started by SIGKILL, as a power cut does."""
        if self._process is None:
            return
        for number in reversed(family(self._process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self._process.wait()
        self._process = None


def family(pid: int) -> list[int]:
    """Return a process and everything that descends from it, ancestors first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def build_school(data: Path, *, tables: Callable[[Path], None]) -> None:
    """Put the school of the stories into a fresh data folder, in which `tables` has put the database."""
    data.mkdir(mode=0o700)
    tables(data)
    (data / "kind").write_text("demo\n", encoding="ascii")
    words = [sys.executable, str(Path(__file__).with_name("build_school.py"))]
    built = subprocess.run(words, cwd=ROOT, env=environment(data, YORISOI_DEMO="1"), capture_output=True, text=True)
    if built.returncode:
        raise RuntimeError(f"the school could not be built:\n{built.stdout}{built.stderr}")
