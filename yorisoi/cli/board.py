"""`yorisoi board add USERNAME 姓 名`: an account for the board of education, to whom schools report."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_parsers(subparsers: Any) -> None:
    """Add `board` and its sub-commands."""
    board = subparsers.add_parser("board", help="市教委 board of education")
    commands = board.add_subparsers(dest="board_command", required=True)
    add = commands.add_parser("add", help="市教委の担当者のアカウントを作る make an account of the board")
    add.add_argument("username", help="ユーザー名 user name")
    add.add_argument("family_name", metavar="姓")
    add.add_argument("given_name", metavar="名")
    add.set_defaults(func=run_add)


def run_add(arguments: argparse.Namespace) -> int:
    """Make the account and print its one-time link; 2 when the name is taken or no name."""
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.urls import reverse

    from yorisoi.journal.actors import NamedActor
    from yorisoi.schools.board import NameTaken, add_board_officer

    try:
        token = add_board_officer(
            username=arguments.username,
            family_name=arguments.family_name,
            given_name=arguments.given_name,
            by=NamedActor("system", "operator"),
        )
    except NameTaken:
        return _refuse(f"ユーザー名「{arguments.username}」はもう使われています。")
    except ValidationError:
        return _refuse("ユーザー名・姓・名は、空けずに60字までで書いてください。")
    print("市教委の担当者のアカウントを作りました。")
    print("7日の間に一度だけ使えるリンク（パスワードを決める） One-time link to choose a password:")
    print(f"  {settings.BASE_URL.rstrip('/')}{reverse('schools:welcome', args=[token])}")
    return 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return 2
