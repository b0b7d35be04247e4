"""`yorisoi bench reports`: whole reports through the real server, beside what disk and database alone can do."""

from __future__ import annotations

import argparse
import json
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yorisoi.cli.bench_clients import Load, load
from yorisoi.cli.bench_disk import raw_file, raw_postgres, raw_sqlite
from yorisoi.cli.refusing import Refused

CLIENTS = (1, 4, 40)
SECONDS = 5.0
KINDS = ("whole", "post")
SLUG = "bench"
PATH = f"/s/{SLUG}/guardian/"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench reports` (and the part of it that makes the school) to the commands of `bench`."""
    reports = commands.add_parser("reports", help="本物のサーバに通報を送り、受け取れた数と時間を測る")
    reports.add_argument("--clients", type=_numbers, default=CLIENTS, metavar="N,M", help="同時に送る人の数")
    reports.add_argument("--seconds", type=float, default=SECONDS, help="1回に送りつづける秒数")
    reports.add_argument("--only", choices=("sqlite", "postgres"), help="このデータベースだけ")
    reports.add_argument("--json", action="store_true", help="JSON で出す")
    reports.set_defaults(func=reports_command)
    school = commands.add_parser("one-school", help=argparse.SUPPRESS)
    school.set_defaults(func=one_school_command)


def _numbers(text: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split(","))
    if min(numbers) < 1:
        raise argparse.ArgumentTypeError("1 以上の数にしてください")
    return numbers


def one_school_command(_args: argparse.Namespace) -> int:
    """Make the tables, a school, its people and its children in the database that the environment names."""
    from django.core.management import call_command

    from yorisoi.cli.bench_data import make_school
    from yorisoi.cli.bench_pages import machine

    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench reports` から使います。", "Run `yorisoi bench reports` instead.")
    call_command("migrate", interactive=False, verbosity=0)
    make_school()
    print(json.dumps(machine()))
    return 0


def reports_command(args: argparse.Namespace) -> int:
    """Measure on each database and print the table. Returns 1 when a report was refused, lost or doubled."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # or the database it started would outlive it
    try:
        results = _measured(args)
    finally:
        signal.signal(signal.SIGTERM, before)
    wrong = findings(results)
    if args.json:
        print(json.dumps({"results": results, "findings": wrong}, ensure_ascii=False, indent=2))
    else:
        print(table(results))
        print("\n".join(wrong) or "断られた通報、失われた通報、二重になった通報はありません。")
    return 1 if wrong else 0


def _measured(args: argparse.Namespace) -> list[dict[str, Any]]:
    results = []
    if args.only != "postgres":
        results.append(_on("sqlite", "", args))
    if args.only != "sqlite":
        with postgres() as url:
            if url:
                results.append(_on("postgres", url, args))
            elif args.only:
                raise Refused("PostgreSQL がありません。", "There is no PostgreSQL: set DATABASE_URL.")
    return results


def findings(results: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each report that was refused, lost or written twice."""
    found = []
    for result in results:
        for run in result["runs"]:
            if run["errors"]:
                found.append(f"{result['database']}, {run['clients']}人: {run['errors']}件が断られました")
        if result["accepted"] != result["written"]:
            found.append(f"{result['database']}: 受け取り {result['accepted']}件、記録 {result['written']}件")
    return found


def table(results: list[dict[str, Any]]) -> str:
    """Return the table: for each database and number of clients, accepted per second, p50, p95, errors."""
    facts = results[0]["machine"]
    lines = [
        "  ".join(f"{key} {value}" for key, value in facts.items()),
        "whole: フォームを開いて送る（GET と POST）。post: 送るだけ。サーバは `yorisoi serve` のまま、2つのワーカー。",
        "送る側も同じ計算機にいる。",
    ]
    for result in results:
        raw = "  ".join(f"{name} {rate:,.0f}/s" for name, rate in result["raw"].items())
        lines += ["", f"{result['database']}  1件ずつ確かに書くだけなら: {raw}"]
        lines.append("clients  kind   accepted/s    p50 ms    p95 ms    max ms  errors   POST p95 ms")
        for run in result["runs"]:
            lines.append(
                f"{run['clients']:>7}  {run['kind']:<5}  {run['per_second']:>10.1f}  {run['p50']:>8.1f}  "
                f"{run['p95']:>8.1f}  {run['max']:>8.1f}  {run['errors']:>6}  {run['post_p95']:>12.1f}"
            )
    return "\n".join(lines)


