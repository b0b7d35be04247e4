"""What one cell of a name list means: numbers, classes, names, readings, dates. Pure: text in, value out.

Only figures and readings are brought into one shape. A name is kept byte for byte as the school wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

import jaconv

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
_WESTERN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_ERA = re.compile(r"(令和|平成|昭和|[RHS])\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLASS = re.compile(r"([1-9])\s*(?:年生?|[-ー‐‑–—−の/])\s*(\S{1,8}?)\s*組?")
_SPACE = re.compile(r"[ \t\u3000\u00a0]+")
_DASHES = re.compile(r"[ー‐‑–—−―ｰ]")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "＠")
SEXES = {"男": "male", "男子": "male", "M": "male", "女": "female", "女子": "female", "F": "female"}


def text(cell: object) -> str:
    """Return a cell as text: 3.0 becomes 3, dates become ISO, outer blanks go, nothing else changes."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def figures(value: str) -> str:
    """Return a text whose figures and signs are half-width (NFKC). Never used on names."""
    return unicodedata.normalize("NFKC", value).strip()


def whole(value: str) -> int | None:
    """Return the number in 「３」「3番」「3年」「3組」, or None."""
    match = re.fullmatch(r"(\d{1,3})\s*(?:番|年生?|組)?", figures(value))
    return int(match.group(1)) if match else None


def grade_and_class(value: str) -> tuple[int, str] | None:
    """Return (grade, class) of 「1年1組」「1-1」「１の２」「2年ひまわり組」, or None."""
    match = _CLASS.fullmatch(figures(value))
    return (int(match.group(1)), match.group(2)) if match else None


def class_in(value: str) -> tuple[int, str] | None:
    """Return (grade, class) named anywhere in a title or a sheet's name."""
    match = re.search(r"([1-9])\s*年\s*([^\s年組]{1,8})\s*組", figures(value)) or re.fullmatch(
        r"([1-9])[-_の](\d{1,2})", figures(value)
    )
    return (int(match.group(1)), match.group(2)) if match else None


def class_name(value: str) -> str:
    """Return the name of a class without 組: 「１組」 → 「1」, 「ひまわり」 → 「ひまわり」."""
    name = figures(value)
    return name[:-1].strip() if len(name) > 1 and name.endswith("組") else name


def split_name(value: str) -> tuple[str, str]:
    """Return (family, given) at the first blank, wide or narrow; without one the whole is the family name."""
    parts = _SPACE.split(value.strip(), maxsplit=1)
    return (parts[0], parts[1].strip()) if len(parts) == 2 else (parts[0], "")


def reading(value: str) -> str:
    """Return a reading in hiragana, whether it came in hiragana, katakana or half-width katakana."""
    return _SPACE.sub(" ", jaconv.kata2hira(jaconv.h2z(value))).strip()


def phone(value: str) -> str:
    """Return a telephone number with half-width figures and plain hyphens."""
    return _DASHES.sub("-", figures(value))[:30]


def sex(value: str) -> str | None:
    """Return male or female, "" for an empty cell, None for what is neither."""
    value = figures(value).upper()
    return SEXES.get(value) if value else ""


def day(value: str) -> date | None:
    """Return the date of 「2015-04-02」「2015年4月2日」「H27.4.2」「20150402」 or Excel's serial number."""
    value = figures(value).upper()
    try:
        if match := _WESTERN.match(value):
            return date(*(int(part) for part in match.groups()))
        if match := _ERA.fullmatch(value):
            era, year, month, number = match.groups()
            return date(ERAS[era] + (1 if year == "元" else int(year)), int(month), int(number))
        if re.fullmatch(r"\d{8}", value):
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        if re.fullmatch(r"\d{5}", value):
            return date(1899, 12, 30) + timedelta(days=int(value))
    except ValueError:
        return None
    return None


def account(value: str) -> bool:
    """Say whether a text can be the name of an account: letters, figures and signs that can be seen, no blanks."""
    return re.fullmatch(r"[\x21-\x7e]{1,160}", value) is not None


def like_formula(value: str) -> bool:
    """Say whether a spreadsheet would take this text for a formula: no name begins so."""
    return value.startswith(FORMULA)
