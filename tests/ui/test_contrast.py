"""Every pair of colours that stand on one another meets WCAG 2.2 AA, in the light scheme and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import yorisoi.ui

CSS = (Path(yorisoi.ui.__file__).parent / "static/ui/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b", part))
    for part in CSS.split("@media (prefers-color-scheme: dark)")
)
SURFACES = ("ground", "surface", "sunken")
TEXT = [
    *((ink, on) for ink in ("ink", "ink-soft", "ink-faint", "accent", "danger") for on in SURFACES),
    *((ink, f"{tone}-soft") for tone in ("accent", "danger", "warn", "ok") for ink in ("ink", "ink-soft", tone)),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("accent-strong", "accent-soft"),
    ("accent-strong", "surface"),
    ("danger-strong", "danger-soft"),
]
SHAPES = [  # edges of controls and of the focus ring: 3:1
    *(("line-strong", on) for on in SURFACES),
    *(("accent", on) for on in SURFACES),
    *(("focus-ring", on) for on in SURFACES),
    ("danger", "surface"),
    ("focus-ring", "focus-glow"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "on"), TEXT)
def test_text_can_be_read(scheme: dict[str, str], ink: str, on: str) -> None:
    assert contrast(scheme[ink], scheme[on]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "on"), SHAPES)
def test_edges_can_be_seen(scheme: dict[str, str], edge: str, on: str) -> None:
    assert contrast(scheme[edge], scheme[on]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)
