"""Gives a problem to the solver in a process of its own, and waits: no database, no lock of the interpreter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOLVER = Path(__file__).with_name("solver.py")
SECONDS = 8.5  # of the solver itself; what it has found by then is taken
PATIENCE = 20.0  # seconds until it is ended


@dataclass(frozen=True, slots=True)
class Dealt:
    """What became of it: made, infeasible, late; the group of each child, from 0; memory it took."""

    outcome: str
    groups: tuple[int, ...] = ()
    memory_mb: int = 0


def deal(
    kids: Sequence[tuple[int, int, str]],
    groups: int,
    apart: Sequence[tuple[int, int]],
    *,
    seed: int,
    seconds: float = SECONDS,
    wish: bool = False,
) -> Dealt:
    """Deal children (grade, class, sex) into so many groups. A solver that crashes or is too slow is `late`."""
    problem: dict[str, Any] = {
        "pupils": list(kids), "groups": groups, "apart": list(apart), "seed": seed, "seconds": seconds, "wish": wish,
    }  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 (our own command line)
        [sys.executable, "-I", str(SOLVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        cwd="/",
        start_new_session=True,
    )
    try:
        out, _errors = process.communicate(json.dumps(problem).encode(), timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Dealt("late")
    try:
        answer = json.loads(out)
        return Dealt(answer["outcome"], tuple(answer["groups"]), int(answer.get("memory_mb", 0)))
    except (ValueError, KeyError, TypeError):
        return Dealt("late")
