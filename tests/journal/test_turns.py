"""Workers take turns at a SQLite file, and never wait for each other while they hold it."""

from __future__ import annotations

import fcntl
import os
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from yorisoi.journal.turns import one_writer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases hold rows, no file"),
]


@pytest.mark.requirement("E3")
def test_whoever_holds_the_file_does_not_wait_for_whoever_waits_for_it() -> None:
    other = os.open(settings.DATA / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    gone = threading.Timer(20, os.close, [other])  # or a mistake would hang here for ever
    gone.start()
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        with transaction.atomic(), one_writer():
            assert gone.is_alive()
    finally:
        if gone.is_alive():
            gone.cancel()
            os.close(other)
