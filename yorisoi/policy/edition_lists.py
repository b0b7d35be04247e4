"""The lists of an edition: forms, sources, channels, ways of discovery, helplines. Frozen records, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


def spoken(ja: str, en: str) -> str:
    """Return the text in the language of the page: the English where the edition has it, else what the school wrote."""
    return en if en and (get_language() or "").startswith("en") else ja


class Named:
    """What an edition calls in Japanese and, where it can, in English."""

    __slots__ = ()
    label_ja: str
    label_en: str

    @property
    def label(self) -> str:
        """Return its name, in the language of the page."""
        return spoken(self.label_ja, self.label_en)


@dataclass(frozen=True, slots=True)
class Form(Named):
    """A form of bullying (態様). national: the code of the national survey, 1–9. label_child: with ruby markup."""

    code: str
    national: int
    label_ja: str
    label_child: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Source(Named):
    """Where a report comes from. discovery: the national discovery code that is likely, 0 when it must be asked."""

    code: str
    label_ja: str
    discovery: int = 0
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Channel(Named):
    """By which way a report came."""

    code: str
    label_ja: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Discovery(Named):
    """How bullying was found, in the national survey's codes 1–12. by_school: found by the school's own staff."""

    code: int
    label_ja: str
    by_school: bool
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A consultation window. checked: the ISO day on which somebody last made sure of the number, or ""."""

    name_ja: str
    matters_ja: str
    phone: str
    national: bool = False
    hours_ja: str = ""
    checked: str = ""
    name_en: str = ""
    matters_en: str = ""
    hours_en: str = ""

    @property
    def name(self) -> str:
        """Return who answers, in the language of the page."""
        return spoken(self.name_ja, self.name_en)

    @property
    def matters(self) -> str:
        """Return what one can ask about, in the language of the page."""
        return spoken(self.matters_ja, self.matters_en)

    @property
    def hours(self) -> str:
        """Return when somebody answers, in the language of the page."""
        return spoken(self.hours_ja, self.hours_en)
