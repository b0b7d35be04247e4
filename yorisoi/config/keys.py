"""Keys in the data folder: made at the first start with mode 600, never in the database or the repo."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def read_or_make(path: Path, make: str) -> str:
    """Return the key in this file; make the file with mode 600 if it is missing.

    Two processes that start at once agree: the file is created exclusively, whoever comes second reads.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(make + "\n")
        file.flush()
        os.fsync(file.fileno())
    return make


def secret_key(folder: Path) -> str:
    """Return Django's secret key: `YORISOI_SECRET_KEY`, or the file `secret.key`."""
    return os.environ.get("YORISOI_SECRET_KEY") or read_or_make(folder / "secret.key", secrets.token_urlsafe(50))


def master_key(folder: Path) -> bytes:
    """Return the 32-byte master key: `YORISOI_MASTER_KEY` (base64), or the file `master.key`."""
    text = os.environ.get("YORISOI_MASTER_KEY") or read_or_make(
        folder / "master.key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    )
    key = base64.urlsafe_b64decode(text)
    if len(key) != 32:
        raise ValueError("the master key must be 32 bytes in base64")
    return key
