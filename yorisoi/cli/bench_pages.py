"""Opens each page through the whole stack of Django in this process: number of queries, time, size."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from yorisoi.cli.bench_data import Made, make_data
from yorisoi.cli.bench_plan import full_year
from yorisoi.config.rubbish import look_seldom
from yorisoi.journal.sizes import learn_sizes
from yorisoi.schools.models import Staff

TRIVIAL = "/bench/trivial/"  # nobody: no session, no query
SIGNED_IN = "/bench/trivial-signed-in/"  # a person with a session and a right, as on every staff page


@dataclass(frozen=True)
class Page:
    """A page to open: as whom (None: nobody), where, and what is posted if it is a POST."""

    name: str
    who: Staff | None
    where: Callable[[], str]
    post: dict[str, str] | None = None


def pages(made: Made) -> list[Page]:
    """Return the pages that people open most."""

    def to(name: str, *args: Any, query: str = "") -> Callable[[], str]:
        return lambda: reverse(name, args=args) + query

    slug = made.school.slug
    return [
        Page("my duties", made.guidance_head, to("duties:mine")),
        Page("my duties (担任)", made.homeroom, to("duties:mine")),
        Page("school duties", made.principal, to("duties:school")),
        Page("board of cases", made.guidance_head, to("cases:board")),
        Page("my cases (担任)", made.homeroom, to("cases:board")),
        Page("case", made.principal, to("cases:show", made.case.pk)),
        Page("inbox", made.guidance_head, to("reports:inbox")),
        Page("report", made.guidance_head, to("cases:report", made.report.pk)),
        Page("meetings", made.guidance_head, to("meetings:list")),
        Page("meeting room", made.guidance_head, to("cases:room", made.meeting.pk)),
        Page("plan", made.guidance_head, to("prevention:now")),
        Page("ledger", made.principal, to("cases:ledger")),
        Page("child, first step", None, to("reports:child", slug), post={"mode": "kana"}),
        Page("guardian form", None, to("reports:guardian", slug)),
    ]


def measure(*, cases: int, repeat: int, processor: bool = False) -> dict[str, Any]:
    """Make the data, open every page `repeat` times and the trivial one in between. Times in milliseconds.

    processor: count what this process was at work, not what the clock says, which other programs stretch.
    """
    now = time.process_time if processor else time.perf_counter
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    before = time.perf_counter()
    made = make_data(cases)
    full_year(made)
    _settle_database()
    made_in = time.perf_counter() - before
    with override_settings(ROOT_URLCONF="yorisoi.cli.bench_urls", ALLOWED_HOSTS=["testserver"]):
        signed_in = _client(made.guidance_head)
        look_seldom()  # as the server does
        return {
            "cases": cases,
            "made_in": made_in,
            "machine": machine(),
            **_open_all(pages(made), repeat, signed_in, now),
        }


def _settle_database() -> None:
    """Let the database know its own numbers, as a running one does."""
    learn_sizes()
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _open_all(wanted: list[Page], repeat: int, signed_in: Client, now: Callable[[], float]) -> dict[str, Any]:
    clients = {page.name: _client(page.who) for page in wanted}
    nobody = Client()
    rows: dict[str, dict[str, Any]] = {}
    ready: list[Page] = []
    for page in wanted:
        row = _first_look(page, clients[page.name])
        rows[page.name] = row
        if "failed" not in row:
            ready.append(page)
    times: dict[str, list[float]] = {page.name: [] for page in ready}
    trivial: list[float] = []
    trivial_signed_in: list[float] = []
    for _turn in range(repeat):
        for page in ready:
            times[page.name].append(_timed(partial(_open, page, clients[page.name]), now))
            trivial.append(_timed(partial(nobody.get, TRIVIAL), now))
            trivial_signed_in.append(_timed(partial(signed_in.get, SIGNED_IN), now))
    unit, person = _quantile(trivial, 0.5), _quantile(trivial_signed_in, 0.5)
    for page in ready:
        p50, p95 = _quantile(times[page.name], 0.5), _quantile(times[page.name], 0.95)
        rows[page.name] |= {"p50": p50, "p95": p95, "p50_ratio": p50 / unit, "p95_ratio": p95 / unit}
        rows[page.name]["p50_signed_in_ratio"] = p50 / (person if page.who else unit)
    return {
        "trivial": {"p50": unit, "p95": _quantile(trivial, 0.95)},
        "trivial_signed_in": {"p50": person, "p95": _quantile(trivial_signed_in, 0.95)},
        "pages": rows,
    }


def _client(who: Staff | None) -> Client:
    """Return a client that is logged in with a second factor."""
    client = Client()
    if who is None or who.user is None:
        return client
    client.force_login(who.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    now = time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "username": who.user.get_username()},
        {"method": "mfa", "at": now, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(who.user.pk)
    session.save()
    return client


def _open(page: Page, client: Client) -> Any:
    where = page.where()
    return client.get(where) if page.post is None else client.post(where, page.post)


def _first_look(page: Page, client: Client) -> dict[str, Any]:
    """Open it until it is warm, count its queries, weigh it."""
    try:
        for _time in range(3):
            answer = _open(page, client)
        with CaptureQueriesContext(connection) as asked:
            answer = _open(page, client)
    except NoReverseMatch as error:
        return {"failed": str(error).partition(",")[0]}
    if answer.status_code != 200:
        return {"failed": f"{answer.status_code} {answer.headers.get('Location', '')}".strip()}
    row: dict[str, Any] = {"queries": len(asked), "kilobytes": len(answer.content) / 1000}
    if os.environ.get("YORISOI_BENCH_SQL"):
        row["sql"] = [query["sql"] for query in asked.captured_queries]
    return row


def _timed(act: Callable[[], Any], now: Callable[[], float]) -> float:
    before = now()
    act()
    return (now() - before) * 1000


def _quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(q * (len(ordered) - 1)))]


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if vendor == "sqlite" else "SHOW server_version")
        version = str(cursor.fetchone()[0])
    import django

    return {
        "Python": platform.python_version(),
        "Django": django.get_version(),
        vendor: version,
        "CPU": f"{_cpu()} ×{os.cpu_count()}",
        "system": f"{platform.system()} {platform.release()}",
        "debug": "on" if settings.DEBUG else "off",
    }


def _cpu() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        return platform.processor()
