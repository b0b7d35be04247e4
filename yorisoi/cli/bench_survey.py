"""`yorisoi bench survey`: 元気アンケート of a class, a school, a city through the real server, beside the raw disk."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from yorisoi.cli.bench_cpu import Spent
from yorisoi.cli.bench_crowd import Crowd, Tablet, crowd, only_send, sending, whole
from yorisoi.cli.bench_disk import raw_file, raw_postgres, raw_sqlite
from yorisoi.cli.bench_reports import SLUG, environment, postgres, served
from yorisoi.cli.bench_weight import first_page
from yorisoi.cli.refusing import Refused

CLASS = 40
KINDS = ("whole", "post")
MODES = ("named", "anonymous")
VOLLEYS = 5
MINUTES = 0.5


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench survey` (and the part of it that makes the city) to the commands of `bench`."""
    survey = commands.add_parser("survey", help="元気アンケートの答えを本物のサーバに送り、受け取れた数と時間を測る")
    survey.add_argument("--schools", type=_positive, default=10, metavar="N", help="市の学校の数")
    survey.add_argument("--children", type=_positive, default=600, metavar="N", help="1校の子どもの数")
    survey.add_argument("--volleys", type=_positive, default=VOLLEYS, metavar="N", help="40人が同時に送る回数")
    survey.add_argument("--minutes", type=float, default=MINUTES, help="1校が答え終わるまでの時間")
    survey.add_argument("--connections", type=_positive, default=CLASS, metavar="N", help="市で同時につながる端末の数")
    survey.add_argument("--only", choices=("sqlite", "postgres"), help="このデータベースだけ")
    survey.add_argument("--json", action="store_true", help="JSON で出す")
    survey.set_defaults(func=survey_command)
    city = commands.add_parser("one-city", help=argparse.SUPPRESS)
    for name in ("schools", "children", "volleys"):
        city.add_argument(f"--{name}", type=_positive, required=True)
    city.add_argument("--folder", required=True)
    city.set_defaults(func=one_city_command)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("1 以上の数にしてください")
    return number


