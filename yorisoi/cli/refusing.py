"""One clear sentence instead of a traceback."""

from __future__ import annotations


class Refused(Exception):
    """The command stops here; `str()` of it is all that the person needs to read, in Japanese and English."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(f"{japanese} {english}")
