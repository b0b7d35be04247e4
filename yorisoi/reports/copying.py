"""Makes the copies that are shown: each original is given to a process apart (`copier.py`), one after the other.

The original is safe before anything here begins. A copier that crashes, is too slow or wants too much costs nothing but
the copy; what may have been bad luck is tried again by the tick.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Count, Q, QuerySet

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.journal.crypto import Unreadable
from yorisoi.journal.spool import Spool
from yorisoi.reports.attachment_pieces import original_bytes, put_bytes
from yorisoi.reports.models import Attachment, AttachmentCopy

log = logging.getLogger("yorisoi.copies")
COPIER = Path(__file__).with_name("copier.py")
PATIENCE = 120.0  # seconds for one file
LARGEST = 120 * 1024 * 1024  # bytes of an answer
TRIES = 3
FINAL = ("made", "unreadable", "too_much")


@dataclass
class Made:
    """What the copier answered."""

    outcome: str
    mime: str = ""
    sizes: list[int] = field(default_factory=list)
    left_out: int = 0


def run_copier(kind: str, original: Iterable[bytes], into: IO[bytes], patience: float = PATIENCE) -> Made:
    """Give an original to a process of its own; write the pages into a file; say what became of it.

    The process gets nothing of ours: no environment (so no key), no open file, its own session, an empty folder.
    """
    process = subprocess.Popen(  # noqa: S603 (our own command line)
        [sys.executable, "-I", str(COPIER), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    held = list(original)  # read in this thread: a connection to the database belongs to its thread
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    late = threading.Event()

    def give_up() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(patience, give_up)
    timer.start()
    feeder = threading.Thread(target=_feed, args=(process.stdin, held), daemon=True)
    try:
        feeder.start()
        made = _answer(process.stdout, into)
    finally:
        timer.cancel()
        _end(process)
        feeder.join()
        process.stdout.close()
    return made or Made("late" if late.is_set() else "crashed")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _feed(pipe: IO[bytes], original: Iterable[bytes]) -> None:
    with contextlib.suppress(OSError):  # it has ended: its answer says why
        for piece in original:
            pipe.write(piece)
    with contextlib.suppress(OSError):
        pipe.close()


def _answer(pipe: IO[bytes], into: IO[bytes]) -> Made | None:
    """Read the answer; None if it is not whole."""
    head = pipe.read(8)
    if len(head) != 8 or not 0 < (length := int.from_bytes(head)) < 65536:
        return None
    try:
        said = json.loads(pipe.read(length))
        made = Made(said["outcome"], said["mime"], [int(size) for size in said["sizes"]], int(said["left_out"]))
    except (ValueError, KeyError, TypeError):
        return None
    allowed = {"image/png", "image/jpeg", "video/mp4", "video/webm"}
    if made.outcome not in FINAL or (made.outcome == "made" and made.mime not in allowed):
        return None
    left = sum(made.sizes)
    if left > LARGEST or min(made.sizes, default=1) < 1:
        return Made("too_much")
    while left and (piece := pipe.read(min(left, 65536))):
        into.write(piece)
        left -= len(piece)
    return None if left else made


def waiting() -> QuerySet[Attachment]:
    """Return the attachments of which a copy is still to be made, the oldest first."""
    kept = Q(report__key__wrapped__isnull=False) | Q(case__key__wrapped__isnull=False)
    kept |= Q(line__incident__key__wrapped__isnull=False)
    tried = Attachment.objects.filter(kept).annotate(
        tries=Count("copies"), final=Count("copies", filter=Q(copies__outcome__in=FINAL))
    )
    return (
        tried.filter(final=0, tries__lt=TRIES)
        .select_related("report__key", "case__key", "line__incident__key")
        .order_by("at", "id")
    )


def make_copy(attachment: Attachment) -> AttachmentCopy | None:
    """Try to make the copy of one attachment; None if somebody else was faster."""
    with Spool() as spool:
        pages = cast(IO[bytes], spool)
        try:
            made = run_copier(attachment.kind, original_bytes(attachment), pages)
        except Unreadable:
            made = Made("unreadable")
        pages.seek(0)
        return _write_down(attachment, made, pages)


def _write_down(attachment: Attachment, made: Made, pages: IO[bytes]) -> AttachmentCopy | None:
    now = clock.now()
    copy = AttachmentCopy(attachment=attachment, at=now, outcome=made.outcome)
    copy.mime, copy.sizes, copy.left_out = made.mime, made.sizes, made.left_out
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
            for number, size in enumerate(made.sizes, 1):
                put_bytes(attachment, pages, size, number)
            journal(
                by=SYSTEM,
                school_id=attachment.school_id,
                event="attachment.copied",
                about=attachment,
                at=now,
                outcome=made.outcome,
            )
    except IntegrityError:
        return None
    if made.outcome != "made":
        log.info("copy of attachment %s: %s", attachment.pk, made.outcome)
    return copy


def make_copies(*, older_than: timedelta = timedelta(0), most: int = 50) -> int:
    """Make the copies that are waiting (of files that came so long ago), each tried once; return how many were made."""
    count = 0
    due = waiting().filter(at__lte=clock.now() - older_than)
    for pk in list(due.values_list("pk", flat=True)[:most]):
        row = waiting().filter(pk=pk).first()
        if row is not None and (copy := make_copy(row)) is not None:
            count += copy.outcome == "made"
    return count


class _Beside:
    """One thread beside the requests that makes copies while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = False

    def wake(self) -> None:
        with self._lock:
            self._again = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="copies", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._again:
                    self._thread = None
                    return
                self._again = False
            try:
                make_copies()
            except Exception:
                log.exception("copies: given up until the next tick")
            finally:
                connections.close_all()


_beside = _Beside()


def copy_soon() -> None:
    """Have the copies made beside this request (or leave them to the tick, where settings say so)."""
    if settings.COPIES_AT_ONCE:
        _beside.wake()
