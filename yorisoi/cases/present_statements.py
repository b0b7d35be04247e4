"""All statements side by side along the time of the acts, with what people have seen in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.entries import SIDES
from yorisoi.cases.models import Case
from yorisoi.cases.models_hearings import HearingRow, Statement, StatementMark
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import people_of
from yorisoi.cases.statements import MARK_LABELS, marks_of, statements_of
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import listed
from yorisoi.schools.models import Staff

SIDE_LABELS = dict(SIDES)
TONES = {"agree": "ok", "contradict": "warn", "ask_again": "accent"}
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BY_CHILD = "child"


@dataclass
class Sign:
    """A mark where it stands: its number and what it says."""

    number: str
    label: Text
    tone: str
    open: bool


@dataclass
class Card:
    """One statement."""

    row: Statement
    words: SafeString
    did: SafeString
    place: SafeString
    hour: str
    who: SafeString | str
    side: Text
    column: str
    listeners: str
    url: str
    signs: list[Sign] = field(default_factory=list)
    alone: bool = False


@dataclass
class Slot:
    """One time of which is spoken, with the cards of each column."""

    day: date | None
    hour: time | None
    first_of_day: bool
    cells: list[tuple[Text, list[Card]]]


@dataclass
class Seen:
    """One mark as the list below shows it."""

    row: StatementMark
    sign: Sign
    why: SafeString
    cards: list[Card]
    settled_why: SafeString | str
    settled_by: str
    settled_at: datetime | None
    hearings: list[HearingRow]
    plan_url: str


@dataclass
class SideBySide:
    """The page."""

    letters: Letters
    columns: list[Text]
    slots: list[Slot]
    seen: list[Seen]
    open: int
    count: int
    by: str


def side_by_side(case: Case, staff: Staff, by: str = "") -> SideBySide:
    """Read all statements of a case in a fixed number of queries. by: "child" gives each child a column."""
    _people, letters = people_of(case, staff)
    rows = statements_of(case)
    cards = [_card(case, row, letters, by) for row in rows]
    by_id = {card.row.pk: card for card in cards}
    seen = [_seen(case, n, row, by_id, letters) for n, row in enumerate(marks_of(case))]
    keys = list(dict.fromkeys(card.column for card in sorted(cards, key=_order)))
    titles = {card.column: _title(card, by) for card in cards}
    columns = [titles[key] for key in keys]
    return SideBySide(
        letters=letters,
        columns=columns,
        slots=_slots(cards, keys, columns),
        seen=seen,
        open=sum(one.sign.open for one in seen),
        count=len(cards),
        by=by,
    )


def _order(card: Card) -> tuple[int, str]:
    return list(SIDE_LABELS).index(card.row.entry.code), card.column


def _card(case: Case, row: Statement, letters: Letters, by: str) -> Card:
    entry, said = row.entry, row.data("said")
    body = entry.data("body") if entry.pupil is None else {}
    who = letters.name(entry.pupil) if entry.pupil else letters.veil(body.get("from_whom", ""))
    side = entry.code or "around"
    column = side if by != BY_CHILD else f"{side}:{entry.pupil_id or body.get('from_whom', '')}"
    return Card(
        row=row,
        words=letters.veil(said.get("words", "")),
        did=letters.veil(said.get("did", "")),
        place=letters.veil(row.text("place")),
        hour=f"{row.acted_at:%H:%M}" if row.acted_at else "",
        who=who,
        side=SIDE_LABELS.get(side, side),
        column=column,
        listeners=listed(p.name for p in (entry.by, entry.second) if p is not None),
        url=f"{reverse('cases:line', args=[case.pk, entry.pk])}#line-{entry.pk}",
        alone=entry.second_id is None,
    )


def _title(card: Card, by: str) -> Any:
    if by != BY_CHILD:
        return card.side
    return SafeString(f"{card.side} ") + card.who if card.who else card.side


def _slots(cards: Sequence[Card], keys: Sequence[str], columns: Sequence[Text]) -> list[Slot]:
    slots: dict[tuple[date | None, time | None], dict[str, list[Card]]] = {}
    for card in cards:
        at = (card.row.acted_on, card.row.acted_at)
        slots.setdefault(at, {key: [] for key in keys})[card.column].append(card)
    out: list[Slot] = []
    for (day, hour), cells in slots.items():
        first = not out or out[-1].day != day
        out.append(Slot(day, hour, first, [(title, cells[key]) for title, key in zip(columns, keys, strict=True)]))
    return out


def _seen(case: Case, n: int, row: StatementMark, by_id: dict[Any, Card], letters: Letters) -> Seen:
    closing = getattr(row, "settled_by", None)
    is_open = row.kind != "agree" and closing is None
    number = NUMBERS[n] if n < len(NUMBERS) else f"({n + 1})"
    sign = Sign(number, MARK_LABELS[row.kind], TONES[row.kind], is_open)
    cards = [by_id[m.statement_id] for m in row.marked.all() if m.statement_id in by_id]
    for card in cards:
        card.signs.append(sign)
    return Seen(
        row=row,
        sign=sign,
        why=letters.veil(row.text("why")),
        cards=cards,
        settled_why=letters.veil(closing.text("why")) if closing else "",
        settled_by=closing.by.name if closing else "",
        settled_at=closing.at if closing else None,
        hearings=[h for h in row.hearings.all() if not h.cancelled],
        plan_url=_plan(case, row, cards),
    )


def _plan(case: Case, row: StatementMark, cards: Sequence[Card]) -> str:
    """Return the plan's form with the child to be heard again and who asks."""
    asked: dict[str, Any] = {"mark": row.pk}
    if cards:
        entry = cards[0].row.entry
        asked |= {"side": entry.code, "pupil": entry.pupil_id or ""}
    if row.asker_id:
        asked["main"] = row.asker_id
    url = reverse("cases:hearings", args=[case.pk])
    return f"{url}?{urlencode({key: value for key, value in asked.items() if value})}#add"


def labels() -> tuple[Text, Text]:
    """Return what the two ways of setting columns are called."""
    return _("立場ごと"), _("子どもごと")
