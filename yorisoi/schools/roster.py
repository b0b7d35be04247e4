"""Read a school's name list as schools keep it: titles above the header, a sheet per class or one long list.

Pure: bytes in, rows with their problems out; nothing is looked up and nothing written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yorisoi.schools import roster_cells as cell
from yorisoi.schools.roster_files import NotARoster, Sheet, sheets

COLUMNS: dict[str, tuple[str, ...]] = {
    "grade": ("学年", "年"),
    "class": ("組", "クラス", "学級", "学級名"),
    "grade_class": ("年組", "学年組", "学年・組", "学年クラス", "所属"),
    "number": ("番号", "出席番号", "番", "no", "no.", "出席no"),
    "name": ("氏名", "名前", "児童氏名", "児童名", "生徒氏名", "お名前", "児童生徒氏名"),
    "family": ("姓", "名字", "苗字", "氏"),
    "given": ("名",),
    "kana": (
        "ふりがな",
        "フリガナ",
        "かな",
        "カナ",
        "よみがな",
        "読み",
        "氏名かな",
        "氏名カナ",
        "児童氏名カナ",
        "よみ",
    ),
    "family_kana": ("姓かな", "姓カナ", "せい", "セイ", "姓ふりがな", "姓フリガナ", "姓(かな)", "姓(カナ)"),
    "given_kana": ("名かな", "名カナ", "めい", "メイ", "名ふりがな", "名フリガナ", "名(かな)", "名(カナ)"),
    "sex": ("性別", "性"),
    "born": ("生年月日", "誕生日"),
    "id": ("児童番号", "児童id", "学籍番号", "管理番号", "個人番号", "id"),
    "account": ("アカウント", "学習者アカウント", "学習用アカウント", "ユーザー名", "ログインid", "メールアドレス"),
    "guardian": ("保護者氏名", "保護者", "保護者名", "保護者1", "保護者氏名1", "保護者1氏名"),
    "relation": ("続柄", "続柄1", "保護者続柄"),
    "phone": ("電話", "電話番号", "連絡先", "電話1", "電話番号1", "緊急連絡先", "保護者電話"),
    "guardian2": ("保護者2", "保護者氏名2", "保護者2氏名"),
    "relation2": ("続柄2",),
    "phone2": ("電話2", "電話番号2", "連絡先2", "緊急連絡先2"),
    "state": ("備考", "異動", "状態", "在籍", "異動区分", "転出入"),
}
_BY_HEADER = {header: column for column, headers in COLUMNS.items() for header in headers}
_LEAVING = re.compile(r"転出|転校|除籍|退学")


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """A guardian as the list has it."""

    name: str
    relation: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One child of the list. `problems` keep the row from being taken; `notes` do not."""

    line: int
    sheet: str
    family: str
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    grade: int | None = None
    class_name: str = ""
    number: int | None = None
    sex: str = ""
    born_on: date | None = None
    external_id: str = ""
    account: str = ""
    guardians: tuple[GuardianRow, ...] = ()
    leaving: bool = False
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name as the list has it."""
        return f"{self.family} {self.given}".strip()

    @property
    def place(self) -> str:
        """Where in the file: 「1年1組」シート 5行目."""
        where = _("「%s」シート ") % self.sheet if self.sheet else ""
        return where + _("%d行目") % self.line


def read(content: bytes) -> list[Row]:
    """Return the rows of a file in its order; raise `NotARoster` when no sheet has a header with names."""
    rows: list[Row] = []
    found = False
    for sheet in sheets(content):
        header = _header(sheet)
        if header is None:
            continue
        found = True
        rows += _rows(sheet, *header)
    if not found:
        raise NotARoster(
            _(
                "見出しの行が見つかりません。「氏名」（または「姓」と「名」）と、「学年」「組」の見出しを表の上に入れてください。"
            )
        )
    if not rows:
        raise NotARoster(_("見出しはありますが、子どもの行がありません。"))
    return rows


def _heading(value: object) -> str:
    return re.sub(r"\s+", "", cell.figures(cell.text(value))).lower()


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the position of the header row (in the first 20) and the column of each known heading."""
    for position, (_line, cells) in enumerate(sheet.cells[:20]):
        columns: dict[str, int] = {}
        for index, value in enumerate(cells):
            heading = _heading(value)
            column = _BY_HEADER.get(heading) or _BY_HEADER.get(heading.replace("(", "").replace(")", ""))
            if column and column not in columns:
                columns[column] = index
        if len(columns) >= 2 and ("name" in columns or "family" in columns):
            return position, columns
    return None


