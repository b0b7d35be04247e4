"""The `yorisoi` command, for whoever operates it.

Each group of commands brings `add_parsers(commands)`; a command is a parser with `set_defaults(func=function)`,
where the function takes the parsed arguments and returns the exit code.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from yorisoi import __version__
from yorisoi.cli import folder
from yorisoi.cli.refusing import Refused

# Groups of commands that live in a module of their own.
GROUPS = ("policy", "roster", "board", "staff", "journal", "requirements", "bench", "search", "stats")
# Commands that need settings but no school's data.
WITHOUT_DATA = {"policy", "bench"}
# Commands that do not need Django, or set it up themselves.
WITHOUT_DJANGO = {"serve", "requirements"}
# Commands that write into the source tree, for everyone to read.
WRITE_THE_TREE = {"policy", "requirements", "bench"}


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; a group's module is imported only when it, or the help, was asked for."""
    parser = argparse.ArgumentParser(prog="yorisoi", description="よりそい: いじめ防止基本方針を実行する")
    parser.add_argument("--version", action="version", version=f"yorisoi {__version__}")
    parser.add_argument("--data", dest="data_folder", metavar="DIR", help="データのフォルダ (data folder)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="準備して開く (set up and serve)")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--data", metavar="DIR")
    serve.add_argument("--empty", action="store_true", help="本物の空の学校で始める (a real, empty school)")
    serve.set_defaults(func=_serve)
    commands.add_parser("migrate", help="データベースを最新の形にする (bring the database up to date)").set_defaults(
        func=_migrate
    )
    commands.add_parser("tick", help="期限の見回りを一度する (look at all clocks once)").set_defaults(func=_tick)
    commands.add_parser("demo", help="デモの学校を作る (make the demo school)").set_defaults(func=_demo)
    commands.add_parser("doctor", help="動く状態かを調べる (check that all is well)").set_defaults(func=_doctor)
    known = any(word in commands.choices or word in GROUPS for word in words)
    for group in GROUPS:
        if (group in words or not known) and find_spec(f"yorisoi.cli.{group}") is not None:
            import_module(f"yorisoi.cli.{group}").add_parsers(commands)
    return parser


def _serve(args: argparse.Namespace) -> int:
    from yorisoi.cli.serve import serve

    return serve(host=args.host, port=args.port, data=args.data or args.data_folder, empty=args.empty)


def _migrate(_args: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    return 0


def _tick(_args: argparse.Namespace) -> int:
    from yorisoi.cli.tick import tick

    tick()
    return 0


def _demo(_args: argparse.Namespace) -> int:
    from yorisoi.cli.serve import first_demo, migrate

    migrate()
    folder.check_database_kind(Path(os.environ["YORISOI_DATA"]), "demo")
    made = first_demo()
    print("デモの学校を作りました。" if made else "デモの学校はもうあります。")
    return 0


def _doctor(_args: argparse.Namespace) -> int:
    from yorisoi.cli.doctor import doctor

    return doctor()


def _choose_folder(args: argparse.Namespace) -> None:
    """Put the data folder of this command into the environment."""
    if args.command == "demo":
        named = args.data_folder or os.environ.get("YORISOI_DATA")
        chosen = Path(named).expanduser().resolve() if named else folder.default_folder("demo")
        folder.claim(chosen, "demo")
        folder.enter(chosen, "demo")
    elif args.command in WITHOUT_DATA and not (args.data_folder or os.environ.get("YORISOI_DATA")):
        passing = tempfile.mkdtemp(prefix="yorisoi-")
        atexit.register(shutil.rmtree, passing, ignore_errors=True)
        os.environ["YORISOI_DATA"] = passing
    else:
        chosen = folder.find(args.data_folder)
        folder.make_usable(chosen)
        os.environ["YORISOI_DATA"] = str(chosen)
        if folder.kind_of(chosen) == "demo":
            os.environ["YORISOI_DEMO"] = "1"


def set_up_django() -> None:
    """Load the settings. Raise `Refused` where they cannot be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (RuntimeError, ValueError, ImproperlyConfigured, OSError) as error:
        raise Refused(f"設定を読めません: {error}", "The settings cannot be used.") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without UTF-8 must not stop the start
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words).parse_args(words)
    run: Callable[[argparse.Namespace], Any] = args.func
    if args.command not in WRITE_THE_TREE:
        os.umask(0o077)  # whatever lies in the data folder is for its owner only
    try:
        if args.command not in WITHOUT_DJANGO:
            from django.apps import apps

            if not apps.ready:
                _choose_folder(args)
                set_up_django()
        return int(run(args) or 0)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if args.command == "serve" else 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
