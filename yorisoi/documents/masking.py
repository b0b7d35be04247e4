"""Finding other children's names in a text, in every form that people write them. Pure: no database, no request.

A name is found inside words as well, in kanji with its variants, in either kana, in half-width kana, in Latin letters,
as a nickname, with blanks between. What is found too often a person takes off again; what is missed would be out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

import jaconv

BLACK = "■■■"  # always as long: its length says nothing of the name
_SAME = (  # the first stands for the others
    *("高髙", "崎﨑嵜碕", "吉𠮷", "徳德", "瀬瀨", "辺邊邉", "斎齋齊斉", "沢澤", "浜濱濵", "広廣", "島嶋嶌", "桜櫻"),
    *("国國", "竜龍", "恵惠", "真眞", "万萬", "鉄鐵", "関關", "実實", "栄榮", "会會", "桧檜", "富冨", "峰峯", "野埜"),
    *("円圓", "滝瀧", "薮藪", "鴎鷗", "橋槗", "館舘", "条條", "曽曾", "遥遙", "槙槇", "群羣", "宝寶", "来來", "柳栁"),
)
_ONE = {ord(other): group[0] for group in _SAME for other in group[1:]}
_ONE |= {ord("ぢ"): "じ", ord("づ"): "ず", ord("ゑ"): "え", ord("ゐ"): "い", ord("を"): "お"}
_BETWEEN = frozenset(" \t\n\r　・･·ー－-‐―〜～_.．,，")
SUFFIXES = (
    *(
        "ちゃん",
        "くん",
        "君",
        "さん",
        "さま",
        "っち",
        "ちん",
        "たん",
        "やん",
        "ぴょん",
        "ぽん",
        "りん",
        "きち",
        "きゅん",
    ),
    *("どん", "つん", "まる", "すけ"),
)
HONORIFICS = ("さん", "ちゃん", "くん", "君", "さま")


@dataclass(frozen=True)
class Person:
    """A child's name as the roster has it, and its guardians' full names."""

    family: str
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    guardians: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One place in a text."""

    start: int
    end: int
    reason: str


def folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text as it is compared, and for each of its signs where it stood: hiragana, one form of each kanji."""
    out: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end] in "ﾞﾟ\u3099\u309a":
            end += 1
        for sign in unicodedata.normalize("NFKC", text[at:end]).lower():
            code = ord(sign)
            if sign in _BETWEEN or unicodedata.category(sign) in ("Cf", "Mn", "Zs", "Cc"):
                continue
            if 0x30A1 <= code <= 0x30F6:
                sign = chr(code - 0x60)
            out.append(_ONE.get(ord(sign), sign))
            places.append((at, end))
        at = end
    return "".join(out), places


def fold(text: str) -> str:
    """Return the text as it is compared."""
    return folded(text)[0]


def full_forms(person: Person) -> set[str]:
    """Return the whole name in kanji, kana and Latin letters, both ways round."""
    found = {fold(person.family + person.given), fold(person.family_kana + person.given_kana)}
    for family in _latin(person.family_kana):
        for given in _latin(person.given_kana):
            found |= {family + given, given + family}
    return {form for form in found if len(form) > 1}


def part_forms(person: Person) -> set[str]:
    """Return family and given name by themselves, and what people make of them."""
    found: set[str] = set()
    for kanji in (fold(person.family), fold(person.given)):
        if not kanji:
            continue
        if len(kanji) > 1 or not _is_kana(kanji):
            found.add(kanji)
        found |= {kanji + suffix for suffix in SUFFIXES}
        found |= {kanji[0] + suffix for suffix in SUFFIXES if suffix != "さん"}
    for kana in (fold(person.family_kana), fold(person.given_kana)):
        if not kana:
            continue
        if len(kana) > 1:
            found.add(kana)
        if len(kana) > 3:
            found.add(kana[:3])
        for short in {kana, kana[:2], kana[:1], kana[:3], kana[-2:]}:
            found |= {short + suffix for suffix in SUFFIXES}
        found.add(kana[:2] * 2)
        found |= {latin for latin in _latin(kana) if len(latin) > 2}
    return {form for form in found if form}


def _is_kana(text: str) -> bool:
    return all(0x3041 <= ord(sign) <= 0x309F for sign in text)


def _latin(kana: str) -> set[str]:
    """Return a reading in Latin letters, with long vowels written and not."""
    if not kana:
        return set()
    plain = jaconv.kana2alphabet(fold(kana)).lower()
    short = plain.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    return {plain, short}


@dataclass
class Finder:
    """Finds the others in a text and leaves the child's own name where it cannot be another's.

    That is: the whole name, unless another's whole name is a part of it; else only with an honorific behind it, for
    「はるから聞いた」 may tell of はる where the child is はるか.
    """

    own: Person
    others: Iterable[Person]
    _forms: dict[str, str] = field(default_factory=dict)
    _kept: frozenset[str] = frozenset()
    _lengths: tuple[int, ...] = ()
    _kept_lengths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Lay out all forms by their length."""
        wholes: set[str] = set()
        for person in self.others:
            wholes |= full_forms(person)
            for form in full_forms(person) | part_forms(person):
                self._forms[form] = "other_child"
            for guardian in person.guardians:
                for form in filter(lambda one: len(one) > 1, (fold(guardian), *map(fold, guardian.split()))):
                    self._forms.setdefault(form, "other_family")
        kept: set[str] = set()
        for form in full_forms(self.own):
            if not any(other in form for other in wholes if other != form):
                kept.add(form)
        names = (self.own.family, self.own.given, self.own.family_kana, self.own.given_kana)
        for form in {*map(fold, names), *full_forms(self.own)} - {""}:
            said = {form + honorific for honorific in HONORIFICS}
            kept |= {one for one in said if one not in self._forms and form not in self._forms}
        self._kept = frozenset(kept)
        self._lengths = _lengths(self._forms)
        self._kept_lengths = _lengths(self._kept)

    def find(self, text: str) -> list[Hit]:
        """Return every place where another's name stands, in order, none within another."""
        said, places = folded(text)
        kept = list(_spans(said, self._kept, self._kept_lengths))
        spans = list(_spans(said, self._forms, self._lengths))
        while True:
            found = [(start, end) for start, end in spans if not any(a <= start and end <= b for a, b in kept)]
            # of the child's own name no half stays: beside what is hidden it would be read as another's
            whole = [(a, b) for a, b in kept if not any(start < b and a < end for start, end in found)]
            if len(whole) == len(kept):
                break
            kept = whole
        return joined(Hit(places[start][0], places[end - 1][1], self._forms[said[start:end]]) for start, end in found)

    def names_own(self, text: str) -> bool:
        """Say whether the child itself is named in a text."""
        said = fold(text)
        wanted = full_forms(self.own) | {one for one in part_forms(self.own) if len(one) > 1}
        return any(form in said for form in wanted)


def _lengths(forms: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({len(form) for form in forms}))


def _spans(said: str, forms: Container[str], lengths: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for start in range(len(said)):
        for length in lengths:
            if start + length <= len(said) and said[start : start + length] in forms:
                yield start, start + length


def joined(hits: Iterable[Hit]) -> list[Hit]:
    """Return the places with those that meet made one; a child's name gives the reason before a guardian's."""
    out: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if out and hit.start < out[-1].end:
            last = out[-1]
            reason = last.reason if last.reason == hit.reason else min(last.reason, hit.reason)
            out[-1] = Hit(last.start, max(last.end, hit.end), reason)
        else:
            out.append(hit)
    return out


def blacked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with these places hidden; places that meet are hidden as one."""
    out, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start >= at:
            out += [text[at:start], BLACK]
        at = end
    return "".join([*out, text[at:]])