def _rows(sheet: Sheet, position: int, columns: dict[str, int]) -> list[Row]:
    titles = [sheet.name] + [cell.text(value) for _line, cells in sheet.cells[:position] for value in cells]
    named = next((found for title in titles if title and (found := cell.class_in(title))), None)
    head = [_heading(value) for value in sheet.cells[position][1]]
    rows = []
    for line, cells in sheet.cells[position + 1 :]:
        if [_heading(value) for value in cells] == head:
            continue  # the header again, at the top of a printed page
        got = {column: cell.text(cells[index]) if index < len(cells) else "" for column, index in columns.items()}
        if not any(got.get(column) for column in ("name", "family", "given", "kana", "family_kana")):
            continue
        leaving = any(_LEAVING.search(cell.text(value)) and len(cell.text(value)) <= 20 for value in cells)
        rows.append(_row(sheet.name, line, got, named, leaving))
    return rows


def _row(sheet: str, line: int, got: dict[str, str], named: tuple[int, str] | None, leaving: bool) -> Row:
    problems: list[str] = []
    notes: list[str] = []
    family, given = _names(got, problems, notes)
    kana = _kana(got, notes)
    grade, class_name = _seat(got, named, problems)
    number = cell.whole(got.get("number", ""))
    if got.get("number") and number is None:
        problems.append(_("番号「%s」が数字ではありません。") % got["number"][:10])
    born = cell.day(got["born"]) if got.get("born") else None
    if got.get("born") and (born is None or not 1990 <= born.year <= 2100):
        problems.append(_("生年月日「%s」が読み取れません（例: 2016-05-03、平成28年5月3日）。") % got["born"][:20])
        born = None
    if (account := cell.figures(got.get("account", ""))) and not cell.account(account):
        problems.append(_("アカウントに使えない文字があるか、長すぎます（空白なしの160字まで）。"))
    sex = cell.sex(got.get("sex", ""))
    if sex is None:
        notes.append(_("性別「%s」は読み取らず、空のままにします。") % got["sex"][:10])
    return Row(
        line=line,
        sheet=sheet,
        family=family,
        given=given,
        family_kana=kana[0],
        given_kana=kana[1],
        grade=grade,
        class_name=class_name,
        number=number,
        sex=sex or "",
        born_on=born,
        external_id=cell.figures(got.get("id", ""))[:60],
        account=account,
        guardians=_guardians(got),
        leaving=leaving,
        problems=tuple(problems),
        notes=tuple(notes),
    )


def _names(got: dict[str, str], problems: list[str], notes: list[str]) -> tuple[str, str]:
    family, given = got.get("family", ""), got.get("given", "")
    if not family and got.get("name"):
        family, given = cell.split_name(got["name"])
    if not family:
        problems.append(_("氏名がありません。"))
    elif not given:
        notes.append(_("姓と名の間に空白がないため、ぜんぶを姓として入れます。"))
    if max(len(family), len(given)) > 60:
        problems.append(_("氏名が長すぎます（姓・名それぞれ60字まで）。"))
    if cell.like_formula(family) or cell.like_formula(given):
        problems.append(_("氏名が記号（= + - @）で始まっています。表計算の式が入っていないか確かめてください。"))
    if re.search(r"[\x00-\x1f\x7f\ufffd]", family + given):
        problems.append(_("氏名に読めない文字があります。元の名簿で確かめてください。"))
    return family, given


def _kana(got: dict[str, str], notes: list[str]) -> tuple[str, str]:
    family, given = got.get("family_kana", ""), got.get("given_kana", "")
    if not family and got.get("kana"):
        family, given = cell.split_name(got["kana"])
    family, given = cell.reading(family)[:60], cell.reading(given)[:60]
    if not family:
        notes.append(_("ふりがながありません。あとで名前をさがしにくくなります。"))
    return family, given


def _seat(got: dict[str, str], named: tuple[int, str] | None, problems: list[str]) -> tuple[int | None, str]:
    for column in ("grade_class", "class", "grade"):
        if got.get(column) and (both := cell.grade_and_class(got[column])):
            return both[0], both[1][:10]
    grade = cell.whole(got.get("grade", "")) or (named[0] if named and not got.get("grade") else None)
    class_name = cell.class_name(got.get("class", "")) or (named[1] if named and not got.get("class") else "")
    if grade is None or not 1 <= grade <= 9:
        problems.append(_("学年が読み取れません。"))
        grade = None
    if not class_name:
        problems.append(_("組が読み取れません。"))
    elif len(class_name) > 10:
        problems.append(_("組の名前が長すぎます（10字まで）。"))
    return grade, class_name


def _guardians(got: dict[str, str]) -> tuple[GuardianRow, ...]:
    found = []
    for suffix in ("", "2"):
        if name := got.get(f"guardian{suffix}", "")[:120]:
            relation = got.get(f"relation{suffix}", "")[:20]
            found.append(GuardianRow(name, relation, cell.phone(got.get(f"phone{suffix}", ""))))
    return tuple(found)
