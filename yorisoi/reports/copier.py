"""A program of its own, run apart: reads one file from its input and writes the copy that may be shown to its output.

    python -I copier.py KIND < original > answer

It knows no Django, no database and no key; before it looks at the file it gives up opening any other (limits below).
Answer: eight bytes of length, so much JSON {outcome, mime, sizes, left_out}, then the pages one after the other.
Pictures are drawn anew, documents become pictures of their pages, videos are put into a new file with picture and
sound only: nothing that stood beside them (place, time, device, scripts, files within files) comes along.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import resource
import sys
import warnings
from typing import Any

CPU = {"picture": 20, "pdf": 60, "video": 60}  # seconds
MEMORY = 1536 * 1024 * 1024
PIXELS = 60_000_000
SIDE = 2560  # pixels of the longer side of a picture
PAGES, PAGE_SIDE = 30, 1600
PNG_UP_TO = 3 * 1024 * 1024
GROUP = {"pdf": "pdf", "mp4": "video", "mov": "video", "webm": "video"}


class TooMuch(Exception):
    """It would take more than anybody's honest file does."""


def picture(data: bytes, kind: str) -> tuple[str, list[bytes], int]:
    """Return the picture drawn anew, upright."""
    from PIL import Image, ImageOps

    image: Any = Image.open(io.BytesIO(data), formats=["HEIF" if kind == "heic" else kind.upper()])
    if image.width * image.height > PIXELS:
        raise TooMuch
    if kind == "jpeg":
        image.draft("RGB", (SIDE, SIDE))
    image = _in_plain_colours(ImageOps.exif_transpose(image))
    image.thumbnail((SIDE, SIDE))
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    if kind in {"png", "webp"} and len(png := _saved(fresh, "PNG")) <= PNG_UP_TO:
        return "image/png", [png], 0
    return "image/jpeg", [_saved(fresh, "JPEG", quality=87)], 0


def _in_plain_colours(image: Any) -> Any:
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if image.mode in {"RGBA", "LA", "PA", "P"} else "RGB")
    if profile and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), inPlace=True)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return plain
    return plain


def _saved(image: Any, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def document(data: bytes, kind: str) -> tuple[str, list[bytes], int]:  # noqa: ARG001 (as the others)
    """Return its pages as pictures."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    pages = []
    for number in range(min(len(pdf), PAGES)):
        page = pdf[number]
        side = max(*page.get_size(), 1.0)
        image = page.render(scale=min(PAGE_SIDE / side, 4.0), may_draw_forms=False).to_pil().convert("RGB")
        pages.append(_saved(image, "JPEG", quality=82))
        page.close()
    return "image/jpeg", pages, max(0, len(pdf) - PAGES)


def video(data: bytes, kind: str) -> tuple[str, list[bytes], int]:
    """Return picture and sound in a new file; the first frame must really be one."""
    import av

    form, mime = ("webm", "video/webm") if kind == "webm" else ("mp4", "video/mp4")
    out = io.BytesIO()
    original: Any = av.open(io.BytesIO(data), format="matroska" if kind == "webm" else "mov", metadata_errors="ignore")
    with original as source:
        seen = source.streams.video[0]
        seen.thread_type = "NONE"
        if seen.width * seen.height > PIXELS:
            raise TooMuch
        next(source.decode(seen))
        source.seek(0)
        wanted = [seen, *source.streams.audio[:1]]
        with av.open(out, "w", format=form) as copy:
            into = {}
            for stream in wanted:
                into[stream.index] = copy.add_stream_from_template(stream)
                into[stream.index].metadata.clear()
            for packet in source.demux(wanted):
                if packet.dts is not None:
                    packet.stream = into[packet.stream.index]
                    copy.mux(packet)
    return mime, [out.getvalue()], 0


def prepare(kind: str) -> Any:
    """Load what this kind needs, while files can still be opened; then take the limits."""
    group = GROUP.get(kind, "picture")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU[group], CPU[group]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)
    if group == "video":
        import av
        import av.logging

        for module in pkgutil.walk_packages(av.__path__, "av."):  # it loads the half of them only when they are wanted
            if "__main__" not in module.name:
                importlib.import_module(module.name)
        av.logging.set_level(av.logging.PANIC)
    else:
        from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

        _loaded = (ImageCms, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
        Image.init()
        Image.MAX_IMAGE_PIXELS = PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        if kind == "heic":
            import pi_heif

            pi_heif.register_heif_opener(thumbnails=False)
        if group == "pdf":
            import pypdfium2

            pypdfium2.PdfDocument.new().close()
    return {"picture": picture, "pdf": document, "video": video}[group]


def main() -> None:
    """Do it."""
    kind = sys.argv[1]
    work = prepare(kind)
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # input, output, errors: no file and no network from here
    answer: dict[str, Any] = {"outcome": "made", "mime": "", "sizes": [], "left_out": 0}
    pages: list[bytes] = []
    try:
        answer["mime"], pages, answer["left_out"] = work(data, kind)
    except Exception as error:
        bomb = isinstance(error, TooMuch | MemoryError) or type(error).__name__.startswith("DecompressionBomb")
        answer["outcome"], pages = "too_much" if bomb else "unreadable", []
    if answer["outcome"] == "made" and not pages:
        answer["outcome"] = "unreadable"
    answer["sizes"] = [len(page) for page in pages]
    head = json.dumps(answer).encode()
    sys.stdout.buffer.write(len(head).to_bytes(8))
    for piece in [head, *pages]:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
