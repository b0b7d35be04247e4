"""Bytes that wait: in memory while they are few, then on disk under a key that is nowhere but in this process.

The file has no name (it is unlinked while open) and is readable by nobody else; what is left of it on the disk, after a
crash or for ever, is noise without the key. Nothing has to be cleaned at the next start.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

IN_MEMORY = 256 * 1024
_BLOCK = 16


class Spool(io.RawIOBase):
    """A file to write once from its beginning and then to read and seek in. `size`: bytes written so far."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self.size = 0
        self._in_memory = in_memory
        self._memory: io.BytesIO | None = io.BytesIO()
        self._disk: IO[bytes] | None = None
        self._key = b""
        self._start = 0
        self._sealing: CipherContext | None = None
        self._at = 0

    @property
    def on_disk(self) -> bool:
        """Say whether the bytes have left memory."""
        return self._disk is not None

    def writable(self) -> bool:
        """Yes."""
        return True

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Add to the end."""
        piece = bytes(data)
        if self._memory is not None:
            if self.size + len(piece) <= self._in_memory:
                self._memory.seek(0, io.SEEK_END)
                self._memory.write(piece)
                self.size += len(piece)
                return len(piece)
            self._go_to_disk()
        assert self._disk is not None  # noqa: S101
        assert self._sealing is not None  # noqa: S101
        self._disk.seek(self.size)
        self._disk.write(self._sealing.update(piece))
        self.size += len(piece)
        return len(piece)

    def _go_to_disk(self) -> None:
        held = self._memory.getvalue() if self._memory else b""
        self._memory, self.size = None, 0
        self._key = os.urandom(32)
        self._start = int.from_bytes(os.urandom(12)) << 32  # of the counter: room for 2³² blocks
        self._disk = tempfile.TemporaryFile(prefix="yorisoi-", buffering=0)  # noqa: SIM115 (closed in `close`)
        self._sealing = self._cipher(0)
        if held:
            self.write(held)

    def _cipher(self, block: int) -> CipherContext:
        counter = (self._start + block).to_bytes(_BLOCK)
        return Cipher(algorithms.AES(self._key), modes.CTR(counter)).encryptor()

    def readinto(self, buffer: Any) -> int:
        """Read from where one stands."""
        wanted = min(len(buffer), self.size - self._at)
        if wanted <= 0:
            return 0
        if self._memory is not None:
            self._memory.seek(self._at)
            piece = self._memory.read(wanted)
        else:
            piece = self._from_disk(wanted)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def readall(self) -> bytes:
        """Read the rest."""
        if self._memory is None:
            return super().readall() or b""
        rest = self._memory.getvalue()[self._at :]
        self._at += len(rest)
        return rest

    def _from_disk(self, wanted: int) -> bytes:
        assert self._disk is not None  # noqa: S101
        block, within = divmod(self._at, _BLOCK)
        self._disk.seek(block * _BLOCK)
        sealed = b""
        while len(sealed) < within + wanted and (more := self._disk.read(within + wanted - len(sealed))):
            sealed += more
        return self._cipher(block).update(sealed)[within:]

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stand somewhere else."""
        self._at = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Return where one stands."""
        return self._at

    def close(self) -> None:
        """Let the bytes go."""
        if self._disk is not None:
            with contextlib.suppress(OSError):
                self._disk.close()
        self._memory = None
        super().close()
