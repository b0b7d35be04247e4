"""Reads of editions: which stood when, what a draft says and what is wrong with it, what the public pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from yorisoi.editions.models import Adoption, DraftSave, EditionDraft, HelplineCheck, PublicPage, StoredEdition
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.edition import BadEdition, Edition, edition, load_text, whole, whole_text
from yorisoi.policy.edition_home import strangers
from yorisoi.policy.edition_text import lost_codes
from yorisoi.policy.lint import SEVERITY_LABELS, Finding, lint
from yorisoi.policy.stored import is_stored
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import School, Staff

EARLIER = 20  # saves of a draft that its page offers
DRAFT = "draft"  # the name by which the text of a draft is read
_ADOPTED = Fixed(lambda school: Adoption.objects.filter(school_id=school).order_by("at", "id"))
_PAGE = Fixed(
    lambda school: (
        PublicPage.objects.filter(school_id=school).select_related("file").defer("file__content").order_by("-at", "-id")
    )[:1]
)
_CHECKS = Fixed(lambda school: HelplineCheck.objects.filter(of__school_id=school).order_by("at", "id"))


class Times:
    """Which edition of a school stood when: read once, for a page of many steps."""

    def __init__(self, school: School) -> None:
        self.school = school
        kept = is_stored(school.edition)  # a school that has never adopted one is still at a file's
        self._rows: list[Adoption] = list(_ADOPTED.rows(school=school.pk)) if kept else []

    def name_at(self, moment: datetime | None) -> str:
        """Return the name of the edition that stood at this moment; without one, of today's."""
        name = self._rows[0].before if self._rows and moment is not None else self.school.edition
        for row in self._rows:
            if moment is not None and row.at <= moment:
                name = row.name
        return name

    def at(self, moment: datetime | None) -> Edition:
        """Return the edition that stood at this moment: what was decided then was decided by its clauses."""
        return edition(self.name_at(moment))


def edition_at(school: School, moment: datetime | None) -> Edition:
    """Return the edition that stood at a school at this moment."""
    return Times(school).at(moment)


def adoptions_of(school: School) -> QuerySet[Adoption]:
    """Return what was adopted, the latest first."""
    return Adoption.objects.filter(school=school).select_related("by").order_by("-at", "-id")


def since(school: School) -> datetime:
    """Return since when the edition in force has been so."""
    last = adoptions_of(school).first()
    return last.at if last is not None else school.made_at


def drafts_of(school: School) -> QuerySet[EditionDraft]:
    """Return the open drafts of a school."""
    return EditionDraft.objects.filter(school=school, closed_at__isnull=True).select_related("saved_by", "made_by")


def earlier_of(draft: EditionDraft) -> list[DraftSave]:
    """Return the last saves of a draft before the one that stands, the latest first, without their texts."""
    return list(draft.earlier.defer("text").select_related("by")[:EARLIER])


def known_names(staff: Staff) -> list[str]:
    """Return the names of the editions that this school has had, today's first."""
    school = staff.school
    if school is None:
        return []
    past = [name for row in adoptions_of(school) for name in (row.name, row.before)]
    kept = StoredEdition.objects.filter(school=school).order_by("-at", "-id").values_list("name", flat=True)
    return list(dict.fromkeys([school.edition, *past, *kept]))


@dataclass(frozen=True)
class Examined:
    """What a draft says and what is wrong with it. data: all that it says, or None when it is no TOML."""

    data: dict[str, Any] | None
    edition: Edition | None
    refusal: BadEdition | None
    findings: tuple[Finding, ...]
    lost: tuple[str, ...]
    foreign: bool = False  # another school's name or number stands in it

    @property
    def usable(self) -> bool:
        """It can be adopted: whatever it lacks against the law is said, and for the school to decide."""
        return self.edition is not None and not self.lost and not self.foreign

    @property
    def part(self) -> str:
        """The part of the editor in which the refusal can be put right, or ""."""
        keys = self.refusal.key.split(".") if self.refusal else [""]
        if self.data is None or not keys[0]:
            return ""
        if keys[0] == "clauses" and len(keys) > 1:
            return f"clauses:{keys[1]}"
        return keys[0] if isinstance(self.data.get(keys[0]), dict | list) else "basics"

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many findings there are of each severity."""
        return [
            (name, label, sum(one.severity == name for one in self.findings)) for name, label in SEVERITY_LABELS.items()
        ]


def examine(text: str, now: str, name: str = "") -> Examined:
    """Hold a draft against the reading of editions, the Act and the national policy. now: today's edition.

    name: the school's own, where it is another than today's edition says.
    """
    try:
        data = whole_text(DRAFT, text)
    except BadEdition as refusal:
        return Examined(None, None, refusal, (), ())
    try:
        made = load_text(DRAFT, text)
    except BadEdition as refusal:
        return Examined(data, None, refusal, (), ())
    home = whole(now)
    foreign = tuple(dict.fromkeys(strangers(data, home, (name,))))
    return Examined(data, made, None, (*foreign, *lint(made)), tuple(lost_codes(home, data)), bool(foreign))


def page_of(school: School) -> PublicPage | None:
    """Return what the school wants of its public pages, or None where it has never said."""
    row: PublicPage | None = _PAGE.first(school=school.pk)
    return row


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A helpline as the public pages show it. checked: the day on which somebody last made sure of the number."""

    line: Any
    checked: date | None
    wrong: bool
    by: str = ""


def helplines_of(school: School, rules: Edition) -> list[ShownLine]:
    """Return the helplines with the day of their last check, whether in the edition or afterwards."""
    last: dict[str, HelplineCheck] = {row.phone: row for row in _CHECKS.rows(school=school.pk)}
    return [_shown(line, last.get(line.phone)) for line in rules.helplines if line.phone]


def _shown(line: Any, row: HelplineCheck | None) -> ShownLine:
    written = date.fromisoformat(line.checked) if line.checked else None
    if row is None:
        return ShownLine(line, written, wrong=False)
    day = row.at.astimezone(TOKYO).date()
    if written and written > day:  # the edition was put right after it
        return ShownLine(line, written, wrong=False)
    return ShownLine(line, day if row.right else written, wrong=not row.right)


def titles(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return name and title of each edition, for a choice."""
    made = [(name, edition(name)) for name in names]
    return [(name, f"{one.title} {one.version}") for name, one in made]
