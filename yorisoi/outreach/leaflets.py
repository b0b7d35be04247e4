"""What a leaflet says: an item with its figures and the call below it, a handout with this year's stage.

The call to come to the school at once, the doors and the helplines are part of every one: nobody can leave them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from yorisoi.documents.leaf import ADULTS, Block, Leaf, title_block
from yorisoi.editions.queries import helplines_of
from yorisoi.outreach.models import Figure
from yorisoi.outreach.words import texts
from yorisoi.policy.edition import edition
from yorisoi.policy.outreach_flow import BANDS
from yorisoi.policy.plan_flow import PlanState
from yorisoi.prevention.models import Activity
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School

NOTE = "※ 5人より少ない数と、そこから分かってしまう数は、だれのことか分からないように伏せています。"
MOST_DONE = 12


def said_day(day: date) -> str:
    """Return 「2026年6月3日(水)」."""
    return f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"


def figures_of(school: School, chosen: Mapping[str, Any]) -> list[tuple[Figure, list[str]]]:
    """Return the figures that a text shows with the questions chosen of each, as far as they are this school's."""
    keys = [int(key) for key in chosen if key.isascii() and key.isdigit()]
    rows = {row.pk: row for row in Figure.objects.filter(school=school, pk__in=keys)}
    return [(rows[key], list(chosen[str(key)])) for key in keys if key in rows]


def counts_block(figure: Figure, codes: Iterable[str]) -> list[Block]:
    """Return the blocks of a figure: the questions chosen, or the activities done."""
    told, wanted = figure.told, set(codes)
    if "done" in told:
        return [{"is": "head", "text": figure.label}, {"is": "points", "rows": told["done"][-MOST_DONE:]}]
    rows = [{"label": row["label"], "cells": _shown(row["cells"])} for row in told["rows"] if row["code"] in wanted]
    if not rows:
        return []
    hidden = any(count is None for row in rows for _word, count in row["cells"])
    label = figure.label
    return [{"is": "counts", "label": label, "people": told["people"], "rows": rows, "note": NOTE if hidden else ""}]


def _shown(cells: list[Any]) -> list[Any]:
    """Return the answers without the last two (could not say, did not answer) where nobody gave them."""
    return cells[:-2] + [cell for cell in cells[-2:] if cell[1] != 0] if len(cells) > 2 else cells


def call_blocks(school: School, address: str) -> list[Block]:
    """Return what stands below everything that goes to homes: the call, the doors, the helplines."""
    call = texts()["call"]
    lines = [[one.line.name, one.line.matters, one.line.phone] for one in helplines_of(school, edition(school.edition))]
    return [
        {"is": "call", "title": call["title"], "text": call["text"]},
        {"is": "doors", "text": call["doors"], "address": address, "alt": "相談・通報の入口のQRコード"},
        {"is": "head", "text": call["helplines"]},
        {"is": "lines", "head": ["相談先", "相談できること", "電話"], "rows": lines},
    ]


def item_leaf(school: School, text: Mapping[str, Any], address: str) -> Leaf:
    """Return an item as it goes out, but for the day. address: of the school's doors."""
    page = [title_block(text["title"], f"{school.name}　いじめを防ぐ取組")]
    page.append({"is": "para", "text": text["body"].strip()})
    for figure, codes in figures_of(school, text.get("figures", {})):
        page += counts_block(figure, codes)
    page += call_blocks(school, address)
    return Leaf(text["title"], school.name, [page], "学校だより", sizes=ADULTS[:7])


def dated(leaf: Leaf, day: date | None) -> Leaf:
    """Return what was approved with the day on which it was issued at its head."""
    if day is not None:
        leaf.pages[0][0]["day"] = said_day(day)
    return leaf


def handout_leaf(school: School, band: str, address: str) -> Leaf:
    """Return the handout of 懇談会 for some grades: what the school does this stage, signs at home, how to talk."""
    words, rules, year = texts()["handout"], edition(school.edition), school_year(today())
    stage = rules.plan.stage_on(today(), year)
    page = [title_block(words["title"], school.name, str(BANDS[band])), {"is": "para", "text": words["lead"]}]
    page += [{"is": "head", "text": words["does"]}, {"is": "points", "rows": words["does_rows"]}]
    if stage is not None:
        first, last = stage.span(year)
        days = f"{first.month}月{first.day}日〜{last.month}月{last.day}日"
        rows = _stage_rows(school, year, stage.number)
        page.append({"is": "head", "text": f"{words['stage']}：{stage.label_ja}（{days}）"})
        page.append({"is": "points", "rows": rows or ["年間計画に沿って取り組みます。"]})
    page += [{"is": "head", "text": words["signs"]}, {"is": "check", "rows": words["signs_rows"][band]}]
    page += [{"is": "head", "text": words["talk"]}, {"is": "points", "rows": words["talk_rows"]}]
    page += call_blocks(school, address)
    return Leaf(f"{words['title']}（{BANDS[band]}）", school.name, [page], rules.version)


def _stage_rows(school: School, year: int, stage: int) -> list[str]:
    """Return what is planned with children and homes in a stage."""
    rows = Activity.objects.filter(school=school, plan__year=year, stage=stage).exclude(state=PlanState.DROPPED)
    return [row.title for row in rows.exclude(pillar="staff").order_by("begins", "position", "pk")[:6]]
