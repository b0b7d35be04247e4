"""One question's counts, the whole school's and each class's: which to hide, so that together they tell no small one.

`subtraction` asks whether sums determine a hidden cell. That is not enough beside the counts of classes: of seven
hidden cells whose sum is seven each is one, and where the school says that everybody answered alike, so did a class of
one. Here a small cell is safe only if another table, of whole numbers that fit all that is shown and hide in the same
places, has another number in it. The tables are flows (child → class → answer → school), so there is one exactly where
a way round leads through the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yorisoi.policy.small import SMALL, hide_beside_sum

Place = tuple[int | None, str]  # class, answer; class None: the whole school
SCHOOL = "school"
MANY = 10**9


@dataclass
class Table:
    """classes: class → answer → count, only the answers that a class could give; `answered`: how many of each class.

    What the counts of a class come to is taken for known: `answered`, where each child counts once.
    """

    classes: Mapping[int, Mapping[str, int]]
    answered: Mapping[int, int]
    school: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.school = {}
        for row in self.classes.values():
            for code, count in row.items():
                self.school[code] = self.school.get(code, 0) + count

    def count(self, place: Place) -> int:
        """Return the count of a cell."""
        class_id, code = place
        return self.school[code] if class_id is None else self.classes[class_id][code]

    def places(self) -> Iterator[Place]:
        """Give every cell, the school's first."""
        yield from ((None, code) for code in self.school)
        yield from ((class_id, code) for class_id, row in self.classes.items() for code in row)

    def bounds(self, place: Place) -> tuple[int, int]:
        """Return between which numbers a hidden cell lies for somebody who knows the rule."""
        class_id, count = place[0], self.count(place)
        most = MANY if class_id is None else self.answered[class_id]
        if class_id is not None and most < SMALL:
            return 0, most
        if count >= SMALL:
            return SMALL, most
        return (1 if class_id is None and count else 0), min(SMALL - 1, most)


def hidden_places(table: Table) -> frozenset[Place]:
    """Return the cells to hide.

    Of a class everything from nought to four (that nobody gave an answer is shown only where nobody in the school
    did), and everything of a class of fewer than five; of the school what `hide_beside_sum` hides. Where a small cell
    could still be told, or several are known to be few together, the next of the classes' goes too, the school's last.
    """
    hidden = set(_first(table))
    while told := next(_few_together(table, hidden), None) or next(_told(table, hidden), None):
        more = _next(table, told, hidden)
        if more is None:
            break  # everything is hidden
        hidden.add(more)
    return frozenset(hidden)


def _first(table: Table) -> Iterator[Place]:
    if sum(table.answered.values()) < SMALL:
        yield from table.places()
        return
    shown = hide_beside_sum(table.school)
    yield from ((None, code) for code, count in shown.items() if count is None)
    for class_id, row in table.classes.items():
        few = table.answered[class_id] < SMALL
        for code, count in row.items():
            if few or (count < SMALL and (table.school[code] or shown[code] is None)):
                yield class_id, code


def _few_together(table: Table, hidden: set[Place]) -> Iterator[Place]:
    """Give where the hidden cells of a class, or of an answer whose sum is shown, are known to come to one to four.

    The place names no answer or no class where it is a class's or an answer's: there more is hidden first.
    """
    rows: dict[int, int] = {}
    columns: dict[str, int] = {}
    for class_id, code in hidden:
        if class_id is not None:
            count = table.classes[class_id][code]
            rows[class_id] = rows.get(class_id, 0) + count
            columns[code] = columns.get(code, 0) + count
    for class_id in sorted(rows):
        if 0 < rows[class_id] < SMALL <= table.answered[class_id]:
            yield class_id, ""
    for code in sorted(columns):
        if 0 < columns[code] < SMALL and (None, code) not in hidden:
            yield None, code


def _told(table: Table, hidden: set[Place]) -> Iterator[Place]:
    """Give the small cells that the shown ones tell."""
    ways = _ways(table, hidden)
    for place in sorted(hidden, key=lambda one: (one[0] is not None, one[0] or 0, one[1])):
        if 0 < table.count(place) < SMALL:
            start, end = _ends(place)
            if not (_leads(ways, end, start, place, 1) or _leads(ways, start, end, place, -1)):
                yield place


def _ends(place: Place) -> tuple[object, object]:
    class_id, code = place
    return (("answer", code), SCHOOL) if class_id is None else (class_id, ("answer", code))


Ways = dict[object, list[tuple[object, Place, int]]]


def _ways(table: Table, hidden: set[Place]) -> Ways:
    """Return from where to where one child more or less can be moved through the hidden cells."""
    ways: Ways = {}
    for place in hidden:
        (start, end), count, (least, most) = _ends(place), table.count(place), table.bounds(place)
        if count < most:
            ways.setdefault(start, []).append((end, place, 1))
        if count > least:
            ways.setdefault(end, []).append((start, place, -1))
    return ways


def _leads(ways: Ways, start: object, end: object, place: Place, step: int) -> bool:
    """Say whether a way leads back, with this cell one more (step 1) or one less, and not through the cell itself."""
    if not any(one[1] == place and one[2] == step for one in ways.get(end, [])):
        return False
    seen, waiting = {start}, [start]
    while waiting:
        for node, by, _step in ways.get(waiting.pop(), []):
            if by == place or node in seen:
                continue
            if node == end:
                return True
            seen.add(node)
            waiting.append(node)
    return False


def _next(table: Table, told: Place, hidden: set[Place]) -> Place | None:
    """Return what to hide with a cell that is told: of its answer, of its class, of any class; then of the school."""
    noughts = {code for code, count in table.school.items() if not count and (None, code) not in hidden}
    free = [place for place in table.places() if place not in hidden and (place[0] is None or place[1] not in noughts)]
    if not told[1]:  # a class's own: nought more would not make them many
        free = [place for place in free if place[0] == told[0] and table.count(place)] or free

    def order(place: Place) -> tuple[int, int, int]:
        near = 0 if place[1] == told[1] or (place[0] == told[0] and not told[1]) else 1 if place[0] == told[0] else 2
        school = 0 if place[0] is not None else 3 if table.count(place) else 6
        return near + school, table.count(place), place[0] or 0

    return min(free, key=order, default=None)
