"""Files for tests: pictures, documents and videos, honest ones and others."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

GPS, MAKER = b"35.681", b"Kamera-Seriennummer-7"


def jpeg(size: tuple[int, int] = (64, 48), *, place: bool = False, upright: bool = True) -> bytes:
    """Return a photo; with place, device and a comment in it if wanted, or lying on its side."""
    out = io.BytesIO()
    exif = Image.Exif()
    if not upright:
        exif[0x0112] = 6
    if place:
        exif[0x010F] = MAKER.decode()
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (35.0, 40.0, 52.0)
        exif.get_ifd(0x8825)[29] = GPS.decode()
    more: dict[str, Any] = {"comment": b"geheim", "xmp": b"<x:xmpmeta>geheim</x:xmpmeta>"} if place else {}
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG", exif=exif, **more)
    return out.getvalue()


def saved(form: str, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a picture (or a PDF of one page) in another format."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form)
    return out.getvalue()


def png_bomb(side: int = 60_000) -> bytes:
    """Return a small PNG that says to be some billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1_000_000)) for _n in range(40)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def video(form: str = "mp4", codec: str = "libx264", frames: int = 5) -> bytes:
    """Return a short video that says where and with what it was taken."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format=form) as film:
        film.metadata["location"] = "+35.6812+139.7671/"
        film.metadata["comment"] = "geheim"
        stream: Any = film.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _n in range(frames):
            for packet in stream.encode(av.VideoFrame.from_image(Image.effect_noise((64, 48), 60).convert("RGB"))):
                film.mux(packet)
        for packet in stream.encode():
            film.mux(packet)
    return out.getvalue()


PDF_WITH_SCRIPT = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\("geheim"\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
4 0 obj<</Author(geheim)>>endobj
trailer<</Root 1 0 R/Info 4 0 R>>
%%EOF
"""
