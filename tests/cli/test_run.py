"""./run and `yorisoi serve` as a person meets them: real processes, one clear sentence for each fault."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("python3", "python3.11", "python3.12", "python3.13")
TOO_OLD = "exit 1\n"
NO_VENV = 'case "$*" in *"import venv"*) exit 1;; *print*) echo 3.12;; esac\nexit 0\n'


@pytest.fixture
def tree() -> Iterator[Path]:
    """A copy of what ./run needs, in a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="yorisoi-run-"))
    folder.chmod(0o755)
    for name in ("run", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    yield folder
    shutil.rmtree(folder)


def script(path: Path, body: str) -> None:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + body, encoding="utf-8")
    path.chmod(0o755)


def run(tree: Path, *words: str, python: str, user: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run ./run where every Python on PATH is this shell script (and there is no uv)."""
    for name in PYTHONS:
        script(tree / "bin" / name, python)
    return subprocess.run(
        ["/bin/sh", str(tree / "run"), *words],
        env={"PATH": f"{tree / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        user=user,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The process failed with one line on stderr that holds these words, and no traceback."""
    assert done.returncode not in {0, 2}, done
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


def test_a_too_old_python_gets_one_sentence(tree: Path) -> None:
    one_sentence(run(tree, python=TOO_OLD), "Python 3.11 以上が必要", "Python 3.11 or later is needed")
    assert not (tree / ".venv").exists()


def test_a_missing_venv_module_gets_one_sentence_that_names_the_package(tree: Path) -> None:
    one_sentence(run(tree, python=NO_VENV), "venv がありません", "apt install python3.12-venv")


def test_a_tree_that_cannot_be_written_gets_one_sentence(tree: Path) -> None:
    root = os.getuid() == 0
    for name in PYTHONS:
        script(tree / "bin" / name, "exit 0\n")
    if not root:
        tree.chmod(0o555)
    python = 'case "$*" in *venv*) exit 0;; esac\nexit 0\n'
    try:
        if root:
            done = run(tree, python=python, user="nobody")
        else:
            done = subprocess.run(
                ["/bin/sh", str(tree / "run")],
                env={"PATH": f"{tree / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8"},
                capture_output=True,
                text=True,
                check=False,
            )
        one_sentence(done, "書き込めない", "is not writable")
    finally:
        tree.chmod(0o755)


def test_help_needs_no_set_up(tree: Path) -> None:
    done = run(tree, "--help", python=TOO_OLD)
    assert done.returncode == 0
    assert "--empty" in done.stdout


def test_once_set_up_run_hands_over_without_looking_for_anything(tree: Path) -> None:
    """The copy of the lock in .venv says that all is installed: no Python on PATH, no network."""
    script(tree / ".venv" / "bin" / "python", '[ "$1" = -c ] && exit 0\necho "handed over: $*"\n')
    shutil.copy(tree / "requirements.lock", tree / ".venv" / "installed-requirements.lock")
    done = run(tree, "--port", "8123", "--empty", python=TOO_OLD)
    assert done.returncode == 0, done
    assert done.stdout.strip() == "handed over: -P -m yorisoi serve --port 8123 --empty"


# -- yorisoi serve ---------------------------------------------------------------------------------


def environment(**more: str) -> dict[str, str]:
    """The environment of a person who has set nothing."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("YORISOI_", "DJANGO_")) and k != "DATABASE_URL"}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def serve(*words: str) -> subprocess.Popen[str]:
    """Start `yorisoi serve`."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "yorisoi", "serve", *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for the end of a process."""
    out, err = process.communicate(timeout=90)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        done = finished(serve("--port", number, "--data", str(tmp_path / "data")))
    one_sentence(done, f"ポート {number}", f"Port {number} is taken")
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_written_gets_one_sentence(tmp_path: Path, port: int) -> None:
    if os.getuid() == 0:  # root may write everywhere, but not below a file
        (tmp_path / "file").touch()
        folder = tmp_path / "file" / "data"
    else:
        tmp_path.chmod(0o555)
        folder = tmp_path / "data"
    try:
        done = finished(serve("--port", str(port), "--data", str(folder)))
    finally:
        tmp_path.chmod(0o755)
    one_sentence(done, "書き込めません", "cannot be written to")


@pytest.mark.parametrize(
    ("holds", "words", "said"), [("school", [], "holds a real school"), ("demo", ["--empty"], "holds a demo")]
)
def test_a_demo_never_becomes_a_school_nor_a_school_a_demo(
    tmp_path: Path, port: int, holds: str, words: list[str], said: str
) -> None:
    (tmp_path / "kind").write_text(holds + "\n")
    one_sentence(finished(serve("--port", str(port), "--data", str(tmp_path), *words)), said)


def wait_for(process: subprocess.Popen[str], port: int) -> int:
    """Wait for the first page; return its status."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert process.poll() is None, finished(process)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no page within 90 seconds")


@pytest.fixture
def started(tmp_path: Path, port: int) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """A starter of an empty school's server; whatever is left at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        running.append(serve("--port", str(port), "--data", str(tmp_path / "data"), "--empty"))
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
            process.communicate()


def test_an_empty_school_starts_twice_and_ctrl_c_ends_it_cleanly(
    started: Callable[[], subprocess.Popen[str]], tmp_path: Path, port: int
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        process = started()
        assert wait_for(process, port) < 500
        process.send_signal(number)
        done = finished(process)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert f"http://localhost:{port}/setup/" in done.stdout
        with socket.socket() as probe:  # nothing is left that holds the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    data = tmp_path / "data"
    assert data.stat().st_mode & 0o777 == 0o700
    for name in ("secret.key", "master.key", "yorisoi.sqlite3"):
        assert (data / name).stat().st_mode & 0o777 == 0o600, name


def test_a_second_server_on_the_same_folder_is_refused(
    started: Callable[[], subprocess.Popen[str]], tmp_path: Path, port: int
) -> None:
    process = started()
    wait_for(process, port)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = str(probe.getsockname()[1])
    one_sentence(finished(serve("--port", other, "--data", str(tmp_path / "data"), "--empty")), "already running")
    process.send_signal(signal.SIGINT)
    assert finished(process).returncode == 0
