"""What the pages of 学校だより show: items by state, the moves that this person may take, figures to tick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yorisoi.outreach.actions import may_take
from yorisoi.outreach.figures import interviews_to_tell
from yorisoi.outreach.models import Approval, Figure, Given, Item, ItemStep, Version
from yorisoi.outreach.queries import figures_for, given_for, items_for
from yorisoi.outreach.words import templates
from yorisoi.policy.flow import Move, Text
from yorisoi.policy.outreach_flow import OUTREACH_FLOW, READ_BY_ALL, STATE_LABELS, ItemState
from yorisoi.schools.models import SchoolClass, Staff

TONES = {
    ItemState.DRAFT: "neutral", ItemState.WAITING: "warn", ItemState.APPROVED: "accent", ItemState.ISSUED: "ok",
    ItemState.WITHDRAWN: "neutral",
}  # fmt: skip
ORDER = (ItemState.WAITING, ItemState.DRAFT, ItemState.APPROVED, ItemState.ISSUED, ItemState.WITHDRAWN)
MOST = 30  # of each state; older ones are in the years before
ASKING = frozenset({"return", "reopen", "give_up", "withdraw"})  # moves that want a reason


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a list and the head of its page show it."""

    row: Item
    title: str
    label: Text
    tone: str
    template: str


def shown(row: Item, text: Mapping[str, Any]) -> Shown:
    """Return an item with what it is called."""
    known = templates().get(row.template)
    return Shown(
        row, text.get("title", ""), STATE_LABELS[row.state], TONES[ItemState(row.state)], known.label if known else ""
    )


def groups(staff: Staff) -> list[tuple[Text, list[Shown]]]:
    """Return the items that this person may read, by state; what waits stands first."""
    rows = list(items_for(staff).order_by("-saved_at", "-pk")[: MOST * len(ORDER)])
    approved = {row.pk for row in rows if row.state in READ_BY_ALL}
    last = {one.item_id: one for one in Approval.objects.filter(item__in=approved).order_by("at", "pk")}
    found: dict[str, list[Shown]] = {state: [] for state in ORDER}
    for row in rows:
        said = {"title": last[row.pk].told["title"]} if row.pk in last else row.data("words")
        found[row.state].append(shown(row, said))
    found[ItemState.ISSUED].sort(key=lambda one: (one.row.issued_on, one.row.saved_at), reverse=True)
    return [(STATE_LABELS[state], found[state][:MOST]) for state in ORDER if found[state]]


def moves(staff: Staff, row: Item) -> list[tuple[Move, bool]]:
    """Return the arrows that this person may take now, and whether each wants a reason."""
    return [
        (arrow, arrow.name in ASKING) for arrow in OUTREACH_FLOW.moves_from(row.state) if may_take(staff, row, arrow)
    ]


def steps(row: Item) -> list[tuple[ItemStep, Text, str]]:
    """Return what happened to an item, with labels and reasons."""
    found = []
    for step in row.steps.select_related("by", "version"):
        step.item = row
        found.append((step, OUTREACH_FLOW.move(step.move).label, step.text("reason")))
    return found


def versions(row: Item) -> list[tuple[Version, dict[str, Any]]]:
    """Return the versions that people left, the latest first."""
    found = []
    for one in row.versions.select_related("by").order_by("-number")[:20]:
        one.item = row
        found.append((one, one.data("words")))
    return found


@dataclass(frozen=True, slots=True)
class Ticked:
    """Figures that an item may show. on: they stand in it. rows: code, label, ticked."""

    row: Figure
    on: bool
    rows: list[tuple[str, str, bool]]


def figures(staff: Staff, row: Item, typed: Mapping[str, Any]) -> list[Ticked]:
    """Return the figures to choose from: those in the text first."""
    chosen = typed.get("figures", {})
    inside = {key for key in chosen if key.isascii() and key.isdigit()}
    rows = {one.pk: one for one in figures_for(staff, row.year)}
    rows |= {one.pk: one for one in Figure.objects.filter(school=row.school, pk__in=[int(key) for key in inside])}
    found = [
        Ticked(
            one,
            str(one.pk) in inside,
            [(each["code"], each["label"], each["code"] in chosen.get(str(one.pk), ())) for each in one.told["rows"]],
        )
        for one in rows.values()
    ]
    return sorted(found, key=lambda one: (not one.on, -one.row.pk))


def interviews(staff: Staff) -> list[tuple[str, str]]:
    """Return the interview rounds whose number this person may take."""
    return interviews_to_tell(staff)


def given_of(row: Item) -> list[Given]:
    """Return when and to whom an item was handed out."""
    rows = Given.objects.filter(item=row, taken_back_at__isnull=True).select_related("school_class", "by")
    return list(rows.order_by("on", "pk"))


def issued_items(staff: Staff) -> list[tuple[Item, str]]:
    """Return the issued items with their titles, for a choice."""
    rows = list(items_for(staff).filter(state=ItemState.ISSUED).order_by("-issued_on", "-pk")[:MOST])
    last = {one.item_id: one.told["title"] for one in Approval.objects.filter(item__in=rows).order_by("at", "pk")}
    return [(row, last.get(row.pk, "")) for row in rows]


def all_given(staff: Staff) -> list[Given]:
    """Return what was handed out, the latest first."""
    return list(given_for(staff)[:100])


def whose(school_class: SchoolClass | None, grade: int | None) -> str:
    """Return the class or the grade, or nothing."""
    return str(school_class) if school_class else f"{grade}年" if grade else ""
