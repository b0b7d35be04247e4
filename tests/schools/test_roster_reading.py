"""Name lists as schools have them: encodings, titles, sheets, figures, dates, and what is told about bad rows."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.schools import roster_cells as cell
from yorisoi.schools.roster import read
from yorisoi.schools.roster_files import NotARoster

HEADER = "学年,組,番号,氏名,ふりがな,性別,生年月日,保護者氏名,続柄,電話\n"
NAMES = ["髙﨑 𠮷", "葛\U000e0100城 邊", "濵田　廣", "ハーヴェイ ジョン"]


def excel(sheets: dict[str, list[list[object]]]) -> bytes:
    """Write a workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        dates = book.add_format({"num_format": "yyyy/m/d"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, value, dates)
                    else:
                        sheet.write(r, c, value)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_every_encoding_that_schools_use(encoding: str) -> None:
    text = HEADER + "３,２,１０,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,男,平成28年5月3日,山田 花子,母,０５５０－１２３－４５６７\n"
    (row,) = read(text.encode(encoding))
    assert (row.grade, row.class_name, row.number) == (3, "2", 10)
    assert (row.family, row.given, row.family_kana, row.given_kana) == ("山田", "太郎", "やまだ", "たろう")
    assert (row.sex, row.born_on) == ("male", date(2016, 5, 3))
    assert [(g.name, g.relation, g.phone) for g in row.guardians] == [("山田 花子", "母", "0550-123-4567")]
    assert row.problems == ()


def test_bytes_that_are_no_text_are_refused_in_words() -> None:
    with pytest.raises(NotARoster, match="文字コード"):
        read(b"\xff\xfe\x00\x01" * 10)
    with pytest.raises(NotARoster, match="空"):
        read(b"  \n")
    with pytest.raises(NotARoster, match="見出し"):
        read("あれ,これ\n1,2\n".encode())
    with pytest.raises(NotARoster, match="Excel"):
        read(b"PK\x03\x04broken")


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_byte_for_byte(name: str) -> None:
    (row,) = read((HEADER + f"1,1,1,{name},,,,,,\n").encode())
    assert row.family + row.given == "".join(name.split())
    assert row.family == cell.split_name(name)[0]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20))
def test_splitting_loses_no_character(name: str) -> None:
    family, given_name = cell.split_name(name)
    assert family + given_name == name


def test_a_sheet_for_each_class_with_titles_above() -> None:
    head = ["番号", "氏名", "フリガナ", "生年月日"]
    content = excel(
        {
            "1年1組": [["令和8年度 児童名簿"], [], head, [1.0, "佐藤 花", "サトウ ハナ", date(2019, 4, 2)], [], head],
            "表紙": [["見本市立西小学校"]],
            "Sheet3": [["1年2組 名簿"], head, [1, "鈴木 一", "スズキ ハジメ", 43557]],
        }
    )
    first, second = read(content)
    assert (first.grade, first.class_name, first.number, first.born_on) == (1, "1", 1, date(2019, 4, 2))
    assert (second.grade, second.class_name, second.born_on) == (1, "2", date(2019, 4, 2))
    assert first.place == "「1年1組」シート 4行目"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-05-03", date(2016, 5, 3)),
        ("2016/5/3", date(2016, 5, 3)),
        ("２０１６年５月３日", date(2016, 5, 3)),
        ("20160503", date(2016, 5, 3)),
        ("H28.5.3", date(2016, 5, 3)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("42493", date(2016, 5, 3)),
        ("2016-02-30", None),
        ("きのう", None),
    ],
)
def test_dates(written: str, meant: date | None) -> None:
    assert cell.day(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1年1組", (1, "1")), ("３－２", (3, "2")), ("2の1", (2, "1")), ("5年ひまわり組", (5, "ひまわり")), ("12", None)],
)
def test_classes(written: str, meant: tuple[int, str] | None) -> None:
    assert cell.grade_and_class(written) == meant


def test_each_bad_row_says_where_and_why() -> None:
    text = HEADER + "1,1,1,=1+1,,,,,,\n,,,名無し,,,,,,\n1,1,x,田中 実,,,きのう,,,\n\n1,1,4,林 子,はやし こ,女,,,,\n"
    rows = read(text.encode())
    assert [row.line for row in rows] == [2, 3, 4, 6]
    assert "式" in rows[0].problems[0]
    assert {"学年が読み取れません。", "組が読み取れません。"} == set(rows[1].problems)
    assert len(rows[2].problems) == 2
    assert rows[3].problems == ()


def test_a_child_marked_as_leaving() -> None:
    (row,) = read("学年,組,氏名,備考\n1,1,山田 太郎,6/30転出\n".encode())
    assert row.leaving


def test_a_quoted_line_break_does_not_shift_the_numbers() -> None:
    rows = read('学年,組,氏名,備考\n1,1,"山田 太郎","一\n二"\n1,1,林 子,\n'.encode())
    assert [row.line for row in rows] == [2, 4]
