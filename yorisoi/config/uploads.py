"""Files that somebody sends, while a request is answered: none of them lies on the disk as it was sent."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import multipartparser

from yorisoi.journal.spool import Spool

# Of one part of a sending: Django's 1 kB is a bare 400 for a long name of a file, where a form would say what is wrong.
multipartparser.MAX_TOTAL_HEADER_SIZE = 64 * 1024  # type: ignore[attr-defined]


class SpooledFile(UploadedFile):
    """A file that somebody sent, in a `Spool`."""

    def __init__(self, spool: Spool, name: str | None, content_type: str | None, extra: Any) -> None:
        super().__init__(io.BufferedReader(spool), name, content_type, spool.size, None, extra)
        self.name_bytes = len((name or "").encode())  # Django cuts the name; a form may want to say that it is too long


class SpoolHandler(FileUploadHandler):
    """Django's upload handler for all files: none of them ever lies in a temporary file as it was sent."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.spool = Spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 (Django's signature)
        """Take a piece."""
        self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> SpooledFile:  # noqa: ARG002
        """Hand the file on."""
        self.spool.seek(0)
        return SpooledFile(self.spool, self.file_name, self.content_type, self.content_type_extra)

    def upload_interrupted(self) -> None:
        """Let go of what came."""
        if spool := getattr(self, "spool", None):
            spool.close()
