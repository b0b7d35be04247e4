"""Many hands at one moment lose no line; two who finalise at one moment fix the minutes once, and one is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import put_tables

PROGRAM = Path(__file__).with_name("hands_at_once.py")


@pytest.mark.requirement("O3")
def test_many_hands_and_two_chairs(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a database in a file, by threads of a program of its own."""
    put_tables(tmp_path_factory, tmp_path)
    around = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    around |= {"YORISOI_DATA": str(tmp_path), "YORISOI_DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], env=around, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["notes"] == [f"行{n}。" for n in range(8)]
    assert found["reason"] == [f"理由{n}。" for n in range(8)]
    assert found["relation"] in (["yes"], ["no"])
    assert found["answers"] == ["fixed", "told"]
    assert found["fixed"] == 1
    assert found["minutes"]
