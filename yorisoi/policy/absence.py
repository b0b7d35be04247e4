"""Absence: the kinds of a child's day, how they are counted, and at which counts somebody must ask why (§第3-1(2)).

出席停止 and 忌引 are no absences: they are neither counted nor do they end a row. 遅刻, 早退, 保健室 and 別室 are
counted apart, for they hide before the thirtieth day. A day that nobody has entered is not known: it ends no row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.flow import Duty, Text
from yorisoi.policy.roles import Post


class Group(StrEnum):
    """What a kind of day counts as."""

    PRESENT = "present"
    ABSENT = "absent"
    APART = "apart"  # 出席停止・忌引: no absence
    PARTLY = "partly"  # at school, and yet not the whole day in the class


GROUP_LABELS: dict[str, Text] = {
    Group.PRESENT: _("出席"),
    Group.ABSENT: _("欠席"),
    Group.APART: _("出席停止・忌引"),
    Group.PARTLY: _("遅刻・早退・別室など"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day. mark: the one sign in the month's sheet. names: what a list from elsewhere calls it."""

    code: str
    label: Text
    mark: str
    group: Group
    names: tuple[str, ...] = ()


PRESENT, ABSENT, BULLYING = "present", "unknown", "bullying"
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("present", _("出席"), "", Group.PRESENT, ("出席", "出", "○", "〇")),
        Kind("illness", _("欠席（病気）"), "病", Group.ABSENT, ("病欠", "病気", "病", "欠席（病気）")),
        Kind(
            "accident",
            _("欠席（事故・家の都合）"),
            "事",
            Group.ABSENT,
            ("事故欠", "事故", "事", "家事都合", "家の都合"),
        ),
        Kind("reluctant", _("欠席（行きたくない・不安）"), "不", Group.ABSENT, ("不登校", "不安", "登校しぶり")),
        Kind(
            "unknown", _("欠席（理由がわからない）"), "欠", Group.ABSENT, ("欠席", "欠", "理由不明", "無断", "／", "/")
        ),
        Kind(
            "bullying",
            _("欠席（いじめが疑われる）"),
            "い",
            Group.ABSENT,
            ("いじめ", "いじめの疑い", "いじめが疑われる"),
        ),
        Kind("late", _("遅刻"), "遅", Group.PARTLY, ("遅刻", "遅")),
        Kind("left", _("早退"), "早", Group.PARTLY, ("早退", "早")),
        Kind("late_left", _("遅刻と早退"), "遅早", Group.PARTLY, ("遅刻早退", "遅刻・早退", "遅早")),
        Kind("nurse", _("保健室"), "保", Group.PARTLY, ("保健室", "保")),
        Kind("room", _("別室"), "別", Group.PARTLY, ("別室", "別室登校", "別")),
        Kind("suspended", _("出席停止"), "停", Group.APART, ("出席停止", "出停", "停")),
        Kind("mourning", _("忌引"), "忌", Group.APART, ("忌引", "忌引き", "忌")),
    )
}
ABSENCES = frozenset(code for code, kind in KINDS.items() if kind.group == Group.ABSENT)
APART = frozenset(code for code, kind in KINDS.items() if kind.group == Group.APART)
TELLING = frozenset({BULLYING})  # kinds that say something of a matter: kept from whoever is shut out of it


class Count(StrEnum):
    """What a warning counts."""

    ROW = "row"
    YEAR = "year"
    SERIOUS = "serious"  # the second ground of 重大事態


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """At which counts of absent days somebody must ask why.

    case_*: the further, earlier counts for a child in an open case. serious_in_year: the yardstick of the second
    ground; suspected_*: where bullying is suspected nobody waits for it.
    """

    in_a_row: tuple[int, ...] = (3,)
    in_year: tuple[int, ...] = (7, 15, 25, 30)
    case_in_a_row: tuple[int, ...] = (2,)
    case_in_year: tuple[int, ...] = (3, 5, 10)
    serious_in_year: int = 30
    suspected_in_a_row: int = 7
    suspected_in_year: int = 15


def read_rule(row: Reader) -> AbsenceRule:
    """Read the table [absence] of an edition."""
    made = AbsenceRule(
        row.wholes("in_a_row"),
        row.wholes("in_year"),
        row.wholes("case_in_a_row"),
        row.wholes("case_in_year"),
        row.whole("serious_in_year", least=1, most=30),
        row.whole("suspected_in_a_row", least=1, most=30),
        row.whole("suspected_in_year", least=1, most=30),
    )
    row.finish()
    return made


@dataclass(frozen=True, slots=True)
class Streak:
    """Absences one after the other: their days, the first first."""

    days: tuple[date, ...]

    def __len__(self) -> int:
        return len(self.days)


def absent_days(kinds: Iterable[tuple[date, str]]) -> list[date]:
    """Return the days of absence among (day, kind) in the order of the days."""
    return [day for day, kind in kinds if kind in ABSENCES]


