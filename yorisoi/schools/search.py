"""Find people of a school by any part of their name: kanji (old forms too), hiragana or katakana, or their class.

Done in Python over the school's names: a database's LIKE knows neither 髙 = 高 nor the variation selectors that
stand between the characters of a name. A thousand children take a few milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, Pupil, School, Staff
from yorisoi.schools.roster_cells import grade_and_class

LIMIT = 12
_OLD = "髙﨑𠮷邊邉齋齊斉澤濵濱廣嶋嶌櫻德瀨眞國惠龍冨藪槇桒槗舘淵渕靜壽澁濟榮條寶實"
_NEW = "高崎吉辺辺斎斎斎沢浜浜広島島桜徳瀬真国恵竜富薮槙桑橋館渕渕静寿渋済栄条宝実"
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_VARIANTS = str.maketrans(_OLD, _NEW) | _HIRAGANA
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\\s]")


@dataclass(frozen=True, slots=True)
class Found:
    """One person: `kind` is pupil or staff, `sub` the class or the post."""

    kind: str
    uid: str
    name: str
    kana: str
    sub: str


def fold(text: str) -> str:
    """Return a text as it is compared: no blanks or selectors, common forms, hiragana, small letters."""
    # NFKC widens half-width kana, marks of sound included
    return unicodedata.normalize("NFKC", _SELECTORS.sub("", text)).translate(_VARIANTS).casefold()


def find_people(school: School, q: str, *, limit: int | None = LIMIT, staff: bool = True) -> list[Found]:
    """Return the children of today and the active staff whom `q` may mean, whoever begins with it first."""
    wanted = fold(q)
    if not wanted:
        return []
    hits: list[tuple[int, int, Found]] = []
    place = grade_and_class(q)
    for order, (pupil, sub, here) in enumerate(_pupils(school)):
        rank = 0 if place and here == place else _rank(wanted, pupil.name, pupil.kana)
        if rank is not None:
            hits.append((rank, order, Found("pupil", str(pupil.uid), pupil.name, pupil.kana, sub)))
    people = Staff.objects.filter(school=school, is_active=True).prefetch_related("post_holdings__school_class")
    for order, person in enumerate(people if staff else [], start=100_000):
        kana = f"{person.family_kana} {person.given_kana}".strip()
        if (rank := _rank(wanted, person.name, kana)) is not None:
            held = "・".join(str(row) for row in person.post_holdings.all() if row.until is None)
            hits.append((rank, order, Found("staff", str(person.uid), person.name, kana, held)))
    hits.sort(key=lambda hit: hit[:2])
    return [hit[2] for hit in hits[:limit]]


def _pupils(school: School) -> list[tuple[Pupil, str, tuple[int, str] | None]]:
    seats = {
        seat.pupil_id: seat
        for seat in Enrolment.objects.filter(
            pupil__school=school, school_class__year=school_year(today())
        ).select_related("school_class")
    }
    pupils = Pupil.objects.filter(school=school, left_on__isnull=True).order_by("family_kana", "given_kana", "pk")
    out = []
    for pupil in pupils:
        seat = seats.get(pupil.pk)
        here = (seat.school_class.grade, seat.school_class.name) if seat else None
        out.append((pupil, str(seat.school_class) if seat else "", here))
    return out


def _rank(wanted: str, name: str, kana: str) -> int | None:
    """0 when the name or its reading begins so, 1 when it contains it, None otherwise."""
    folded = (fold(name), fold(kana))
    if any(text.startswith(wanted) for text in folded):
        return 0
    return 1 if any(wanted in text for text in folded) else None
