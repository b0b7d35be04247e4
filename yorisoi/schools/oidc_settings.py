"""Which schools let their pupils in by the city's account, and how: read from one file beside the keys, never stored.

`DATA/oidc.toml` (or `YORISOI_OIDC`) has one `[[account]]` for each provider; docs/operations/pupil-accounts.md has it
in full. The secret stands in that file or in a file of its own, and in nothing that is printed or kept.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger("yorisoi.oidc")
GOOGLE = "https://accounts.google.com"
FIND_BY = ("sub", "oid", "email", "preferred_username")
ADDRESSES = ("email", "preferred_username")  # told apart by their letters, not by small and capital ones
ANY_TENANT = {"common", "organizations", "consumers"}  # of Microsoft: anybody's account anywhere
NEAR = {"localhost", "127.0.0.1", "::1"}
EVERY = "*"
TTL = 10 * 60  # seconds from the press on the button to the return
_KNOWN = {"schools", "issuer", "client_id", "secret", "secret_file", "find_by", "domain", "instead_of_cards", "leave",
          "prompt"}  # fmt: skip


class NotSignedIn(Exception):
    """Nobody is let in. why: "away" (the provider does not answer), "stale" (too late, or asked twice), "refused"."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        if detail:
            log.warning("a sign-in by account was %s: %s", why, detail)  # a word of ours: no name, no token


class BadSettings(Exception):
    """The file cannot be used; the text says why, without anything secret."""


@dataclass(frozen=True, slots=True)
class Account:
    """A provider of accounts. schools: slugs, or `*`. find_by: the claim that stands in the roster.

    domain: whose accounts alone come in. instead: the class page asks for no words of a card. leave: where one leaves
    the account, if the provider's own document does not say it. prompt: what the provider asks each time.
    """

    schools: tuple[str, ...]
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    find_by: str
    domain: str = ""
    instead: bool = False
    leave: str = ""
    prompt: str = "select_account"

    def serves(self, slug: str) -> bool:
        """Say whether this is the provider of a school's pupils."""
        return EVERY in self.schools or slug in self.schools


def is_safe(address: object) -> bool:
    """Say whether an address may be asked: over TLS, or on this machine."""
    parts = urlsplit(address) if isinstance(address, str) else None
    return parts is not None and (
        (parts.scheme == "https" and bool(parts.hostname)) or (parts.scheme == "http" and parts.hostname in NEAR)
    )


def read_accounts(path: Path) -> tuple[Account, ...]:
    """Return what the file says; nothing where there is none. Raises BadSettings."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path.name} が読めません（{type(error).__name__}）。") from error
    except tomllib.TOMLDecodeError as error:  # its words may hold a piece of the line
        raise BadSettings(f"{path.name} の書き方が正しくありません（TOML）。") from error
    rows = said.get("account", [])
    if set(said) - {"account"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadSettings(f"{path.name} には [[account]] だけを書いてください。")
    found = tuple(_account(row, path.parent) for row in rows)
    named = [slug for each in found for slug in each.schools]
    if len(named) != len(set(named)) or (EVERY in named and len(named) > 1):
        raise BadSettings("同じ学校が、二つの [[account]] にあります。")
    return found


def _account(row: Mapping[str, Any], folder: Path) -> Account:
    if unknown := sorted(set(row) - _KNOWN):
        raise BadSettings(f"知らない項目があります: {'、'.join(unknown)}")
    schools = row.get("schools")
    if not isinstance(schools, list) or not schools or not all(isinstance(each, str) for each in schools):
        raise BadSettings('schools に学校の名前（アドレスの /s/ のあと）を並べてください。例: schools = ["nishi"]')
    texts = {name: row.get(name, "") for name in _KNOWN - {"schools", "instead_of_cards"}}
    if wrong := sorted(name for name, value in texts.items() if not isinstance(value, str)):
        raise BadSettings(f"文字で書いてください: {'、'.join(wrong)}")
    if missing := [name for name in ("issuer", "client_id", "find_by") if not texts[name]]:
        raise BadSettings(f"足りない項目があります: {'、'.join(missing)}")
    issuer, find_by, domain = texts["issuer"], texts["find_by"], texts["domain"].casefold().lstrip("@")
    if not is_safe(issuer):
        raise BadSettings("issuer は https:// で始まるアドレスにしてください。")
    if ANY_TENANT & set(urlsplit(issuer).path.split("/")):
        raise BadSettings("issuer には自治体のテナントの番号を書いてください（common などは、だれでも入れます）。")
    if find_by not in FIND_BY:
        raise BadSettings(f"find_by は {'、'.join(FIND_BY)} のどれかにしてください。")
    if issuer == GOOGLE and not domain:
        raise BadSettings("Google では domain（自治体のドメイン）が必要です。")
    if texts["leave"] and not is_safe(texts["leave"]):
        raise BadSettings("leave は https:// で始まるアドレスにしてください。")
    if not isinstance(row.get("instead_of_cards", False), bool):
        raise BadSettings("instead_of_cards は true か false にしてください。")
    return Account(
        schools=tuple(schools),
        issuer=issuer,
        client_id=texts["client_id"],
        secret=_secret(texts["secret"], texts["secret_file"], folder),
        find_by=find_by,
        domain=domain,
        instead=row.get("instead_of_cards", False),
        leave=texts["leave"],
        prompt=texts["prompt"] or "select_account",
    )


def _secret(said: str, file: str, folder: Path) -> str:
    if file:
        try:
            said = (folder / file).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(f"secret_file が読めません（{type(error).__name__}）。") from error
    if not said:
        raise BadSettings("secret か secret_file が必要です。")
    return said


@cache
def accounts() -> tuple[Account, ...]:
    """Return the providers, read once; a file that cannot be used lets nobody in and is said in the log."""
    try:
        return read_accounts(settings.OIDC_FILE)
    except BadSettings as bad:
        log.error("pupils cannot sign in by account: %s", bad)
        return ()


def account_for(slug: str) -> Account | None:
    """Return the provider of a school's pupils; None where they come by card alone."""
    return next((each for each in accounts() if each.serves(slug)), None)
