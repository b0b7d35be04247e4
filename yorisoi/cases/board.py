"""What the board of cases shows: columns by stage, cards with the next clock. Open cases only; queries do not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yorisoi.cases.board_first import Counts, first_cases, in_board_order, place
from yorisoi.cases.models import Case, Involvement
from yorisoi.duties.actions import OPEN, all_duties
from yorisoi.duties.models import Duty
from yorisoi.duties.times import edges
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition import Edition
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import listed
from yorisoi.reports.inbox import short_forms
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Staff, class_label

PER_COLUMN = 4  # on the board, beside the other stages
PER_PAGE = 20  # of one stage by itself
S = CaseState
COLUMNS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "finding": (_("疑い・事実確認"), (S.SUSPECTED, S.FACT_FINDING)),
    "responding": (_("認知・対応"), (S.RECOGNISED, S.RESPONDING, S.RECONSIDERING)),
    "watching": (_("経過観察"), (S.WATCHING,)),
    "improving": (_("解消に向かう"), (S.IMPROVING,)),
    "judged": (_("解消の判断"), (S.JUDGED,)),
}
LATE: dict[str, Text] = {
    "late": pgettext_lazy("filter", "おくれのあるもの"),
    "today": pgettext_lazy("filter", "今日中のもの"),
}
AGES: dict[str, Text] = {"7": _("7日以上"), "30": _("30日以上"), "90": _("90日以上")}


@dataclass(frozen=True)
class Card:
    """One case: no names."""

    case: Case
    state: Text
    classes: str
    forms: str
    days: int
    next_text: Text
    next_due: datetime | None
    left: int


@dataclass(frozen=True)
class Column:
    """One stage. count: all cases in it; `cards` holds the first of them."""

    key: str
    label: Text
    count: int
    cards: Sequence[Card]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Wanted:
    """The filter as asked for; what is not offered is dropped."""

    grade: str = ""
    late: str = ""
    age: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], grades: Sequence[int]) -> Wanted:
        """Read the address."""
        grade, late, age = (str(asked.get(key, "")) for key in ("grade", "late", "age"))
        known = {str(each) for each in grades}
        return cls(
            grade=grade if grade in known else "",
            late=late if late in LATE else "",
            age=age if age in AGES else "",
        )

    @property
    def query(self) -> str:
        """The filter as it stands in an address, with "&" at its end."""
        return "".join(f"{key}={value}&" for key, value in vars(self).items() if value)


def open_cases(rows: QuerySet[Case]) -> QuerySet[Any]:
    """Return the cases that do not rest, the next due first, grave ones before the rest."""
    return in_board_order(rows.exclude(state__in=CASE_FLOW.resting).select_related(None).defer("short_period_reason"))


def filtered(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """Keep what the filter asks for."""
    if wanted.grade:
        seats = Involvement.objects.filter(
            case=OuterRef("pk"),
            until__isnull=True,
            pupil__enrolments__school_class__year=school_year(today()),
            pupil__enrolments__school_class__grade=int(wanted.grade),
        )
        rows = rows.filter(Exists(seats))
    now, midnight, _monday = edges()
    if wanted.late:
        rows = rows.filter(next_due__lt=now if wanted.late == "late" else midnight)
    if wanted.age:
        rows = rows.filter(entered_at__lte=now - timedelta(days=int(wanted.age)))
    return rows


def columns(rows: QuerySet[Any], rules: Edition) -> list[Column]:
    """Return every column with its first cards: one query for the counts, one a column, three for all cards."""
    wanted = {key: Count("pk", filter=Q(state__in=states)) for key, (_l, states) in COLUMNS.items()}
    counts = rows.order_by().aggregate(**wanted)
    first = {key: first_ids(rows.filter(state__in=states), PER_COLUMN) for key, (_l, states) in COLUMNS.items()}
    shown = Case.objects.filter(pk__in=[pk for ids in first.values() for pk in ids]).defer("short_period_reason")
    made = {card.case.pk: card for card in cards(list(shown), rules)}
    return [Column(key, label, counts[key], [made[pk] for pk in first[key]]) for key, (label, _s) in COLUMNS.items()]


def all_columns(staff: Staff, counts: Counts, rules: Edition) -> list[Column]:
    """Return every column of all that this person oversees, without a filter."""
    found = first_cases(staff, [states for _label, states in COLUMNS.values()], PER_COLUMN, counts)
    made = sorted(cards(found, rules), key=lambda card: place(card.case, card.next_due))
    return [
        Column(key, label, counts.of(states), [card for card in made if card.case.state in states])
        for key, (label, states) in COLUMNS.items()
    ]


def first_ids(rows: QuerySet[Any], many: int) -> list[Any]:
    """Return the ids of the first rows: to put thousands in order, nothing else of them need be read."""
    return list(rows.values_list("pk", flat=True)[:many])


OWED = Fixed(
    lambda ids: (
        Duty.objects.filter(OPEN, case__in=ids)
        .order_by("due_at", "owed_at", "pk")
        .values_list("case_id", "name", "due_at")
    )
)


def cards(found: Sequence[Case], rules: Edition) -> list[Card]:
    """Return the cards of these cases, in two queries."""
    ids = tuple(case.pk for case in found)
    owed: dict[Any, list[tuple[str, datetime]]] = defaultdict(list)
    for about, name, due in OWED.rows(ids=ids) if ids else ():
        owed[about].append((name, due))
    classes = classes_of_cases(ids)
    known = all_duties()
    now = day_of(clock.now())
    made: list[Card] = []
    for case in found:
        left = owed[case.pk]
        name = left[0][0] if left else ""
        made.append(
            Card(
                case=case,
                state=CASE_FLOW.labels[CaseState(case.state)],
                classes=classes.get(case.pk, ""),
                forms=short_forms(case.forms, rules),
                days=(now - day_of(case.entered_at)).days,
                next_text=known[name].text if name in known else name,
                next_due=left[0][1] if left else None,
                left=len(left),
            )
        )
    return made


SEAT = "pupil__enrolments__school_class"
CLASSES = Fixed(
    lambda ids, year: (
        Involvement.objects.filter(case__in=ids, until__isnull=True, **{f"{SEAT}__year": year})
        .order_by()
        .values_list("case_id", f"{SEAT}__grade", f"{SEAT}__name")
        .distinct()
    )
)


def classes_of_cases(ids: Sequence[Any]) -> dict[Any, str]:
    """Return this year's classes of the children in each case, in one query."""
    found: dict[Any, set[str]] = defaultdict(set)
    for about, grade, name in CLASSES.rows(ids=tuple(ids), year=school_year(today())) if ids else ():
        found[about].add(class_label(grade, name))
    return {about: listed(sorted(names)) for about, names in found.items()}