def _on(database: str, url: str, args: argparse.Namespace) -> dict[str, Any]:
    """Measure on one database: disk, database alone, then the server with each number of clients."""
    with tempfile.TemporaryDirectory(prefix="yorisoi-bench-", dir=os.environ.get("YORISOI_BENCH_DIR")) as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        ours = environment(data, url)
        ran = subprocess.run(
            [sys.executable, "-m", "yorisoi", "bench", "one-school"], env=ours, capture_output=True, text=True
        )
        if ran.returncode:
            raise Refused(f"学校を作れませんでした:\n{ran.stderr[-3000:]}", "The school could not be made.")
        facts = json.loads(ran.stdout.strip().splitlines()[-1])
        raw = {"append+fdatasync": raw_file(data)}
        raw |= {"INSERT+COMMIT": raw_postgres(url) if url else raw_sqlite(data)}
        runs = []
        with served(data, ours) as port:
            load(port, PATH, clients=2, seconds=1.0, kind="whole", warm=True)
            before = rows(data, url)
            for clients in args.clients:
                for kind in KINDS:
                    done = load(port, PATH, clients=clients, seconds=args.seconds, kind=kind)
                    runs.append({"clients": clients, "kind": kind, **_figures(done)})
            written = rows(data, url) - before
        accepted = sum(run["accepted"] for run in runs)
        return {
            "database": f"{database} (synchronous={'on' if url else 'FULL'})",
            "machine": facts, "raw": raw, "runs": runs, "accepted": accepted, "written": written,
        }  # fmt: skip


def _figures(done: Load) -> dict[str, Any]:
    whole, posts = sorted(done.took), sorted(done.posts)

    def at(times: list[float], q: float) -> float:
        return 1000 * times[min(len(times) - 1, round(q * (len(times) - 1)))] if times else 0.0

    return {
        "accepted": len(whole),
        "per_second": len(whole) / done.seconds,
        "p50": at(whole, 0.5),
        "p95": at(whole, 0.95),
        "max": at(whole, 1.0),
        "post_p50": at(posts, 0.5),
        "post_p95": at(posts, 0.95),
        "errors": len(done.errors),
        "said": done.errors[:3],
    }


def environment(data: Path, url: str) -> dict[str, str]:
    """Return an environment in which only this folder, and this database, is set."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("YORISOI_", "DATABASE_URL", "EMAIL_URL"))}
    ours |= {"YORISOI_DATA": str(data), "YORISOI_BENCH": "1", "PYTHONWARNINGS": "ignore"}
    return ours | ({"DATABASE_URL": url} if url else {})


@contextmanager
def served(data: Path, environ: dict[str, str]) -> Iterator[int]:
    """Run `yorisoi serve` on this folder; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, "-m", "yorisoi", "serve", "--empty", "--port", str(port), "--data", str(data)]
    with (data.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(words, env=environ, stdout=log, stderr=log)  # noqa: S603 (our own command line)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}", timeout=5).close()
                break
            time.sleep(0.1)
        else:
            said = (data.parent / "serve.log").read_text(encoding="utf-8", errors="replace")
            raise Refused(f"サーバが始まりませんでした:\n{said[-3000:]}", "The server did not start.")
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        if process.poll() is None:
            process.kill()


def rows(data: Path, url: str) -> int:
    """Return how many reports are in the database, read past the program."""
    if url:
        import psycopg

        with psycopg.connect(url) as server:
            found = server.execute("SELECT count(*) FROM reports_report").fetchone()
    else:
        import sqlite3

        connection = sqlite3.connect(data / "yorisoi.sqlite3")
        found = connection.execute("SELECT count(*) FROM reports_report").fetchone()
        connection.close()
    return int(found[0]) if found else 0


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of an empty database: beside the one DATABASE_URL names, or of a cluster made for it, or ""."""
    from yorisoi.cli.bench import scratch_database

    with scratch_database() as url:
        if url:
            yield url
            return
    with _private_cluster() as url:
        yield url


@contextmanager
def _private_cluster() -> Iterator[str]:
    """Start a PostgreSQL of our own where its programs lie in their usual place; "" where not."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not homes:
        yield ""
        return
    tools = homes[-1].parent
    with tempfile.TemporaryDirectory(prefix="yorisoi-pg-") as folder:
        as_other: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

        def tool(name: str, *words: str) -> None:
            command = [*as_other, str(tools / name), "-D", f"{folder}/db", *words]
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)  # noqa: S603
            if ran.returncode:
                raise Refused(f"PostgreSQL を始められません:\n{ran.stderr[-2000:]}", "PostgreSQL does not start.")

        tool("initdb", "-A", "trust", "-U", "yorisoi", "-E", "UTF8", "--locale=C")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        tool("pg_ctl", "-w", "-s", "-l", f"{folder}/log", "-o", settings, "start")
        try:
            yield f"postgres://yorisoi@{folder.replace('/', '%2F')}/postgres"
        finally:
            tool("pg_ctl", "-w", "-s", "-m", "immediate", "stop")
