"""`yorisoi serve`: check, migrate, prepare, then run the web server with the tick beside it until Ctrl-C."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import sys
from pathlib import Path

from yorisoi.cli import folder
from yorisoi.cli.processes import Server, Ticking
from yorisoi.cli.refusing import Refused

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def check_port(host: str, port: int) -> None:
    """Bind the port for a moment. Raise `Refused` if that cannot be done."""
    if not 0 < port < 65536:
        raise Refused(f"ポート番号 {port} は使えません。", f"{port} is not a port number.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"ポート {port} はほかのプログラムが使っています（--port で別の番号を選んでください）。",
                f"Port {port} is taken: choose another with --port.",
            ) from error
        raise Refused(
            f"{host} のポート {port} では待ち受けられません（{error.strerror}）。",
            f"It is not possible to listen on port {port} of {host}.",
        ) from error


def own_names(host: str) -> list[str]:
    """Return the host names under which this machine may be called when it listens on more than loopback."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in LOOPBACK:
        return names
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        return [*names, f"[{host}]" if ":" in host else host]
    own = socket.gethostname()
    names += [own, f"{own}.local"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a UDP socket: nothing is sent; it only says which address would be used
            names.append(probe.getsockname()[0])
        except OSError:
            pass
    return names


def hold(data: Path) -> int:
    """Take the folder for this server alone until it ends. Raise `Refused` if another has it."""
    handle = os.open(data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Refused(
            f"{data} では、もう Yorisoi が動いています。", f"Yorisoi is already running on {data}."
        ) from error
    return handle


def migrate() -> None:
    """Bring the database up to date. Raise `Refused` if it cannot be reached."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise Refused(
            f"データベースを使えません: {str(error).strip().splitlines()[0]}", "The database cannot be used."
        ) from error


def first_demo() -> bool:
    """Make the demo school if there is none; all of it or nothing. Say whether it was made."""
    from django.db import transaction

    from yorisoi.schools.models import School

    if School.objects.exists():
        return False
    from yorisoi.cli.demo import make_demo

    print("デモの学校（架空の1年間）を作っています… Making the demo school …")
    with transaction.atomic():
        make_demo()
    return True


def prepare(data: Path, kind: folder.Kind) -> None:
    """Do everything that must be there before the first page: translations, database, static files, demo."""
    from django.core.management import call_command

    from yorisoi.cli.translations import compile_translations

    compile_translations()
    migrate()
    folder.check_database_kind(data, kind)
    call_command("collectstatic", interactive=False, verbosity=0)
    if kind == "demo":
        first_demo()


def serve(*, host: str, port: int, data: str | None, empty: bool) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code. Raises `Refused` before anything has been started."""
    kind: folder.Kind = "school" if empty else "demo"
    named = data or os.environ.get("YORISOI_DATA")
    chosen = Path(named).expanduser().resolve() if named else folder.default_folder(kind)
    check_port(host, port)
    folder.claim(chosen, kind)
    lock = hold(chosen)
    folder.enter(chosen, kind)
    shown = "localhost" if host in LOOPBACK | {"0.0.0.0", "::"} else host  # noqa: S104
    os.environ.setdefault("YORISOI_URL", f"http://{shown}:{port}")
    os.environ.setdefault("YORISOI_HOSTS", ",".join(own_names(host)))

    from yorisoi.cli.main import set_up_django

    set_up_django()
    prepare(chosen, kind)

    from django.db import connections

    from yorisoi.cli.welcome import welcome

    text = welcome(kind=kind, data=chosen, host=host)
    sqlite = connections["default"].vendor == "sqlite"
    connections.close_all()
    server = Server(host=host, port=port, threads=1 if sqlite else 4)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.stop())
    try:
        server.start()
        if not server.answers():
            return 0 if server.stopping else _did_not_start()
        print(text)
        with Ticking():
            code = server.wait()
    finally:
        server.end()
        os.close(lock)
    if server.stopping:
        print("止まりました。 Stopped.")
        return 0
    print(f"サーバが止まってしまいました（{code}）。 The server ended by itself ({code}).", file=sys.stderr)
    return 1


def _did_not_start() -> int:
    print(
        "サーバを始められませんでした（上の記録を見てください）。 The server did not start: see the lines above.",
        file=sys.stderr,
    )
    return 1
