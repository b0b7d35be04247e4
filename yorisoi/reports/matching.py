"""Finds members of staff in what somebody wrote, so that whoever is named is shut out at once. Pure.

Careful rather than clever: a full name, a surname (or a first name in kana) with 先生 or another title, or a post
that only one person holds. A surname alone, or with さん・くん, may be a child and is not taken. Two people of one
surname are both found. Each find carries the phrase that gave it, for the person who confirms or lifts it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from yorisoi.policy.roles import Post


class Named(Protocol):
    """Whoever has a name and posts; `schools.Staff` does."""

    pk: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str

    @property
    def posts(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Match:
    """A member of staff found in a text, and the words that gave it."""

    staff_id: int
    phrase: str


_VARIANTS = str.maketrans("髙﨑𠮷德邉邊齋齊斉濵濱澤廣眞櫻嶋國圓淵隆", "高崎吉徳辺辺斎斎斎浜浜沢広真桜島国円渕隆")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TITLE = (
    r"[ \u3000]*(?:先生|せんせい|せんせー|センセイ|教諭|校長|教頭|副校長|こうちょう|きょうとう|主任|教授|氏|sensei)"
)
# Where a very short name may begin: at the start, after a mark or space, or after a word of time or place that
# people write right before a name (今日林先生が).
_BEFORE = r"(?:^|(?<=[^\w])|(?<=[はがのとにもをでやへ日今昨朝時後前度回週月年])|(?<=きょう)|(?<=きのう)|(?<=さっき))"
_NO_CHILD = r"(?![ \u3000]*(?:くん|君|ちゃん))"
_ADDRESSED = r"(?![ \u3000]*(?:へ|様|さま|殿|宛て?)[ \u3000]*(?:[\n、。,.:：]|$))"
_POST_WORDS: tuple[tuple[str, str], ...] = (
    (r"副校長(?:先生|せんせい)?+", Post.VICE_PRINCIPAL),
    (r"(?<!副)校長(?:先生|せんせい)?+(?![室会])", Post.PRINCIPAL),
    (r"こうちょう[ \u3000]*せんせ[いー]", Post.PRINCIPAL),
    (r"教頭(?:先生|せんせい)?+(?!会)", Post.VICE_PRINCIPAL),
    (r"きょうとう[ \u3000]*せんせ[いー]", Post.VICE_PRINCIPAL),
    (r"(?:保健室?|養護|ほけん(?:しつ)?|ようご)の?[ \u3000]*(?:先生|教諭|せんせい)", Post.NURSE),
    (r"(?:生徒指導|生活指導)の?(?:先生|主任|主事)", Post.GUIDANCE_HEAD),
    (r"教務の?(?:先生|主任)", Post.ACADEMIC_HEAD),
)
_POSTS = tuple((re.compile(words + _ADDRESSED), post) for words, post in _POST_WORDS)
_TITLED = re.compile(_TITLE + _ADDRESSED)


@dataclass(frozen=True)
class Classes:
    """What says who 「担任の先生」 is. own: staff ids of the class the report is about. by_name: (grade, 組) → ids.

    children: gives the surnames of the school's children, where it is asked: a surname that no child has means
    the adult.
    """

    own: Collection[int] = ()
    by_name: Mapping[tuple[int, str], Collection[int]] = field(default_factory=dict)
    children: Callable[[], Collection[str]] = tuple


def staff_mentioned(text: str, staff: Iterable[Named], classes: Classes | None = None) -> list[Match]:
    """Return who of the staff is named in a text, once each, in the order of the staff given.

    The time it takes grows with the length of the text, no faster.
    """
    said, people = fold(text), list(staff)
    found: dict[int, str] = {}
    if classes is not None:
        found.update(_by_class(said, classes))
        found.update(_bare_surnames(said, people, classes))
    for person in people:
        if phrase := _full_name(said, person):
            found[person.pk] = phrase
    for start, end, people_here in _titled(said, people):
        for person in people_here:
            found.setdefault(person.pk, said[start:end])
    for pattern, post in _POSTS:
        holding: list[Named] | None = None
        for hit in pattern.finditer(said):
            if holding is None:
                holding = [person for person in people if post in person.posts]
            if all(person.pk in found for person in holding):
                break
            if not _is_titled_name(said, hit.start(), people):
                for person in holding:
                    found.setdefault(person.pk, hit[0])
    return [Match(person.pk, found[person.pk]) for person in people if person.pk in found]


def staff_named(written: str, staff: Iterable[Named], classes: Classes | None = None) -> list[Match]:
    """Return who of the staff is meant in a field that asks for an adult of the school: here a bare surname counts."""
    people = list(staff)
    found = {match.staff_id: match.phrase for match in staff_mentioned(written, people, classes)}
    for word in re.split(r"[\s、。,，.・/／と]+", fold(written)):
        bare = re.sub(r"(?:先生|せんせい|教諭|さん|氏|様)$", "", word)
        for person in people:
            if bare and bare in {*_surnames(person), *_full_names(person)}:
                found.setdefault(person.pk, bare)
    return [Match(person.pk, found[person.pk]) for person in people if person.pk in found]


@lru_cache(maxsize=8192)  # names are folded over and over; of what people tell nothing is kept here
def _name(text: str) -> str:
    return fold(text)


def fold(text: str) -> str:
    """Return a text for comparing: full width folded, katakana as hiragana, common variants of name kanji as one."""
    plain = _SELECTORS.sub("", unicodedata.normalize("NFKC", text)).translate(_VARIANTS).lower()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in plain)


def _surnames(person: Named) -> list[str]:
    return [name for name in (_name(person.family_name), _name(person.family_kana)) if name]


def _full_names(person: Named) -> list[str]:
    kanji, kana = _name(person.family_name + person.given_name), _name(person.family_kana + person.given_kana)
    names = [kanji] if person.given_name else []
    return [*names, kana] if person.given_kana and len(kana) >= 4 else names


def _called(person: Named) -> list[str]:
    """What people put before 先生: the surname, or the first name in kana."""
    given = [name for name in (_name(person.given_kana), _name(person.given_name)) if len(name) >= 2]
    return [*_surnames(person), *given, *_full_names(person)]


def _full_name(said: str, person: Named) -> str:
    for family, given in ((person.family_name, person.given_name), (person.family_kana, person.given_kana)):
        if not family or not given:
            continue
        if _name(family) not in said:
            continue
        name = re.escape(_name(family)) + r"[ \u3000・]*" + re.escape(_name(given))
        if hit := re.search(name + _NO_CHILD, said):
            return hit[0]
    return ""


def _titled(said: str, people: Sequence[Named]) -> Iterator[tuple[int, int, list[Named]]]:
    """Yield each place where a name stands before a title: the longest name of the staff that fits there."""
    names: dict[str, list[Named]] = {}
    for person in people:
        for name in dict.fromkeys(_called(person)):
            names.setdefault(name, []).append(person)
    lengths = sorted({len(name) for name in names}, reverse=True)
    for title in _TITLED.finditer(said):
        for length in lengths:
            start = title.start() - length
            name = said[max(start, 0) : title.start()]
            if start >= 0 and name in names and _may_begin(said, start, name):
                holding = [person for person in names[name] if _title_post(title[0]) in person.posts]
                yield start, title.end(), holding or names[name]
                break


_HOME = r"(?:の?[ \u3000]*(?:担任|たんにん)(?:の?[ \u3000]*(?:先生|せんせ[いー]))?|の?[ \u3000]*(?:先生|せんせ[いー]))"
_CLASS = re.compile(r"([1-6一二三四五六])[ \u3000]*(?:年|ねん|-|の)[ \u3000]*(\w{1,3}?)[ \u3000]*(?:組|くみ)" + _HOME)
_OWN = re.compile(r"(?:担任|たんにん)(?![ \u3000]*(?:以外|ではな))")
_KANJI_DIGITS = str.maketrans("一二三四五六", "123456")


def _by_class(said: str, classes: Classes) -> dict[int, str]:
    """Return who is meant by 「4年1組の先生」 and, where the class is known, by 「担任」."""
    found: dict[int, str] = {}
    for hit in _CLASS.finditer(said):
        grade, name = int(hit[1].translate(_KANJI_DIGITS)), hit[2].translate(_KANJI_DIGITS)
        for staff_id in classes.by_name.get((grade, name), ()):
            found.setdefault(staff_id, hit[0])
    if own := _OWN.search(_CLASS.sub("", said)):
        for staff_id in classes.own:
            found.setdefault(staff_id, own[0])
    return found


def _bare_surnames(said: str, people: Sequence[Named], classes: Classes) -> dict[int, str]:
    """Return whose surname (two kanji or more) stands there without a title, if no child of the school has it."""
    found = {}
    for person in people:
        name = _name(person.family_name)
        if len(name) >= 2 and name in said and re.search(re.escape(name) + _NO_CHILD, said):
            found[person.pk] = name
    if not found:
        return found
    children = {fold(name) for name in classes.children()}
    return {pk: name for pk, name in found.items() if name not in children}


def _title_post(title: str) -> str:
    posts = {"副校長": Post.VICE_PRINCIPAL, "教頭": Post.VICE_PRINCIPAL, "校長": Post.PRINCIPAL}
    return posts.get(title.strip(), "")


def _may_begin(said: str, start: int, name: str) -> bool:
    short = len(name) == 1 or (len(name) == 2 and all("ぁ" <= c <= "ゖ" for c in name))
    return not short or re.compile(_BEFORE).match(said, start) is not None


def _is_titled_name(said: str, start: int, people: Sequence[Named]) -> bool:
    """Say whether the post's word at `start` is the title of a name (田中校長), which says who it is by itself."""
    end = start
    while end > 0 and start - end < 3 and said[end - 1] in " \u3000":
        end -= 1
    return any(
        said.startswith(name, end - len(name))
        for person in people
        for name in _surnames(person)
        if 1 < len(name) <= end
    )
