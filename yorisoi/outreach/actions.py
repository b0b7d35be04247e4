"""Writes of an item: begun from a template, kept as it is typed, taken along its way, put on the school's page.

Two people never write over each other: whoever keeps a text says which one they saw. What somebody left is a version,
written once, and so is what was approved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.outreach.checking import examine
from yorisoi.outreach.figures import all_read
from yorisoi.outreach.leaflets import figures_of, item_leaf
from yorisoi.outreach.models import TITLE, Approval, Figure, Item, ItemStep, Version
from yorisoi.outreach.words import templates
from yorisoi.policy.edition import edition
from yorisoi.policy.edition_text import seen
from yorisoi.policy.flow import Move
from yorisoi.policy.outreach_flow import CITE, OUTREACH_FLOW, ItemFacts, ItemState
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff

LARGEST = 6_000  # characters of a body
ASKED_FIRST = 3  # so many questions of a survey are shown at first


class Conflict(ValueError):
    """Somebody else has kept another text in the meantime: `now`."""

    def __init__(self, now: dict[str, Any]) -> None:
        super().__init__("somebody else was quicker")
        self.now = now


class Closed(ValueError):
    """The text is no longer a draft."""


def require_writer(by: Staff, school_id: int) -> None:
    """Raise PermissionDenied unless this person writes for the homes of this school."""
    if by.school_id != school_id or not by.can(Can.OUTREACH):
        raise PermissionDenied


def may_take(by: Staff, item: Item, arrow: Move) -> bool:
    """Say whether this person may take a move: of the school, with a post that the table names."""
    return by.school_id == item.school_id and by.can(Can.OUTREACH) and any(arrow.allows(post) for post in by.posts)


def _locked(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("school", "key", "saved_by").get(pk=item.pk)


@transaction.atomic
def begin_item(*, school: School, by: Staff, template: str, token: str) -> Item:
    """Begin an item from a template. The same token is the same item."""
    require_writer(by, school.pk)
    known = Item.objects.filter(school=school, token=token).first()
    if known is not None:
        return known
    now, year = clock.now(), school_year(today())
    stage = edition(school.edition).plan.stage_on(today(), year)
    said = templates()[template]
    read = bool(said.read) and all_read(school)
    text = said.filled(school.name, stage.label_ja if stage else f"{year}年度", all_read=read)
    row = Item(
        key=make_data_key(school.pk), school=school, year=year, template=template, saved_at=now, saved_by=by,
        token=token, made_at=now, made_by=by,
    )  # fmt: skip
    row.put("words", text)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Item.objects.get(school=school, token=token)
    journal(by=by, school_id=school.pk, event="outreach.begun", about=row, cite=CITE, at=now, template=template)
    return row


def cleaned(school: School, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a text as it is kept: no longer than it may be, with figures of this school and their own questions."""
    chosen = {}
    for figure, codes in figures_of(school, typed.get("figures", {})):
        known = [row["code"] for row in figure.told["rows"]]
        chosen[str(figure.pk)] = [code for code in known if code in set(codes)]
    body = str(typed.get("body", "")).replace("\r\n", "\n").replace("\x00", "")[:LARGEST]
    title = str(typed.get("title", "")).replace("\n", " ").replace("\x00", "")[:TITLE]
    return {"title": title, "body": body, "figures": chosen}


@transaction.atomic
def save_item(*, item: Item, by: Staff, typed: Mapping[str, Any], before: str, leave: bool = True) -> Item:
    """Keep a text as it was typed. before: the mark of the text as the page showed it. leave: as a version.

    Raises `Conflict` when somebody else has kept another one meanwhile, `Closed`, PermissionDenied.
    """
    row = _locked(item)
    require_writer(by, row.school_id)
    if row.state != ItemState.DRAFT:
        raise Closed
    now, text = row.data("words"), cleaned(row.school, typed)
    if seen(now) not in (before, seen(text)) and row.saved_by_id != by.pk:
        raise Conflict(now)
    if text != now:
        if row.saved_by_id != by.pk:  # what the other one typed and never left stays as well
            _leave(row, row.saved_by, row.saved_at)
        row.put("words", text)
        row.saved_at, row.saved_by = clock.now(), by
        row.save(update_fields=["words", "saved_at", "saved_by"])
    if leave:
        _leave(row, by, clock.now())
    return row