def streaks(known: Iterable[tuple[date, str]]) -> list[Streak]:
    """Return the rows of absences among (day, kind): all days that are known, in their order."""
    found: list[Streak] = []
    row: list[date] = []
    for day, kind in known:
        if kind in ABSENCES:
            row.append(day)
        elif kind not in APART and row:
            found.append(Streak(tuple(row)))
            row = []
    return [*found, Streak(tuple(row))] if row else found


@dataclass(frozen=True, slots=True)
class Reached:
    """A count that was reached: on which day, and since when.

    until: the last absence of the row (of the year). sooner: only on the scale of a case.
    """

    count: str
    amount: int
    since: date
    on: date
    until: date
    sooner: bool = False


def reached(known: Sequence[tuple[date, str]], rule: AbsenceRule, *, in_case: bool = False) -> list[Reached]:
    """Return every warning that these days give, rows first."""
    found = []
    for amount, sooner in _scale(rule.in_a_row, rule.case_in_a_row if in_case else ()):
        found += [
            Reached(Count.ROW, amount, row.days[0], row.days[amount - 1], row.days[-1], sooner)
            for row in streaks(known)
            if len(row) >= amount
        ]
    absent = absent_days(known)
    for amount, sooner in _scale(rule.in_year, rule.case_in_year if in_case else ()):
        if len(absent) >= amount:
            found.append(Reached(Count.YEAR, amount, absent[0], absent[amount - 1], absent[-1], sooner))
    return found


def _scale(plain: Collection[int], sooner: Collection[int]) -> list[tuple[int, bool]]:
    return sorted([(n, False) for n in plain] + [(n, True) for n in sooner if n not in plain])


def second_ground(known: Sequence[tuple[date, str]], rule: AbsenceRule, *, suspected: bool = False) -> Reached | None:
    """Return when the second ground of 重大事態 was first to be considered, or None.

    suspected: the child is the one who suffers in an open case. A day marked so is a suspicion of its own.
    """
    absent = absent_days(known)
    days = [absent[rule.serious_in_year - 1]] if len(absent) >= rule.serious_in_year else []
    if suspected or any(kind == BULLYING for _day, kind in known):
        days += [absent[rule.suspected_in_year - 1]] if len(absent) >= rule.suspected_in_year else []
        amount = rule.suspected_in_a_row
        days += [row.days[amount - 1] for row in streaks(known) if len(row) >= amount]
    if not days:
        return None
    first = min(days)
    return Reached(Count.SERIOUS, absent.index(first) + 1, absent[0], first, absent[-1])


ASK_WHY = Duty(
    "absence_ask", _("欠席のわけと様子を確かめ、記録する"), "absence.warning", Post.HOMEROOM, "absence",
    done_by="absence_asked", per="child",
)  # fmt: skip
LOOK_AT_ABSENCE = Duty(
    "absence_look", _("欠席の様子を担任と確かめ、次を決める"), "absence.warning", Post.GUIDANCE_HEAD, "absence",
    done_by="absence_looked", per="child",
)  # fmt: skip
COME_BACK = Duty(
    "absence_again", _("欠席していた児童の様子を、もういちど確かめる"), "absence.warning", Post.HOMEROOM, "absence",
    done_by="absence_again", per="child",
)  # fmt: skip
CONSIDER_SERIOUS = Duty(
    "absence_serious", _("重大事態（第2号）にあたるかを検討する"), "serious.absence", Post.PRINCIPAL, "absence_serious",
    done_by="serious_flow", per="child",
)  # fmt: skip
CONSIDER_TOO = Duty(
    "absence_serious_too", _("重大事態（第2号）にあたるかを、校長と検討する"), "serious.absence", Post.VICE_PRINCIPAL,
    "absence_serious", done_by="serious_flow", per="child",
)  # fmt: skip
GO_ON_SERIOUS = Duty(
    "absence_serious_on", _("重大事態（第2号）の検討をつづける"), "serious.absence", Post.PRINCIPAL, "next_date",
    done_by="serious_flow", per="child",
)  # fmt: skip
GO_ON_TOO = Duty(
    "absence_serious_on_too", _("重大事態（第2号）の検討を、校長とつづける"), "serious.absence", Post.VICE_PRINCIPAL,
    "next_date", done_by="serious_flow", per="child",
)  # fmt: skip
ABSENCE_DUTIES = MappingProxyType(
    {
        duty.name: duty
        for duty in (
            ASK_WHY,
            LOOK_AT_ABSENCE,
            COME_BACK,
            CONSIDER_SERIOUS,
            CONSIDER_TOO,
            GO_ON_SERIOUS,
            GO_ON_TOO,
        )
    }
)

# What an answer to a warning ends in.
OUTCOMES: dict[str, Text] = {
    "note": _("記録して、見守る"),
    "interview": _("本人と面談する"),
    "concern": _("気がかりとして、みんなで見る"),
    "report": _("いじめの疑いとして通報にする"),
}
CONTACTS: dict[str, Text] = {
    "phone": _("電話で話した"),
    "visit": _("家庭訪問をした"),
    "came": _("学校で会った"),
    "letter": _("連絡帳・手紙を渡した"),
    "not_reached": _("連絡がつかなかった"),
    "none": _("まだしていない"),
}
