"""The balance as people look at it: a table beside a random grouping's, and a small chart of each group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.groups.balance import Balance, balance, of_chance
from yorisoi.groups.models import Arrangement
from yorisoi.groups.queries import Member, Shown
from yorisoi.policy.flow import Text
from yorisoi.schools.models import Pupil

WIDTH, HEIGHT = 18, 44  # of a bar, and of the tallest
STEP, TOP = 24, 14
SEXES: dict[str, str] = dict(Pupil.SEXES)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in its own units."""

    x: int
    y: int
    height: int
    count: int
    label: Text
    kind: str

    @property
    def middle(self) -> int:
        """The middle of its width."""
        return self.x + WIDTH // 2


@dataclass(frozen=True, slots=True)
class Chart:
    """A group's chart: grades, then sexes; and in words what it shows."""

    bars: list[Bar]
    width: int
    said: str
    classes: int
    mates: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: this grouping's number, a random one's, and whether a smaller one is better."""

    label: Text
    ours: str
    chance: str
    better: bool


def table(groups: Sequence[Shown], seed: int) -> list[Line]:
    """Return the balance line by line beside the average of random groupings of the same children."""
    kids = [one.kids for one in groups if one.members]
    if len(kids) < 2:
        return []
    ours, chance = balance(kids), of_chance([kid for group in kids for kid in group], len(kids), seed)
    return [*_spreads(ours, chance), *_outs(ours, chance), *_mates(ours, chance)]


def _line(label: Text, ours: float, chance: float, form: str = ".1f") -> Line:
    return Line(label, f"{ours:g}" if form == ".1f" else f"{ours:{form}}", f"{chance:{form}}", ours <= chance + 1e-9)


def _spreads(ours: Balance, chance: Balance) -> list[Line]:
    size = ours.sizes[1] - ours.sizes[0]
    return [
        _line(_("班の人数の差"), size, chance.sizes[1] - chance.sizes[0]),
        _line(_("同じ学年の人数の差（一番大きい学年）"), ours.of["grade"].spread, chance.of["grade"].spread),
        _line(_("男女それぞれの人数の差"), ours.of["sex"].spread, chance.of["sex"].spread),
        _line(_("同じ学級の人数の差（一番大きい学級）"), ours.of["class"].spread, chance.of["class"].spread),
    ]


def _outs(ours: Balance, chance: Balance) -> list[Line]:
    return [
        _line(_("学年：均等からはみ出た子"), ours.of["grade"].out, chance.of["grade"].out),
        _line(_("男女：均等からはみ出た子"), ours.of["sex"].out, chance.of["sex"].out),
        _line(_("学級：均等からはみ出た子"), ours.of["class"].out, chance.of["class"].out),
    ]


def _mates(ours: Balance, chance: Balance) -> list[Line]:
    return [
        _line(_("同じ班にいる同じ学級の子（平均）"), ours.mates, chance.mates, ".2f"),
        _line(_("同じ班にいる同じ学級の子（最も多い子）"), ours.most_mates, chance.most_mates),
    ]


def charts(groups: Sequence[Shown]) -> list[tuple[Shown, Chart]]:
    """Return each group with its chart, all to one scale."""
    grades = sorted({kid.grade for one in groups for kid in one.kids})
    sexes = [sex for sex in SEXES if any(kid.sex == sex for one in groups for kid in one.kids)]
    tallest, widest = 1, 1  # a scale for the grades and one for the sexes
    counted = []
    for one in groups:
        by_grade, by_sex = Counter(kid.grade for kid in one.kids), Counter(kid.sex for kid in one.kids)
        tallest, widest = max([tallest, *by_grade.values()]), max([widest, *by_sex.values()])
        counted.append((one, by_grade, by_sex))
    return [(one, _chart(one, grades, sexes, by_grade, by_sex, (tallest, widest))) for one, by_grade, by_sex in counted]


def _chart(
    one: Shown, grades: list[int], sexes: list[str], by_grade: Counter[int], by_sex: Counter[str], most: tuple[int, int]
) -> Chart:
    bars = []
    for n, grade in enumerate(grades):
        bars.append(_bar(n * STEP, by_grade[grade], most[0], str(grade), "grade"))
    start = len(grades) * STEP + STEP // 2
    for n, sex in enumerate(sexes):
        bars.append(_bar(start + n * STEP, by_sex[sex], most[1], SEXES[sex], f"sex-{sex}"))
    classes = Counter(kid.school_class for kid in one.kids)
    parts = [_("%(g)d年 %(n)d人") % {"g": grade, "n": by_grade[grade]} for grade in grades]
    parts += [_("%(s)s %(n)d人") % {"s": SEXES[sex], "n": by_sex[sex]} for sex in sexes]
    return Chart(bars, start + len(sexes) * STEP, "、".join(parts), len(classes), max(classes.values(), default=1) - 1)


def _bar(x: int, count: int, most: int, label: Text, kind: str) -> Bar:
    height = round(HEIGHT * count / most)
    return Bar(x + (STEP - WIDTH) // 2, TOP + HEIGHT - height, height, count, label, kind)


def children(groups: Sequence[Shown]) -> int:
    """Return how many children are in the groups."""
    return sum(len(one.members) for one in groups)


def effects(child: Member, here: Shown, groups: Sequence[Shown]) -> list[dict[str, Any]]:
    """Return what each other group would be with this child in it."""
    found = []
    for one in groups:
        if one.row.pk == here.row.pk:
            continue
        kids = one.kids
        found.append(
            {
                "row": one.row,
                "size": len(kids),
                "grade": sum(kid.grade == child.grade for kid in kids),
                "sex": sum(kid.sex == child.pupil.sex for kid in kids),
                "mates": sum(kid.school_class == child.class_id for kid in kids),
            }
        )
    return found


def per_class(groups: Sequence[Shown]) -> list[tuple[str, list[tuple[Member, int]]]]:
    """Return each class with its children and the number of each one's group, in the order of reading."""
    found: dict[tuple[int, str], list[tuple[Member, int]]] = defaultdict(list)
    for one in groups:
        for child in one.members:
            found[child.grade, child.label].append((child, one.row.number))
    rows = sorted(found.items())
    return [(label, sorted(kids, key=lambda kid: (kid[0].pupil.kana, kid[0].pupil.pk))) for (_g, label), kids in rows]


def spread_note(arrangement: Arrangement, groups: Sequence[Shown]) -> str:
    """Return the one sentence above the table."""
    sizes = [len(one.members) for one in groups]
    low, high = min(sizes, default=0), max(sizes, default=0)
    said = {"g": len(groups), "n": sum(sizes), "a": low, "b": high, "year": arrangement.year}
    return (
        _("%(n)d人を %(g)d班に。一班 %(a)d〜%(b)d人。") % said
        if low != high
        else _("%(n)d人を %(g)d班に。一班 %(a)d人。") % said
    )
