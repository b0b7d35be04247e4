"""Where the boxes and arrows of a flowchart go: pure geometry, for the pages and for the charts in the manual.

Boxes stand on the grid of `flow.places`. Arrows between neighbours in a row are straight; all others leave through a
gap between two rows (or above the first, or below the last), run along a lane of their own there, and so cross no
box. Moves in the same direction between the same two states make one arrow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils import translation

from yorisoi.policy.drawing_paths import Point, head, rounded, spot
from yorisoi.policy.flow import Flow

WIDTH, HEIGHT = 128.0, 52.0
PITCH_X = 168.0
GAP, LANE = 58.0, 11.0  # height of the gap between rows at least (row pitch 110), and between two lanes in it
MARGIN = 20.0
FOOT = 14.0  # between a row of boxes and the nearest lane
CAPTION = 16.0  # more of it above a row whose boxes carry captions
PORT = 12.0  # between two ports on one side of a box
LOOP = (38.0, 54.0)  # where an arrow back to its own box leaves and enters, right of the middle


@dataclass(frozen=True, slots=True)
class Box:
    """A state. standing: "done", "current" or "ahead". resting: nothing is owed in it. caption: who handles it."""

    state: str
    label: str
    x: float
    y: float
    w: float
    h: float
    standing: str
    note: str
    resting: bool
    start: bool
    caption: str = ""

    @property
    def centre(self) -> Point:
        """Return the middle of the box."""
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """All moves from one state to another. path, head: SVG path data. label: the moves' labels, joined.

    points: the corners of the path. number: its place in reading order, from 1. label_x, label_y: a spot on the
    longest stretch of it. taken: this case went this way. ahead: it leaves the current state.
    back: it leads back, or round to its own box.
    """

    source: str
    target: str
    moves: tuple[str, ...]
    label: str
    number: int
    points: tuple[Point, ...]
    path: str
    head: str
    label_x: float
    label_y: float
    taken: bool
    ahead: bool
    back: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A flowchart laid out, in pixels from the top left."""

    name: str
    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def box(self, state: str) -> Box:
        """Return the box of a state."""
        return next(box for box in self.boxes if box.state == state)


@dataclass
class _Way:
    """An arrow on its way to being routed: `gap` is the lane's gap (0 above the first row), -1 for a straight one."""

    source: str
    target: str
    gap: int
    start_x: float = 0.0
    end_x: float = 0.0
    lane: int = 0
    head_room: float = FOOT


def pairs(flow: Flow) -> dict[tuple[str, str], list[str]]:
    """Return the move names for each pair of states (source, target), in the order of the table."""
    found: dict[tuple[str, str], list[str]] = {}
    order = [str(state) for state in flow.states]
    for arrow in flow.moves:
        for source in sorted((str(state) for state in arrow.source), key=order.index):
            found.setdefault((source, str(arrow.lands(source))), []).append(arrow.name)
    return found


def draw(
    flow: Flow,
    *,
    done: Sequence[str] = (),
    current: str = "",
    notes: Mapping[str, str] | None = None,
    lang: str = "ja",
) -> Drawing:
    """Lay the flow out.

    done: the states that the matter has been in, in order (a state may come again). current: where it stands.
    notes: a short text for the foot of a box (a date). lang: the language of the labels.
    """
    places = {str(state): place for state, place in flow.places.items()}
    joined = pairs(flow)
    head_room = FOOT + (CAPTION if flow.captions else 0.0)
    ways = {pair: _Way(*pair, gap=_gap(places, *pair), head_room=head_room) for pair in joined}
    _ports(places, list(ways.values()))
    lanes = _lanes(list(ways.values()))
    rows = max(row for _, row in places.values()) + 1
    tops = _tops(rows, lanes, head_room)
    steps = [*map(str, done), str(current)] if current else list(map(str, done))
    walked = set(pairwise(steps))
    with translation.override(lang):
        boxes = tuple(
            Box(
                state,
                str(flow.labels[state]),
                MARGIN + column * PITCH_X,
                tops[row],
                WIDTH,
                HEIGHT,
                _standing(state, done, current),
                (notes or {}).get(state, ""),
                state in flow.resting,
                state == flow.start,
                str(flow.captions.get(state, "")),
            )
            for state, (column, row) in places.items()
        )
        arrows = tuple(
            _arrow(number, way, _points(way, places, tops, ways), joined[pair], flow, pair in walked, current)
            for number, (pair, way) in enumerate(ways.items(), 1)
        )
        title = str(flow.title)
    columns = max(column for column, _ in places.values()) + 1
    width = 2 * MARGIN + (columns - 1) * PITCH_X + WIDTH
    height = tops[-1] + HEIGHT + _room(lanes.get(rows, 0))
    return Drawing(flow.name, title, width, height, boxes, arrows)


def _standing(state: str, done: Collection[str], current: str) -> str:
    if state == current:
        return "current"
    return "done" if state in done else "ahead"


def _arrow(
    number: int, way: _Way, points: list[Point], moves: list[str], flow: Flow, taken: bool, current: str
) -> Arrow:
    spot_x, spot_y = spot(points, LOOP[1] - LOOP[0])
    if way.lane % 2 and way.source != way.target:
        spot_x += 30.0  # beside the number on the lane below, not on it
    labels = [str(flow.move(name).label) for name in moves]
    return Arrow(
        way.source,
        way.target,
        tuple(moves),
        " / ".join(labels),
        number,
        tuple(points),
        rounded(points),
        head(points[-2], points[-1]),
        spot_x,
        spot_y,
        taken,
        way.source == current,
        flow.places[way.source][0] >= flow.places[way.target][0],
    )


