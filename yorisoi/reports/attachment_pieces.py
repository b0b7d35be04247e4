"""Bytes of attachments in the database: sealed piece by piece, each bound to its file, its page and its place there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from yorisoi.journal.crypto import Unreadable, seal, unseal
from yorisoi.journal.keys import open_key
from yorisoi.reports.models import Attachment, AttachmentCopy, AttachmentPart

PIECE = 1024 * 1024


def pieces_in(size: int) -> int:
    """Return of how many pieces so many bytes are made."""
    return max(1, -(-size // PIECE))


def _about(attachment: Attachment, page: int, number: int, size: int) -> str:
    return f"reports.attachment.bytes:{attachment.pk}:{page}:{number}/{size}"


def put_bytes(attachment: Attachment, file: IO[bytes], size: int, page: int = 0) -> None:
    """Seal a whole file away, a piece in memory at a time. Raises `Unreadable` if fewer bytes come."""
    key = open_key(attachment.sealing_key())
    for number in range(pieces_in(size)):
        wanted = min(PIECE, size - number * PIECE)
        plain = file.read(wanted)
        if len(plain) != wanted:
            raise Unreadable("the file is shorter than it was")
        sealed = seal(key, plain, _about(attachment, page, number, size))
        AttachmentPart(attachment=attachment, page=page, number=number, sealed=sealed).save(force_insert=True)


def get_bytes(
    attachment: Attachment, size: int, page: int = 0, first: int = 0, last: int | None = None
) -> Iterator[bytes]:
    """Yield the bytes from `first` to `last` (both with them; None: to the end). Raises `Unreadable`."""
    last = size - 1 if last is None else last
    key = open_key(attachment.sealing_key())
    for number in range(first // PIECE, last // PIECE + 1):
        row = AttachmentPart.objects.filter(attachment=attachment, page=page, number=number).first()
        if row is None:
            raise Unreadable("a piece is missing")
        plain = unseal(key, bytes(row.sealed), _about(attachment, page, number, size))
        start = number * PIECE
        yield plain[max(first - start, 0) : last - start + 1]


def original_bytes(attachment: Attachment) -> Iterator[bytes]:
    """Yield the original as it was sent."""
    return get_bytes(attachment, attachment.size)


def copy_bytes(copy: AttachmentCopy, page: int, first: int = 0, last: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a page (from 1) of the copy that is shown."""
    return get_bytes(copy.attachment, copy.sizes[page - 1], page, first, last)
