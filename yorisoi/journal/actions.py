"""The only way into the journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from yorisoi.journal import clock
from yorisoi.journal.actors import Actor
from yorisoi.journal.models import Event
from yorisoi.journal.rows import new_row

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def leaf_hash(row: Event) -> bytes:
    """Return the RFC 9162 leaf hash of a line: SHA-256 over 0x00 and the canonical JSON of all its columns."""
    line = _canonical(
        {
            "uid": str(row.uid),
            "school": row.school_id,
            "at": row.at.astimezone(UTC).isoformat(),
            "actor": [row.actor_kind, row.actor_id, row.actor_post],
            "event": row.event,
            "about": [row.about_kind, row.about_id],
            "cite": row.cite,
            "data": row.data,
        }
    )
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def journal(
    *,
    by: Actor,
    school_id: int,
    event: str,
    about: Any = None,
    cite: str = "",
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Write one line of the journal. `data` takes codes and ids only.

    An event that changes something belongs in the transaction of the change.
    """
    if not event.startswith("view.") and not connection.in_atomic_block:
        raise RuntimeError(f"journal({event}) outside a transaction")
    row = line(by=by, school_id=school_id, event=event, about=about, cite=cite, at=at, **data)
    row.save(force_insert=True)
    return row


def line(
    *,
    by: Actor,
    school_id: int,
    event: str,
    about: Any = None,
    cite: str = "",
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Return a line of the journal, not yet written: `journal_all` writes several at once."""
    row = new_row(
        Event,
        school_id=school_id,
        at=at or clock.now(),
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        actor_post=by.actor_post,
        event=event,
        about_kind=about._meta.model_name if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        cite=cite,
        data=data,
    )
    row.leaf = leaf_hash(row)
    return row


def journal_all(lines: Iterable[Event]) -> None:
    """Write these lines of the journal, in their order, in one statement. Inside the transaction of the change only."""
    if not connection.in_atomic_block:
        raise RuntimeError("journal_all outside a transaction")
    Event.objects.bulk_create(list(lines))
