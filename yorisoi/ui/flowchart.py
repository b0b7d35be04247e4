"""A flow as the page draws it: geometry from the policy, words and links from here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yorisoi.policy.drawing import PITCH_X, WIDTH, Box, Drawing, draw
from yorisoi.policy.drawing_paths import head, rounded
from yorisoi.policy.flow import Flow
from yorisoi.ui.drawn import drawn_once

STANDING = {"done": "done", "current": "here", "ahead": "ahead"}
LEAD = 92.0  # width of the box before the first one
_PLACE = re.compile("\ue000([^\ue001]*)\ue001")
_LINE = 6.5  # characters of full width that fit on one line of a box


def picture(
    flow: Flow,
    *,
    done: Sequence[str] = (),
    current: str = "",
    notes: Mapping[str, object] | None = None,
    links: Mapping[str, str] | None = None,
    lead: tuple[object, object] | None = None,
) -> dict[str, Any]:
    """Return what the flowchart's template shows: boxes, arrows, a description in words, and the ways onward.

    lead: name and note of a box before the first one, for what came before the flow began.
    """
    words = {str(state): str(note) for state, note in (notes or {}).items() if note}
    drawing = draw(
        flow, done=[str(state) for state in done], current=str(current), notes=words, lang=get_language() or "ja"
    )
    rows = {str(state): row for state, (_column, row) in flow.places.items()}
    boxes = [_shown(box, rows[box.state], (links or {}).get(box.state, "")) for box in drawing.boxes]
    before = LEAD + PITCH_X - WIDTH if lead else 0.0
    if lead:
        boxes.insert(0, _lead(drawing.box(str(flow.start)), str(lead[0]), str(lead[1])))
    return {
        "drawing": drawing,
        "lead": lead is not None,
        "view_box": f"{-before:g} 0 {drawing.width + before:g} {drawing.height:g}",
        "small": drawing.width < 640,
        "arrows": [
            *([_lead_arrow(drawing.box(str(flow.start)))] if lead else ()),
            *sorted((a for a in drawing.arrows if a.source != a.target), key=lambda a: (not a.back, a.ahead, a.taken)),
        ],
        "boxes": boxes,
        "lists": _lists(flow, boxes),
        "linked": any(box["link"] for box in boxes),
        "onward": _onward(drawing),
        "description": _described(boxes),
    }


def drawn(
    flow: Flow,
    *,
    done: Sequence[str] = (),
    current: str = "",
    notes: Mapping[str, object] | None = None,
    links: Mapping[str, str] | None = None,
    lead: tuple[object, object] | None = None,
) -> SafeString:
    """Draw the picture: what is the same for every matter that stands there is drawn once, then its notes go in."""
    own = {f"n{state}": str(note) for state, note in (notes or {}).items() if note}
    own |= {f"l{state}": link for state, link in (links or {}).items() if link}
    if lead:
        own["n"] = str(lead[1])
    places = {name: f"\ue000{name}\ue001" for name in own}
    passed, before = tuple(map(str, done)), str(lead[0]) if lead else ""

    def draw_once() -> str:
        shown = picture(
            flow,
            done=passed,
            current=current,
            notes={name[1:]: place for name, place in places.items() if name[0] == "n" and name[1:]},
            links={name[1:]: place for name, place in places.items() if name[0] == "l"},
            lead=(before, places["n"]) if lead else None,
        )
        return get_template("ui/_flowchart.html").render(shown)

    whole = drawn_once(("flow", passed, str(current), tuple(sorted(places)), before, flow.name), flow, draw_once)
    return mark_safe(_PLACE.sub(lambda found: escape(own[found[1]]), whole))  # noqa: S308 - what goes in is escaped


def _lists(flow: Flow, boxes: list[dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
    """Return the boxes as lists: the way, then what lies beside it; one way where the second row goes on."""
    if flow.winds:
        order = [str(state) for state in flow.states]
        return [(0, sorted(boxes, key=lambda box: order.index(box["state"]) if box["state"] in order else -1))]
    return [(row, [box for box in boxes if box["row"] == row]) for row in sorted({box["row"] for box in boxes})]


def _shown(box: Box, row: int, link: str) -> dict[str, Any]:
    """Place the words of one box: the name in one line or two, the note under it."""
    lines = _lines(box.label)
    middle, _y = box.centre
    rows = len(lines) + bool(box.note)
    pitch = 16 if rows > 2 else 20  # three rows are set smaller
    top = box.y + box.h / 2 + (5 if rows > 2 else 7) - (rows - 1) * pitch / 2
    return {
        "state": box.state,
        "row": row,
        "label": box.label,
        "note": box.note,
        "caption": box.caption,
        "caption_x": f"{box.x:g}",
        "caption_y": f"{box.y - 12:g}",
        "standing": STANDING[box.standing],
        "link": link,
        "x": f"{box.x:g}",
        "y": f"{box.y:g}",
        "w": f"{box.w:g}",
        "h": f"{box.h:g}",
        "middle": f"{middle:g}",
        "lines": [(line, f"{top + pitch * place:g}") for place, line in enumerate(lines)],
        "note_y": f"{top + pitch * len(lines):g}",
        "tight": rows > 2 or (len(lines) == 1 and _long(box.label)),
        "tick": f"M{box.x + box.w - 12:g} {box.y:g}m-5 0l4 4 7-8",
        "badge_x": f"{box.x + box.w - 11:g}",
        "resting": box.resting,
    }


def _lead(first: Box, label: str, note: str) -> dict[str, Any]:
    """Return the box before the first one, as passed."""
    return _shown(replace(first, label=label, note=note, caption="", x=_lead_x(first), w=LEAD, standing="done"), 0, "")


def _lead_x(first: Box) -> float:
    return first.x - (PITCH_X - WIDTH) - LEAD


def _lead_arrow(first: Box) -> dict[str, Any]:
    """Return the arrow from there to the first box."""
    start, end = (_lead_x(first) + LEAD, first.centre[1]), (first.x, first.centre[1])
    return {"label": "", "path": rounded([start, end]), "head": head(start, end), "taken": True}


def _long(label: str) -> bool:
    return sum(1 if ord(letter) > 0x7F else 0.55 for letter in label) > _LINE


def _lines(label: str) -> list[str]:
    """Break a long name in two, at the space or hyphen nearest its middle; a single long word stays whole."""
    spaces = [place + (letter == "-") for place, letter in enumerate(label) if letter in " -"]
    if not _long(label) or (label.isascii() and not spaces):
        return [label]
    cut = min(spaces, key=lambda place: abs(place - len(label) / 2)) if spaces else (len(label) + 1) // 2
    return [label[:cut].strip(), label[cut:].strip()]


def _onward(drawing: Drawing) -> list[dict[str, str]]:
    """Name the arrows that leave the current state, each with where it leads."""
    return [
        {"label": arrow.label, "target": drawing.box(arrow.target).label}
        for arrow in drawing.arrows
        if arrow.ahead and arrow.source != arrow.target
    ]


def _described(boxes: list[dict[str, Any]]) -> str:
    """Say in a sentence where the matter stands."""
    here = "、".join(box["label"] for box in boxes if box["standing"] == "here")
    passed = "、".join(box["label"] for box in boxes if box["standing"] == "done")
    said = []
    if passed:
        said.append(_("済んだところ: %(states)s。") % {"states": passed})
    if here:
        said.append(_("いまのところ: %(states)s。") % {"states": here})
    return " ".join(said)
