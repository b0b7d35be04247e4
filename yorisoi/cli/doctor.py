"""`yorisoi doctor`: whether this installation is in order, in plain sentences."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection


class Finding(NamedTuple):
    """One thing looked at. `bad` makes the exit code 1; `note` is said and nothing more."""

    state: Literal["ok", "note", "bad"]
    text: str


def _python() -> Iterator[Finding]:
    text = f"Python {platform.python_version()}"
    yield Finding("ok", text) if sys.version_info >= (3, 11) else Finding("bad", f"{text} は古すぎます（3.11 以上）。")


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding("bad", f"データベースにつながりません: {str(error).strip().splitlines()[0]}")
        return
    from yorisoi.config.sqlite import SOUND

    if connection.vendor == "sqlite":
        version = ".".join(map(str, settings.SQLITE_VERSION))
        sound = settings.SQLITE_VERSION >= SOUND
        yield Finding(
            "ok" if sound else "bad", f"SQLite {version}" + ("" if sound else " にはデータを失う誤りがあります。")
        )
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            found = cursor.fetchone()[0]
        yield (
            Finding("ok", "データベースの中身に傷はありません。")
            if found == "ok"
            else Finding("bad", f"データベースが傷んでいます: {found}")
        )
    else:
        number = connection.pg_version  # type: ignore[attr-defined]
        recent = number >= 150000
        yield Finding(
            "ok" if recent else "bad", f"PostgreSQL {number // 10000}" + ("" if recent else "（15 以上が必要）")
        )
    yield from _migrations()


def _migrations() -> Iterator[Finding]:
    from django.db.migrations.executor import MigrationExecutor

    from yorisoi.cli.guards import missing

    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding("bad", f"データベースの形が古いままです（残り {len(plan)}）。yorisoi migrate で直ります。")
        return
    yield Finding("ok", "データベースの形は最新です。")
    lost = missing()
    for name in lost:
        yield Finding("bad", f"書き換えを断るしかけ {name} がありません。")
    if not lost:
        yield Finding("ok", "記録の書き換えを断るしかけがそろっています。")
    yield from _walls()
    yield from _kept()
    yield from _board()


def _walls() -> Iterator[Finding]:
    from yorisoi.cli.guards import fallen_walls
    from yorisoi.journal.walls import held

    if connection.vendor != "postgresql":
        return
    for table in (fallen := fallen_walls()):
        yield Finding("bad", f"学校どうしを分ける壁が、表 {table} にありません。")
    if not held():
        yield Finding(
            "note",
            "データベースの利用者が superuser（または BYPASSRLS）なので、学校どうしを分ける二つめの壁が働きません。"
            "ふつうの利用者を持ち主にしてください。",
        )
    elif not fallen:
        yield Finding("ok", "学校どうしを分ける壁が、データベースにもあります。")


def _kept() -> Iterator[Finding]:
    from yorisoi.cli.guards import out_of_line, unkept

    for name in (lost := unkept()):
        yield Finding("bad", f"事案の順番を保つしかけ {name} がありません。一覧はおそくなりますが、事案は欠けません。")
    for table, rows in (wrong := out_of_line()).items():
        yield Finding("bad", f"表 {table} の {rows}行が、もとの記録と合いません。yorisoi migrate で直ります。")
    if not lost and not wrong:
        yield Finding("ok", "事案の順番の表は、もとの記録と合っています。")


def _board() -> Iterator[Finding]:
    from yorisoi.schools.board import board_is_there

    if settings.DEMO:
        return
    if board_is_there():
        yield Finding("ok", "市教委のアカウントがあります。")
    else:
        yield Finding(
            "note",
            "市教委のアカウントがありません。校長と教頭の名前が書かれた通報は、届ける先がなくなります。"
            "yorisoi board add ユーザー名 姓 名 で作れます。",
        )


def _files() -> Iterator[Finding]:
    data = Path(settings.DATA)
    if not os.access(data, os.W_OK):
        yield Finding("bad", f"データのフォルダ {data} に書き込めません。")
    mode = data.stat().st_mode & 0o777
    if mode & 0o077:
        yield Finding("note", f"データのフォルダ {data} をほかの利用者も読めます（chmod 700 をすすめます）。")
    for name, variable in (("secret.key", "YORISOI_SECRET_KEY"), ("master.key", "YORISOI_MASTER_KEY")):
        if os.environ.get(variable):
            yield Finding("ok", f"{name} の代わりに環境変数 {variable} を使っています。")
            continue
        mode = (data / name).stat().st_mode & 0o777
        yield (
            Finding("ok", f"{name} は持ち主だけが読めます。")
            if mode == 0o600
            else Finding(
                "bad", f"{name} をほかの利用者も読めます（{mode:o}）。chmod 600 {data / name} を動かしてください。"
            )
        )


def _accounts() -> Iterator[Finding]:
    """The provider of pupils' accounts, if there is one: the file, whom it serves, and whether it answers."""
    from yorisoi.schools import oidc_fetching
    from yorisoi.schools.models import School
    from yorisoi.schools.oidc_settings import EVERY, BadSettings, read_accounts
    from yorisoi.schools.queries import pupils_of

    try:
        found = read_accounts(settings.OIDC_FILE)
    except BadSettings as bad:
        yield Finding("bad", f"児童のアカウント: {bad}")
        return
    if found and (mode := settings.OIDC_FILE.stat().st_mode & 0o777) & 0o077:
        yield Finding("bad", f"{settings.OIDC_FILE} をほかの利用者も読めます（{mode:o}）。chmod 600 にしてください。")
    schools = {school.slug: school for school in School.objects.order_by("pk")} if found else {}
    for account in found:
        if lost := [slug for slug in account.schools if slug not in {EVERY, *schools}]:
            yield Finding("bad", f"児童のアカウント: {'、'.join(lost)} という学校はありません。")
        try:
            oidc_fetching.metadata(account)
            yield Finding("ok", f"児童のアカウント: {account.issuer} とつながります。")
        except oidc_fetching.NotSignedIn:
            yield Finding("bad", f"児童のアカウント: {account.issuer} の設定（discovery）を読めません。")
        for school in (each for slug, each in schools.items() if account.serves(slug)):
            back = f"{settings.BASE_URL.rstrip('/')}/s/{school.slug}/genki/account/back/"
            yield Finding("note", f"{school.name} の戻り先（リダイレクト URI）: {back}")
            if without := pupils_of(school).filter(account="").count():
                yield Finding(
                    "note", f"{school.name}: 名簿にアカウントのない児童が{without}人います（カードで入れます）。"
                )


