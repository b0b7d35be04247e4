"""Short names for what happens to an item: begun, written, approved, issued."""

from __future__ import annotations

import itertools
from typing import Any

from yorisoi.outreach.actions import begin_item, save_item, take_move
from yorisoi.outreach.models import Item
from yorisoi.policy.edition_text import seen

TOKENS = itertools.count(1)
ADDRESS = "https://yorisoi.example.jp/s/nishi/"
BODY = "元気アンケートに答えてくれて、ありがとうございました。\n\n心配な答えには、一つずつ対応しています。"


def begun(people: Any, by: Any = None, template: str = "own") -> Item:
    """An item is begun."""
    by = by or people.homeroom
    return begin_item(school=people.school, by=by, template=template, token=f"begun-{next(TOKENS)}-" + "x" * 20)


def written(people: Any, by: Any = None, title: str = "いっしょに見守る", body: str = BODY, **figures: Any) -> Item:
    """An item has a text."""
    row = begun(people, by)
    typed = {"title": title, "body": body, "figures": figures.get("figures", {})}
    return save_item(item=row, by=by or people.homeroom, typed=typed, before=mark(row))


def waiting(people: Any, by: Any = None, **more: Any) -> Item:
    """An item waits to be looked at."""
    row = written(people, by, **more)
    take_move(item=row, move="submit", by=by or people.homeroom, mark=mark(row))
    return again(row)


def approved(people: Any, **more: Any) -> Item:
    """An item is approved."""
    row = waiting(people, **more)
    take_move(item=row, move="approve", by=people.principal, mark=mark(row), address=ADDRESS)
    return again(row)


def issued(people: Any, online: bool = False, **more: Any) -> Item:
    """An item is issued, perhaps on the school's page."""
    row = approved(people, **more)
    take_move(item=row, move="issue", by=people.vice_principal, online=online)
    return again(row)


def again(row: Item) -> Item:
    """The item as it stands now."""
    return Item.objects.select_related("school", "key", "saved_by").get(pk=row.pk)


def mark(row: Item) -> str:
    """The mark of its text."""
    return seen(again(row).data("words"))