def rounds(volleys: int, children: int) -> dict[str, tuple[str, bool]]:
    """Return the rounds that are answered: name → (mode, in every school or in the first only)."""
    each = max(1, -(-volleys * CLASS // children))  # a school answers as many rounds as the volleys need cards
    found = {f"class-{mode}-{kind}-{n}": (mode, False) for mode in MODES for kind in KINDS for n in range(each)}
    found |= {"first-whole": ("named", False)}
    found |= {"school-whole": ("named", False), "school-post": ("named", False)}
    return found | {"city-whole": ("named", True), "city-post": ("named", True)}


def one_city_command(args: argparse.Namespace) -> int:
    """Make the tables and the city in the database that the environment names."""
    from django.core.management import call_command

    from yorisoi.cli.bench_city import make_city
    from yorisoi.cli.bench_pages import machine

    if os.environ.get("YORISOI_BENCH") != "1":
        raise Refused("これは `yorisoi bench survey` から使います。", "Run `yorisoi bench survey` instead.")
    call_command("migrate", interactive=False, verbosity=0)
    made = rounds(args.volleys, args.children)
    make_city(Path(args.folder), schools=args.schools, children=args.children, rounds=made)
    print(json.dumps(machine()))
    return 0


def survey_command(args: argparse.Namespace) -> int:
    """Measure on each database and print the table. Returns 1 when an answer was refused, lost or doubled."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # or the database it started would outlive it
    try:
        results = list(_measured(args))
    finally:
        signal.signal(signal.SIGTERM, before)
    wrong = findings(results)
    if args.json:
        print(json.dumps({"results": results, "findings": wrong}, ensure_ascii=False, indent=2))
    else:
        print(table(results))
        print("\n".join(wrong) or "断られた答え、失われた答え、二重になった答えはありません。")
    return 1 if wrong else 0


def _measured(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if args.only != "postgres":
        yield _on("", args)
    if args.only != "sqlite":
        with postgres() as url:
            if url:
                yield _on(url, args)
            elif args.only:
                raise Refused("PostgreSQL がありません。", "There is no PostgreSQL: set DATABASE_URL.")


def findings(results: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each kind of answer that was refused, lost or written twice."""
    found = []
    for result in results:
        for run in result["runs"]:
            for what, said in (("errors", "断られました"), ("lost", "失われました"), ("doubled", "二重になりました")):
                if run[what]:
                    found.append(f"{result['database']}, {run['name']}: {run[what]}件が{said} {run['said']}")
    return found


def table(results: list[dict[str, Any]]) -> str:
    """Return the table: for each database and run, accepted per second, p50 to worst wait, and what went wrong."""
    lines = [
        "  ".join(f"{key} {value}" for key, value in results[0]["machine"].items()),
        "whole: 学級のページを開き、カードを見せ、質問を受け取り、答えを送る（GET と POST 2回）。post: 送るだけ。",
        "時間は「送る」から返事まで（ms）。whole ms はページを開いてからの p99。送る側も同じ計算機にいる。",
        "はじめの40人: 始まったばかりのサーバに。40人: 同じ秒に送る、を繰り返した合計。",
        "学校: 始める時刻は等間隔（受け取る速さは来る速さで決まる）。市: 端末が空くとすぐ次の子が始める。",
        "CPU ms: 答え1件にかかった計算機の時間（サーバ＋データベース＋送る側）。cores: そのあいだに使われた数。",
    ]
    for result in results:
        raw = "  ".join(f"{name} {rate:,.0f}/s" for name, rate in result["raw"].items())
        lines += ["", f"{result['database']}  1件ずつ確かに書くだけなら（前と後の平均）: {raw}"]
        lines.append(
            f"最初の画面と質問（ファイルも）: {result['first_page'] / 1000:.1f} kB  load average: {result['load']}"
        )
        lines.append(
            "run                     answers  accepted/s  % of raw     p50     p95     p99   worst  whole ms"
            "  errors  doubled  lost  CPU ms server+db+senders  cores"
        )
        for run in result["runs"]:
            lines.append(
                f"{run['name']:<22} {run['accepted']:>8} {run['per_second']:>11.1f} {_share(run):>9} "
                f"{run['p50']:>7.1f} {run['p95']:>7.1f} {run['p99']:>7.1f} {run['worst']:>7.1f} "
                f"{run['whole_p99']:>9.1f} {run['errors']:>7} {run['doubled']:>8} {run['lost']:>5}"
                f"  {_processor(run):>24} {run['cores']:>6.2f}"
            )
    return "\n".join(lines)


def _share(run: dict[str, Any]) -> str:
    """Return the share of the raw rate; of a school whose children come one by one it says nothing."""
    return "—" if run["name"].startswith("学校") else f"{run['of_raw']:.0f}%"


def _processor(run: dict[str, Any]) -> str:
    """Return what an answer costs the processor, part by part."""
    return " + ".join(f"{run['cpu_ms'][name]:.2f}" for name in ("server", "database", "senders"))


def _on(url: str, args: argparse.Namespace) -> dict[str, Any]:
    """Measure on one database: the disk alone, the server with a class, a school and a city, the disk once more."""
    with tempfile.TemporaryDirectory(prefix="yorisoi-bench-", dir=os.environ.get("YORISOI_BENCH_DIR")) as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        ours = environment(data, url)
        words = [sys.executable, "-m", "yorisoi", "bench", "one-city", "--folder", folder]
        words += [f"--{name}={getattr(args, name)}" for name in ("schools", "children", "volleys")]
        ran = subprocess.run(words, env=ours, capture_output=True, text=True)  # noqa: S603 (our own command line)
        if ran.returncode:
            raise Refused(f"学校を作れませんでした:\n{ran.stderr[-3000:]}", "The schools could not be made.")

        def raw() -> dict[str, float]:
            return {"append+fdatasync": raw_file(data), "INSERT+COMMIT": raw_postgres(url) if url else raw_sqlite(data)}

        before = raw()
        with served(data, ours) as port:
            token = json.loads((Path(folder) / "first-whole.jsonl").read_text().splitlines()[0])["token"]
            weighed = first_page(port, f"/s/{SLUG}/genki/", token)
            busy = [os.getloadavg()[0]]
            runs = list(_runs(port, Path(folder), data, url, args))
            busy.append(os.getloadavg()[0])
        after = raw()
        alone = {name: (before[name] + after[name]) / 2 for name in before}
        for run in runs:
            run["of_raw"] = 100 * run["per_second"] / alone["INSERT+COMMIT"]
        return {
            "database": f"{'postgres' if url else 'sqlite'} (synchronous={'on' if url else 'FULL'})",
            "machine": json.loads(ran.stdout.strip().splitlines()[-1]),
            "raw": alone, "raw_before": before, "raw_after": after,
            "first_page": weighed, "load": " → ".join(f"{each:.1f}" for each in busy), "runs": runs,
        }  # fmt: skip


def _runs(port: int, folder: Path, data: Path, url: str, args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    lines = {path.stem: list(map(json.loads, path.read_text().splitlines())) for path in folder.glob("*.jsonl")}
    sent = [_Child(row) for row in lines["first-whole"][:CLASS]]
    done = _crowd(url, port, [child.tablet("whole") for child in sent], connections=CLASS)
    yield _figures("はじめの40人 whole", done, sent, data, url, port)
    for mode in MODES:
        for kind in KINDS:
            cards = [row for name in sorted(lines) if name.startswith(f"class-{mode}-{kind}-") for row in lines[name]]
            done, sent = Crowd(), []
            for first in range(0, args.volleys * CLASS, CLASS):
                now = [_Child(row) for row in cards[first : first + CLASS]]
                done.add(_crowd(url, port, [child.tablet(kind) for child in now], connections=len(now)))
                sent += now
            yield _figures(f"40人 {mode} {kind}", done, sent, data, url, port)
    for kind in KINDS:
        sent = [_Child(row) for row in lines[f"school-{kind}"]]
        secrets.SystemRandom().shuffle(sent)
        seconds = 60 * args.minutes
        done = _crowd(url, port, [child.tablet(kind) for child in sent], connections=CLASS, over=seconds)
        yield _figures(f"学校 {len(sent)}人 {seconds:.0f}秒 {kind}", done, sent, data, url, port)
    for kind in KINDS:
        sent = [_Child(row) for row in lines[f"city-{kind}"]]
        secrets.SystemRandom().shuffle(sent)
        done = _crowd(url, port, [child.tablet(kind) for child in sent], connections=args.connections)
        yield _figures(f"市 {len(sent)}人 {kind}", done, sent, data, url, port)


def _crowd(url: str, port: int, tablets: list[Tablet], **how: Any) -> Crowd:
    """Let them send, and see what it costs whom."""
    spent = Spent(url)
    done = crowd(port, tablets, **how)
    done.spent = spent.since()
    return done


class _Child:
    """One child's card and answers."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row, self.key = row, secrets.token_urlsafe(24)

    def tablet(self, kind: str) -> Tablet:
        if kind == "whole":
            return whole(self.row["slug"], self.row["token"], self.row["answers"])
        return only_send(sending(self.row["slug"], self.row["token"], self.key, self.row["answers"]))

    def again(self) -> Tablet:
        request = sending(self.row["slug"], self.row["token"], self.key, self.row["answers"])
        return only_send(request, again=True)


def _figures(name: str, done: Crowd, sent: list[_Child], data: Path, url: str, port: int) -> dict[str, Any]:
    """Return the figures of a run; a class whose keys are known sends all of it once more, as tablets do."""
    cards = {child.row["card"].replace("-", "") for child in sent}
    waits, took = sorted(done.waits), sorted(done.whole)
    if name.endswith("post"):
        twice = crowd(port, [child.again() for child in sent[-CLASS:]], connections=CLASS)
        done.errors += [f"resent: {each}" for each in twice.errors]
    stored, doubled = stored_of(cards, data, url)

    def at(times: list[float], q: float) -> float:
        return 1000 * times[min(len(times) - 1, round(q * (len(times) - 1)))] if times else 0.0

    return {
        "name": name, "accepted": len(waits), "per_second": len(waits) / done.seconds,
        "p50": at(waits, 0.5), "p95": at(waits, 0.95), "p99": at(waits, 0.99), "worst": at(waits, 1.0),
        "whole_p99": at(took, 0.99), "errors": len(done.errors), "said": done.errors[:2],
        "lost": max(0, len(waits) - stored), "doubled": doubled,
        "cpu_ms": {who: 1000 * spent / max(1, len(waits)) for who, spent in done.spent.items()},
        "cores": sum(done.spent.values()) / done.seconds,
    }  # fmt: skip


def stored_of(cards: set[str], data: Path, url: str) -> tuple[int, int]:
    """Return how many of these cards have an answer, and how many more sheets there are than cards with one.

    Read past the program. Of answers without a name a card knows only that there is one.
    """
    asked = "SELECT id FROM surveys_card WHERE answered", "SELECT card_id FROM surveys_sheet"
    if url:
        import psycopg

        with psycopg.connect(url) as server:
            marked, sheets = ([str(row[0]).replace("-", "") for row in server.execute(each)] for each in asked)
    else:
        import sqlite3

        with closing(sqlite3.connect(data / "yorisoi.sqlite3")) as file:
            marked, sheets = ([row[0] for row in file.execute(each)] for each in asked)
    own = [card for card in sheets if card in cards]
    return len(cards.intersection(marked)), len(own) - len(set(own))