def _fonts() -> Iterator[Finding]:
    from yorisoi.documents import fonts

    try:
        families = fonts.families()
    except fonts.NoFont as missing:
        yield Finding("bad", str(missing))
        return
    lost = [sign for sign in "髙﨑德𠮷" if ord(sign) not in fonts.signs()]
    yield (
        Finding("bad", f"印刷用のフォントに、名前の字 {'・'.join(lost)} がありません。")
        if lost
        else Finding("ok", f"印刷用のフォントがあります（{'・'.join(families)}）。")
    )


def _rest() -> Iterator[Finding]:
    from yorisoi.cli.translations import stale

    left = stale()
    yield (
        Finding("note", f"訳が古いままです: {', '.join(p.parent.parent.name for p in left)}")
        if left
        else Finding("ok", "訳は最新です。")
    )
    if settings.MAIL_ON:
        yield Finding("ok", f"メールは {settings.EMAIL_HOST} から送ります。")
    else:
        yield Finding("note", "メールは設定されていません（EMAIL_URL）。お知らせは画面だけに出ます。")
    if not settings.HTTPS and not settings.DEMO:
        yield Finding("note", "HTTPS が設定されていません（YORISOI_HTTPS=1）。校内の網でも HTTPS をすすめます。")
    if settings.DEBUG:
        yield Finding("bad", "YORISOI_DEBUG が入っています。本番では切ってください。")


def findings() -> list[Finding]:
    """Look at everything; return what was found, in order."""
    return [*_python(), *_database(), *_files(), *_accounts(), *_fonts(), *_rest()]


def doctor() -> int:
    """Print what was found; return 1 if something is bad."""
    found = findings()
    mark = {"ok": "○", "note": "△", "bad": "×"}
    for finding in found:
        print(f"{mark[finding.state]} {finding.text}")
    bad = sum(finding.state == "bad" for finding in found)
    print("問題はありません。" if not bad else f"直すところが {bad} つあります。")
    return 1 if bad else 0
