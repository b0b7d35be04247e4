"""Encryption of narratives: AES-256-GCM under a key per report or case.

That key is wrapped by the school's key, and the school's key by the master key.

The associated data binds each text to its row and field, so that a ciphertext moved elsewhere does not open.
Format: 1 byte version, 12 bytes nonce, ciphertext with tag.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"


class Unreadable(Exception):
    """The text cannot be opened: its key is destroyed, or the bytes are not what was written."""


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """Encrypt bytes under a 32-byte key; `about` names the row and field they belong to."""
    nonce = os.urandom(12)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Decrypt what `seal` made for the same row and field, or raise `Unreadable`."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise Unreadable("unknown format")
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], about.encode())
    except InvalidTag as error:
        raise Unreadable("wrong key, row or field, or changed bytes") from error
