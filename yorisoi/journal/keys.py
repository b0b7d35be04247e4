"""The key ring: make, wrap, unwrap. Unwrapped keys are kept in the process, never written."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from django.conf import settings

from yorisoi.journal.crypto import Unreadable, new_key, seal, unseal
from yorisoi.journal.models import DataKey, SchoolKey

Opener = Callable[[str, bytes], bytes]


@lru_cache(maxsize=64)
def _school_key(school_id: int, wrapped: bytes) -> bytes:
    return unseal(settings.MASTER_KEY, wrapped, f"school:{school_id}")


@lru_cache(maxsize=16384)
def _unwrap(school_key: bytes, key_id: str, wrapped: bytes) -> bytes:
    return unseal(school_key, wrapped, f"key:{key_id}")


@lru_cache(maxsize=64)
def _wrapped_school_key(school_id: int) -> bytes:
    return bytes(SchoolKey.objects.values_list("wrapped", flat=True).get(school_id=school_id))


def school_key(school_id: int) -> bytes:
    """Return the school's key (32 bytes)."""
    return _school_key(school_id, _wrapped_school_key(school_id))


def forget() -> None:
    """Drop every key held in memory (after a rotation, and between tests)."""
    for cache in (_school_key, _unwrap, _wrapped_school_key):
        cache.cache_clear()


def make_school_key(school_id: int) -> None:
    """Make the key of a new school."""
    SchoolKey.objects.create(school_id=school_id, wrapped=seal(settings.MASTER_KEY, new_key(), f"school:{school_id}"))


def make_data_key(school_id: int) -> DataKey:
    """Make a key for a new report, case or meeting of this school."""
    row = data_key(school_id)
    row.save(force_insert=True)
    return row


def data_key(school_id: int) -> DataKey:
    """Return a new key, not yet written."""
    row = DataKey(school_id=school_id)
    row.wrapped = seal(school_key(school_id), new_key(), f"key:{row.pk}")
    return row


def opener(school_id: int) -> Opener:
    """Return what gives the 32 bytes of this school's keys that were read as columns (id, wrapped), without rows."""
    return partial(_unwrap, school_key(school_id))


def open_key(row: DataKey) -> bytes:
    """Return the 32 bytes of this key, or raise `Unreadable` when it was destroyed."""
    if row.wrapped is None:
        raise Unreadable("the key was destroyed when its retention ended")
    return _unwrap(school_key(row.school_id), str(row.pk), bytes(row.wrapped))
