"""The record sheet as data: any order and any name, every field at most once, no field that we do not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from yorisoi.documents import record_fields, record_tables
from yorisoi.documents.record_field import FIELD
from yorisoi.policy.edition import BadEdition, edition, load, names
from yorisoi.policy.sheets import FIELDS, STANDARD

BASE = 'extends = "mihon-nishi"\n'
PART = '[[record_sheet.parts]]\ntitle = "一"\nfields = [{fields}]\n'


def edited(tmp_path: Path, text: str) -> Path:
    """Write an edition of one's own."""
    file = tmp_path / "ours.toml"
    file.write_text(BASE + text, encoding="utf-8")
    return file


@pytest.mark.requirement("R9")
@pytest.mark.parametrize("name", names())
def test_every_edition_has_a_sheet_whose_fields_can_be_given(name: str) -> None:
    sheet = edition(name).record_sheet
    fields = [field for part in sheet.parts for field in part.fields]
    assert fields
    assert len(fields) == len(set(fields))
    assert all(sheet.label(field) for field in fields)


def test_every_field_is_given_by_one_function() -> None:
    assert set(FIELD) == set(FIELDS), (record_fields, record_tables)
    assert [field for part in STANDARD.parts for field in part.fields] == list(FIELDS)


def test_a_board_orders_and_names_as_it_likes(tmp_path: Path) -> None:
    text = '[record_sheet]\ntitle = "報告書"\n' + PART.format(fields='"facts", "number"')
    made = load(edited(tmp_path, text + '[record_sheet.labels]\nnumber = "整理番号"\n')).record_sheet
    assert (made.title, made.parts[0].fields, made.label("number")) == ("報告書", ("facts", "number"), "整理番号")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PART.format(fields='"fact"'), "使えません"),
        (PART.format(fields='"facts"') + PART.format(fields='"facts"'), "もうほかの所にあります"),
        (PART.format(fields='"facts"') + "[record_sheet.labels]\nfact = 'x'\n", "知らない項目"),
        ("[record_sheet]\nparts = []\n", "ひとつ以上"),
    ],
)
def test_a_mistake_is_answered_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadEdition, match=reason):
        load(edited(tmp_path, text))
