"""The web server as a child process, and the tick as a thread beside it."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Self

log = logging.getLogger("yorisoi.serve")
EVERY = 60.0  # seconds between two ticks
COUNTED = 60  # ticks until the database counts its tables again
PATIENCE = 10.0  # seconds that a stopping server gets for the requests under way


def _die_with_parent() -> None:
    """Ask Linux to end this child when its parent is gone (even by SIGKILL)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Server:
    """Granian in a session of its own: Ctrl-C reaches only us, and we end it in order.

    threads: how many requests a worker answers at once; how many it waits for is another matter (`config.patience`).
    """

    def __init__(self, *, host: str, port: int, threads: int, workers: int = 2) -> None:
        self.host, self.port = host, port
        self.stopping = False
        self._child: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-P", "-m", "granian", "--interface", "asginl"]
        self._command += ["--host", host, "--port", str(port), "--workers", str(workers)]
        self._command += ["--no-ws", "--no-access-log", "--log-level", "warning"]
        self._command += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "yorisoi.config.asgi:application"]
        self._threads = threads

    def start(self) -> None:
        """Start the child."""
        self._child = subprocess.Popen(  # noqa: S603 (our own command line)
            self._command,
            env={**os.environ, "YORISOI_THREADS": str(self._threads)},
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def answers(self, within: float = 60.0) -> bool:
        """Wait until the server takes connections; False if it ended, was stopped, or took too long."""
        target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        until = time.monotonic() + within
        while time.monotonic() < until and not self.stopping and self._alive():
            try:
                with socket.create_connection((target, self.port), timeout=1):
                    return True
            except OSError:
                time.sleep(0.1)
        return False

    def wait(self) -> int | None:
        """Wait until `stop` is called or the child ends; return the child's code, if it ended."""
        while not self.stopping and self._alive():
            time.sleep(0.2)
        return self._child.poll() if self._child else None

    def stop(self) -> None:
        """Ask for the end (safe in a signal handler)."""
        self.stopping = True

    def end(self) -> None:
        """End the child and all that it started; return when none is left."""
        if self._child is None:
            return
        if self._alive():
            self._child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def _alive(self) -> bool:
        return self._child is not None and self._child.poll() is None


class Ticking:
    """Calls `tick()` every minute while the server runs, `learn_sizes()` every hour.

    A failure is logged and tried again.
    """

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tick", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        from django.db import connections

        turn = 0
        while not self._over.is_set():
            try:
                from yorisoi.cli.tick import tick
                from yorisoi.journal.sizes import learn_sizes

                tick()
                if turn % COUNTED == 0:
                    learn_sizes()
            except Exception:
                log.exception("tick failed; it is tried again in %d seconds", EVERY)
            finally:
                connections.close_all()
            turn += 1
            self._over.wait(EVERY)
