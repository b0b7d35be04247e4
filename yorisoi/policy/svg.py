"""A drawing as an SVG file for the manual: plain attributes, no style, no script, the same bytes every time."""

from __future__ import annotations

from xml.sax.saxutils import escape

from yorisoi.policy.drawing import Arrow, Box, Drawing
from yorisoi.policy.drawing_paths import number

INK, LINE, FAINT, PAPER, RESTING, ACCENT = "#1a1a1c", "#626264", "#8c8c8c", "#ffffff", "#e6f5ec", "#0017c1"
FONT = "BIZ UDPGothic, Hiragino Sans, Noto Sans JP, sans-serif"


def svg(drawing: Drawing) -> str:
    """Return the whole file. Its arrows carry their numbers; the table beside the picture says what each is."""
    width, height = number(drawing.width), number(drawing.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="title" font-family="{FONT}" font-size="14">',
        f'<title id="title">{escape(drawing.title)}</title>',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *(_line(arrow) for arrow in drawing.arrows),
        *(_box(box) for box in drawing.boxes),
        *(_badge(arrow) for arrow in drawing.arrows),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _line(arrow: Arrow) -> str:
    colour, width = (FAINT, "1") if arrow.back else (LINE, "1.5")
    return (
        f"<g><title>{escape(f'{arrow.number} {arrow.label}')}</title>"
        f'<path d="{arrow.path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        f'<path d="{arrow.head}" fill="{colour}"/></g>'
    )


def _badge(arrow: Arrow) -> str:
    x, y = number(arrow.label_x), number(arrow.label_y)
    return (
        f'<circle cx="{x}" cy="{y}" r="7" fill="{PAPER}" stroke="{LINE}"/>'
        f'<text x="{x}" y="{number(arrow.label_y + 3.2)}" font-size="9" text-anchor="middle" fill="{INK}">'
        f"{arrow.number}</text>"
    )


def _box(box: Box) -> str:
    x, y = box.centre
    fill = RESTING if box.resting else PAPER
    edge = ACCENT if box.start else INK
    caption = (
        f'<text x="{number(box.x)}" y="{number(box.y - 12)}" font-size="12" fill="{INK}" stroke="{PAPER}"'
        f' stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(box.caption)}</text>'
        if box.caption
        else ""
    )
    return caption + (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.w)}" height="{number(box.h)}" rx="8"'
        f' fill="{fill}" stroke="{edge}" stroke-width="{2 if box.start else 1.2}"/>'
        f'<text x="{number(x)}" y="{number(y + 5)}" text-anchor="middle" fill="{INK}">{escape(box.label)}</text>'
    )
