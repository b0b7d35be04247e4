"""What a file is, told by its first bytes alone: neither its name nor what the browser says of it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

HEAD = 64  # bytes looked at


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind that may be attached. group: by which its size is limited. suffix: of a name that we give."""

    name: str
    group: str  # picture, pdf, video
    mime: str
    suffix: str


FILE_KINDS: dict[str, FileKind] = {
    kind.name: kind
    for kind in (
        FileKind("jpeg", "picture", "image/jpeg", "jpg"),
        FileKind("png", "picture", "image/png", "png"),
        FileKind("webp", "picture", "image/webp", "webp"),
        FileKind("heic", "picture", "image/heic", "heic"),
        FileKind("pdf", "pdf", "application/pdf", "pdf"),
        FileKind("mp4", "video", "video/mp4", "mp4"),
        FileKind("mov", "video", "video/quicktime", "mov"),
        FileKind("webm", "video", "video/webm", "webm"),
    )
}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4 = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV",
        b"dash", b"3gp4", b"3gp5", b"3gp6"}  # fmt: skip


def kind_of(head: bytes) -> FileKind | None:
    """Return the kind of a file that begins with these bytes, or None if it may not be attached."""
    if head[:3] == b"\xff\xd8\xff":
        return FILE_KINDS["jpeg"]
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return FILE_KINDS["png"]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FILE_KINDS["webp"]
    if head[:5] == b"%PDF-":
        return FILE_KINDS["pdf"]
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head:
        return FILE_KINDS["webm"]
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        name = "heic" if brand in _HEIC else "mov" if brand == b"qt  " else "mp4" if brand in _MP4 else ""
        return FILE_KINDS.get(name)
    return None


def kind_of_file(file: IO[bytes]) -> FileKind | None:
    """Return the kind of an open file, and stand at its beginning again."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return kind_of(head)