def _leave(row: Item, by: Staff, at: datetime) -> Version:
    """Write the text down as a version, unless it is the last one already. Inside a transaction, on a locked row."""
    last = row.versions.order_by("number").last()
    if last is not None:
        last.item = row
        if last.data("words") == row.data("words"):
            return last
    made = Version(item=row, number=last.number + 1 if last else 1, at=at, by=by)
    made.put("words", row.text("words"))
    made.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="outreach.version", about=row, cite=CITE, at=at, number=made.number)
    return made


@transaction.atomic
def add_figure(*, item: Item, by: Staff, figure: Figure) -> Item:
    """Put figures into a draft: of a survey its first questions."""
    row = _locked(item)
    require_writer(by, row.school_id)
    if figure.school_id != row.school_id:
        raise PermissionDenied
    text = row.data("words")
    if row.state != ItemState.DRAFT:
        raise Closed
    codes = [one["code"] for one in figure.told["rows"]][:ASKED_FIRST]
    text["figures"].setdefault(str(figure.pk), codes)
    return save_item(item=row, by=by, typed=text, before=seen(row.data("words")), leave=False)


def facts(row: Item, by: Staff, mark: str | None, reason: str) -> ItemFacts:
    """Return what the policy asks of a move. mark: of the text that the page showed; None where it showed none."""
    text = row.data("words")
    handed = row.steps.filter(move="submit").order_by("at", "pk").last()
    return ItemFacts(
        title=text["title"],
        body=text["body"],
        wrong=frozenset(found.need.name for found in examine(row.school, text)),
        seen=mark is None or mark == seen(text),
        another=handed is None or handed.by_id != by.pk,
        reason=reason,
    )


@transaction.atomic
def take_move(
    *, item: Item, move: str, by: Staff, mark: str | None = None, reason: str = "", address: str = "",
    online: bool = False,
) -> ItemStep:  # fmt: skip
    """Take one arrow of the item's way. address: of the doors, for what is approved. online: shown on the page.

    Raises NoSuchMove (it has moved on), PermissionDenied, or NotYet (what the policy still wants).
    """
    row = _locked(item)
    arrow = OUTREACH_FLOW.find(row.state, move)
    if not may_take(by, row, arrow):
        raise PermissionDenied
    arrow.ask(facts(row, by, mark, reason))
    now, source = clock.now(), row.state
    version = _leave(row, row.saved_by, now) if move in ("submit", "approve") else None
    if move == "approve" and version is not None:
        _approve(row, version, by, now, address)
    row.state = arrow.lands(source)
    row.online = move == "issue" and online
    if move == "issue":
        row.issued_on = today()
    row.save(update_fields=["state", "online", "issued_on"])
    step = ItemStep(item=row, move=move, source=source, target=row.state, version=version, at=now, by=by)
    step.put("reason", reason)
    step.save(force_insert=True)
    journal(
        by=by, school_id=row.school_id, event=f"outreach.{move}", about=row, cite=arrow.cite, at=now, online=row.online
    )
    return step


def _approve(row: Item, version: Version, by: Staff, at: datetime, address: str) -> None:
    """Keep what was approved word for word. The same version approved again is what was approved then."""
    content = item_leaf(row.school, version.data("words"), address).content
    known = Approval.objects.filter(version=version).first()
    if known is None:
        digest = hashlib.sha256(content.encode()).hexdigest()
        Approval.objects.create(item=row, version=version, content=content, sha256=digest, at=at, by=by)


@transaction.atomic
def show_online(*, item: Item, by: Staff, online: bool) -> Item:
    """Put an issued item on the school's page, or take it off."""
    row = _locked(item)
    if by.school_id != row.school_id or not by.can(Can.OUTREACH_APPROVE):
        raise PermissionDenied
    if row.state != ItemState.ISSUED or row.online == online:
        return row
    row.online = online
    row.save(update_fields=["online"])
    journal(by=by, school_id=row.school_id, event="outreach.online", about=row, cite=CITE, online=online)
    return row
