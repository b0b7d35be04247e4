"""The record sheet (いじめ記録票): the edition's parts and fields in the edition's order."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yorisoi.documents import record_fields, record_tables
from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Table
from yorisoi.documents.gather import Gathered
from yorisoi.documents.record_field import FIELD, STAGES, Sheet
from yorisoi.policy.edition import edition

GIVEN_BY = (record_fields, record_tables)  # each says which fields it gives


def record_sheet(told: Gathered, stage: str, before: str = "") -> Paper:
    """Return the record sheet of a case. stage: "first", "further" or "final"; before: the sheet made before it."""
    rules = edition(told.case.edition)
    sheet = rules.record_sheet
    source = Sheet(told, stage, before)
    blocks: list[Block] = []
    for part in sheet.parts:
        blocks.append(Head(part.title))
        rows: list[tuple[str, str]] = []
        for name in part.fields:
            value = FIELD[name](source)
            if isinstance(value, str):
                rows.append((sheet.label(name), value))
                continue
            blocks += [Facts(tuple(rows))] if rows else []
            rows = []
            blocks += [value] if len(part.fields) == 1 else _titled(sheet.label(name), value)
        blocks += [Facts(tuple(rows))] if rows else []
    blocks.append(Para(_("「—」は、記録がないことを示します。"), small=True))
    return Paper(
        kind=f"record_{stage}",
        title=f"{sheet.title}（{STAGES[stage]}）",
        about=_("事案 %(number)s") % {"number": told.case.label},
        school=told.case.school.name,
        edition=f"{told.case.edition}・{rules.version}",
        blocks=tuple(blocks),
    )


def _titled(label: str, table: Table) -> list[Block]:
    return [Head(label, level=2), table]
