"""QR codes as SVG, drawn into the page: nothing is loaded, and paper shows them sharp."""

from __future__ import annotations

import io

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around, as the standard wants it


def qr(text: str, label: str) -> SafeString:
    """Return the code of a text, an address. label: what it says to whoever hears the page."""
    code = segno.make(text, error="m", micro=False)
    width, height = code.symbol_size(border=QUIET)
    out = io.BytesIO()
    code.save(
        out, kind="svg", border=QUIET, xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None,
        dark="#000", light="#fff", nl=False,
    )  # fmt: skip
    inner = out.getvalue().decode()
    inner = inner[inner.index(">") + 1 : inner.rindex("</svg>")]
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">{}</svg>',
        label,
        width,
        height,
        mark_safe(inner),  # noqa: S308 - drawn by the library from modules; the text itself is not in it
    )
