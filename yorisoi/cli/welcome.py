"""What `yorisoi serve` prints when the page is there: the address, and how to get in."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from yorisoi.cli.folder import Kind

DOORS = {"child": "子どもの入口 Child    ", "guardian": "保護者の入口 Guardian ", "resident": "地域の入口 Resident   "}


def _demo_people() -> list[str]:
    from yorisoi.cli.demo import demo_logins

    return [f"    {post}  {name}（{username}）" for post, name, username in demo_logins()]


def welcome(*, kind: Kind, data: Path, host: str) -> str:
    """Return the lines to print. For an empty school without people: with the one-time set-up link."""
    lines = ["", f"  よりそい Yorisoi   {settings.BASE_URL}/", f"  データ Data        {data}"]
    if kind == "demo":
        from yorisoi.schools.models import School

        for slug in School.objects.order_by("pk").values_list("slug", flat=True):
            for door, label in DOORS.items():
                lines += [f"  {label}  {settings.BASE_URL}{reverse(f'reports:{door}', args=[slug])}"]
        lines += ["", "  ログイン画面で人のカードを押すと、その人として入れます（デモだけ・パスワードなし）。"]
        lines += ["  On the log-in page, click a person's card to enter as them (demo only, no password):"]
        lines += _demo_people()
        if host not in {"127.0.0.1", "localhost", "::1"}:
            lines += ["  ※ デモはだれでも入れます。本物の情報を書かないでください。 Anyone can enter a demo."]
    else:
        from yorisoi.schools.setup import setup_url

        if link := setup_url():
            lines += ["", "  はじめの設定（一度だけ使えるリンク） One-time set-up link:", f"    {link}"]
    return "\n".join([*lines, "", "  Ctrl-C で止まります。 Ctrl-C stops it.", ""])
