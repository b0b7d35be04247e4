"""`yorisoi staff recover USERNAME`: for the last manager of a school who lost phone, codes and password."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_parsers(subparsers: Any) -> None:
    """Add `staff` and its sub-commands."""
    staff = subparsers.add_parser("staff", help="教職員のアカウント accounts of staff")
    commands = staff.add_subparsers(dest="staff_command", required=True)
    recover = commands.add_parser(
        "recover",
        help="ログインできなくなった人に、新しいリンクを作る let somebody in again (second factor and password)",
    )
    recover.add_argument("username", help="ユーザー名 user name")
    recover.set_defaults(func=run_recover)


def run_recover(arguments: argparse.Namespace) -> int:
    """Remove the second factor and print a one-time link; 2 when there is no such account."""
    from django.conf import settings
    from django.urls import reverse

    from yorisoi.journal.actors import NamedActor
    from yorisoi.schools.models import Staff
    from yorisoi.schools.staffing import Refused, recover_account

    person = Staff.objects.select_related("user", "school").filter(user__username=arguments.username).first()
    try:
        token = recover_account(staff=person, by=NamedActor("system", "operator")) if person else ""
    except Refused as refused:
        return _refuse(str(refused))
    if not token:
        return _refuse(f"ユーザー名「{arguments.username}」のアカウントはありません。")
    print("二段階認証を解除し、開いていた画面をすべて閉じました。学校の変更の記録に残ります。")
    print("本人だけに渡してください。7日の間に一度だけ使えます One-time link to choose a password:")
    print(f"  {settings.BASE_URL.rstrip('/')}{reverse('schools:welcome', args=[token])}")
    return 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
