"""Lines as SVG path data: corners rounded, heads of arrows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
RADIUS = 5.0
HEAD = 7.0


def number(value: float) -> str:
    """Write a length shortly and always the same way."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _toward(start: Point, end: Point, length: float) -> Point:
    span = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = length / span if span else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def rounded(points: Sequence[Point]) -> str:
    """Return a path along upright and level stretches with rounded corners."""
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(RADIUS, *((abs(corner[0] - end[0]) + abs(corner[1] - end[1])) / 2 for end in (before, after)))
        parts.append(f"L{_pair(_toward(corner, before, reach))}")
        parts.append(f"Q{_pair(corner)} {_pair(_toward(corner, after, reach))}")
    parts.append(f"L{_pair(points[-1])}")
    return "".join(parts)


def head(before: Point, tip: Point) -> str:
    """Return the head of an arrow that comes from `before` to `tip`."""
    back = _toward(tip, before, HEAD)
    across = (HEAD / 2, 0.0) if before[0] == tip[0] else (0.0, HEAD / 2)
    left, right = (back[0] - across[0], back[1] - across[1]), (back[0] + across[0], back[1] + across[1])
    return f"M{_pair(tip)}L{_pair(left)}L{_pair(right)}Z"


def spot(points: list[Point], loop: float) -> Point:
    """Return where a label stands: the middle of the longest stretch. loop: how wide an arrow to its own box is."""
    stretches = list(pairwise(points))
    if len(points) == 4 and points[0][1] == points[3][1] and points[3][0] - points[0][0] == loop:
        return points[2][0] + 9.0, points[2][1]  # beside a loop, which is too small to carry it
    (x1, y1), (x2, y2) = max(stretches, key=lambda ends: abs(ends[0][0] - ends[1][0]) + abs(ends[0][1] - ends[1][1]))
    return (x1 + x2) / 2, (y1 + y2) / 2