def _gap(places: dict[str, tuple[int, int]], source: str, target: str) -> int:
    """Return the gap that an arrow runs through, or -1 where it goes straight to a neighbour in the row."""
    (from_column, from_row), (to_column, to_row) = places[source], places[target]
    last = max(row for _, row in places.values())
    if from_row != to_row:
        if abs(from_row - to_row) > 1:
            raise ValueError(f"{source} and {target} stand more than a row apart: no way between them is drawn")
        return max(from_row, to_row)
    if abs(from_column - to_column) == 1:
        return -1
    return from_row if from_row == 0 or from_row < last else from_row + 1


def _side(way: _Way, state: str, places: dict[str, tuple[int, int]]) -> str:
    return "top" if way.gap <= places[state][1] else "bottom"


def _ports(places: dict[str, tuple[int, int]], ways: list[_Way]) -> None:
    """Give each lane arrow its places on the two boxes: left of the middle when it comes from the left, and so on."""
    last = max(row for _, row in places.values())
    for state, (column, _row) in places.items():
        middle = MARGIN + column * PITCH_X + WIDTH / 2
        for side in ("top", "bottom"):
            wanted: list[tuple[int, int, _Way, str]] = []
            for way in ways:
                if way.gap < 0 or state not in (way.source, way.target) or _side(way, state, places) != side:
                    continue
                for end in ("start", "end"):
                    if state != (way.source if end == "start" else way.target):
                        continue
                    other = places[way.target if end == "start" else way.source][0] - column
                    if way.source == way.target:
                        setattr(way, f"{end}_x", middle + LOOP[end == "end"])
                        continue
                    wanted.append((other, 0 if end == "start" else 1, way, end))
            # A top side and the bottom side above it use different x, so that no two verticals lie on one another.
            shift = 0.0 if side == "top" else PORT / 2
            for sign in (-1, 0, 1):
                group = [entry for entry in wanted if (entry[0] > 0) - (entry[0] < 0) == sign]
                # Short lanes run nearest to the row below (or above) them: in this order they cross the fewest.
                nearest_inside = side == "bottom" and bool(group) and group[0][2].gap <= last
                group.sort(
                    key=lambda entry: (
                        abs(entry[0]) if nearest_inside else -abs(entry[0]),
                        entry[1] if sign > 0 else 1 - entry[1],
                    )
                )
                for index, (_other, _turn, way, end) in enumerate(group):
                    if sign == 0:  # straight up or down: both ends at the same x
                        x = middle + (4.0 if way.gap and places[way.source][1] < places[way.target][1] else -4.0)
                    else:
                        x = middle + sign * (14.0 + shift + PORT * index)
                    setattr(way, f"{end}_x", x)


def _lanes(ways: list[_Way]) -> dict[int, int]:
    """Give each arrow a lane in its gap, short ones first; return how many lanes each gap has."""
    used: dict[int, list[list[tuple[float, float]]]] = {}
    for way in sorted(ways, key=lambda way: (abs(way.start_x - way.end_x), way.start_x, way.end_x)):
        if way.gap < 0 or way.start_x == way.end_x:
            continue
        left, right = sorted((way.start_x, way.end_x))
        lanes = used.setdefault(way.gap, [])
        for number, taken in enumerate(lanes):
            if all(right + 6 < a or b + 6 < left for a, b in taken):
                taken.append((left, right))
                way.lane = number
                break
        else:
            way.lane = len(lanes)
            lanes.append([(left, right)])
    return {gap: len(lanes) for gap, lanes in used.items()}


def _room(lanes: int, foot: float = FOOT) -> float:
    least = MARGIN + foot - FOOT
    return max(least, foot + LANE * lanes + 8.0) if lanes else least


def _tops(rows: int, lanes: dict[int, int], head_room: float) -> list[float]:
    tops = [_room(lanes.get(0, 0), head_room)]
    for row in range(1, rows):
        tops.append(tops[-1] + HEIGHT + max(GAP, FOOT + head_room + LANE * lanes.get(row, 0)))
    return tops


def _points(
    way: _Way, places: dict[str, tuple[int, int]], tops: list[float], ways: Mapping[tuple[str, str], _Way]
) -> list[Point]:
    (from_column, from_row), (to_column, to_row) = places[way.source], places[way.target]
    if way.gap < 0:
        both = (way.target, way.source) in ways
        forward = to_column > from_column
        y = tops[from_row] + HEIGHT / 2 + ((-9.0 if forward else 9.0) if both else 0.0)
        left = MARGIN + min(from_column, to_column) * PITCH_X + WIDTH
        right = MARGIN + max(from_column, to_column) * PITCH_X
        return [(left, y), (right, y)] if forward else [(right, y), (left, y)]
    start_y = tops[from_row] + (0.0 if way.gap <= from_row else HEIGHT)
    end_y = tops[to_row] + (0.0 if way.gap <= to_row else HEIGHT)
    if way.start_x == way.end_x:
        return [(way.start_x, start_y), (way.end_x, end_y)]
    if way.gap < len(tops):
        lane_y = tops[way.gap] - way.head_room - LANE * way.lane  # counted up from the row below the gap
    else:
        lane_y = tops[-1] + HEIGHT + FOOT + LANE * way.lane
    return [(way.start_x, start_y), (way.start_x, lane_y), (way.end_x, lane_y), (way.end_x, end_y)]
