"""A school year written down as plain values: put into the database in bulk, and counted again in plain Python."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from yorisoi.cases.models import Case, CaseStep, Involvement
from yorisoi.figures.models import IncidentAnswer, NationalAnswer, SchoolAnswer
from yorisoi.incidents.models import Incident
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.national import mask_of
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Enrolment, Pupil, School, SchoolClass, Staff

FORMS = (
    "teasing", "exclusion", "light_hitting", "heavy_hitting", "extortion", "property", "forced", "online", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Child:
    """One who suffers. Answers: codes, or None where nothing was answered. grade None: no seat in a class."""

    sex: str = "male"
    grade: int | None = 3
    left: bool = False
    found: int | None = None
    consulted: tuple[str, ...] | None = None
    to_victim: tuple[str, ...] | None = None
    to_perpetrator: tuple[str, ...] | None = None
    police: int | None = None
    corrected: bool = False  # another answer stood before this one
    mistaken: bool = False  # the role was given by mistake
    ended: bool = False  # the role has ended
    moved_class: bool = False


@dataclass(frozen=True)
class Matter:
    """One case. recognised: days after 1 April, None where it was not. later: the state it took after the day."""

    children: tuple[Child, ...] = (Child(),)
    state: str = "responding"
    recognised: int | None = 30
    forms: tuple[int, ...] = (1,)
    merged: bool = False
    later: str = ""


@dataclass(frozen=True)
class Grave:
    """One serious incident."""

    harm: bool = True
    absence: bool = False
    lead: str = ""
    opened: int = 60
    harms: tuple[str, ...] | None = None
    before: int | None = None


@dataclass(frozen=True)
class Year:
    """What happened, and what the school answered."""

    matters: tuple[Matter, ...] = ()
    graves: tuple[Grave, ...] = ()
    measures: tuple[str, ...] | None = None
    surveyed: tuple[str, ...] | None = None


def moment(year: int, days: int) -> datetime:
    """Return noon of a day of the school year."""
    return datetime.combine(date(year, 4, 1) + timedelta(days=days), datetime.min.time(), TOKYO) + timedelta(hours=12)


@dataclass
class Builder:
    """Puts years into the database."""

    school: School
    by: Staff
    year: int
    day: date
    number: int = 0
    rows: dict[type, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = make_data_key(self.school.pk)
        known = {(one.grade, one.name): one for one in SchoolClass.objects.filter(school=self.school, year=self.year)}
        wanted = [(grade, name) for grade in range(1, 7) for name in "12" if (grade, name) not in known]
        made = [SchoolClass(school=self.school, year=self.year, grade=g, name=n) for g, n in wanted]
        SchoolClass.objects.bulk_create(made)
        self.classes = known | {(one.grade, one.name): one for one in made}

    def put(self, told: Year) -> None:
        """Write a year down."""
        for matter in told.matters:
            self._matter(matter)
        for grave in told.graves:
            self._grave(grave)
        if told.measures is not None or told.surveyed is not None:
            masks = [None if codes is None else mask_of(codes) for codes in (told.measures, told.surveyed)]
            self._add(SchoolAnswer(
                school=self.school, year=self.year, measures=masks[0], surveyed=masks[1], **self._said(),
            ))  # fmt: skip
        order = (Pupil, Enrolment, Case, CaseStep, Involvement, NationalAnswer, SchoolAnswer, Incident, IncidentAnswer)
        for model in order:
            rows = self.rows.get(model, [])
            for later in (False, True):  # what replaces an answer comes after it
                some = [row for row in rows if bool(getattr(row, "replaces", None)) is later]
                model.objects.bulk_create(some)  # type: ignore[attr-defined]
        self.rows.clear()

    def _add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def _said(self) -> dict[str, Any]:
        return {"by": self.by, "at": moment(self.year, 200), "token": secrets.token_hex(8)}

    def _matter(self, told: Matter) -> None:
        self.number += 1
        at = moment(self.year, told.recognised or 0)
        end = datetime.combine(self.day + timedelta(days=1), datetime.min.time(), TOKYO)
        state, entered = told.later or told.state, (end + timedelta(hours=9) if told.later else at)
        case = self._add(Case(
            key=self.key, school=self.school, year=self.year, number=self.number, edition="mihon-nishi",
            state="merged" if told.merged else state, entered_at=entered, opened_at=at,
            recognised_at=None if told.recognised is None else at,
            resolved_at=entered if state == "resolved" else None, forms=[FORMS[n - 1] for n in told.forms],
            merged_into=self.rows[Case][0] if told.merged else None,
        ))  # fmt: skip
        if told.later:
            for when, target in ((at, told.state), (entered, state)):
                self._add(CaseStep(
                    case=case, move="x", source="x", target=target, at=when, by=self.by, actor="committee", cite="x",
                ))  # fmt: skip
        for child in told.children:
            self._child(case, child, at)

    def _child(self, case: Case, told: Child, at: datetime) -> None:
        pupil = self._add(Pupil(
            school=self.school, family_name="児童", given_name=str(self.number), sex=told.sex,
            left_on=self.day if told.left else None,
        ))  # fmt: skip
        if told.grade is not None:
            for name in "12" if told.moved_class else "1":
                self._add(Enrolment(pupil=pupil, school_class=self.classes[(told.grade, name)]))
        row = self._add(Involvement(
            case=case, pupil=pupil, role="victim", since=at, by=self.by,
            until=at + timedelta(hours=1) if told.ended else None,
        ))  # fmt: skip
        several = {name: getattr(told, name) for name in ("consulted", "to_victim", "to_perpetrator")}
        said = {name: None if codes is None else mask_of(codes) for name, codes in several.items()}
        said |= {"found": told.found, "police": told.police}
        if all(value is None for value in said.values()):
            return
        before = None
        if told.corrected:
            before = self._add(NationalAnswer(involvement=row, found=12, police=1, **self._said()))
        self._add(NationalAnswer(involvement=row, replaces=before, **said, **self._said()))

    def _grave(self, told: Grave) -> None:
        self.number += 1
        at = moment(self.year, told.opened)
        row = self._add(Incident(
            key=self.key, school=self.school, year=self.year, number=self.number, edition="mihon-nishi", origin="facts",
            entered_at=at, opened_at=at, opened_by=self.by, harm=told.harm, absence=told.absence, lead=told.lead,
            token=secrets.token_hex(8),
        ))  # fmt: skip
        if told.harms is not None or told.before is not None:
            harms = None if told.harms is None else mask_of(told.harms)
            self._add(IncidentAnswer(incident=row, harms=harms, before=told.before, **self._said()))


def counts(told: Year, day_number: int) -> Counter[tuple[str, str, str]]:
    """Count a year a second time, from what was written down alone. day_number: days from 1 April to the day."""
    found: Counter[tuple[str, str, str]] = Counter()
    for matter in told.matters:
        if matter.recognised is None or not 0 <= matter.recognised <= min(day_number, 364) or matter.merged:
            continue
        for child in matter.children:
            if not (child.mistaken or child.ended):
                found.update(_of_child(matter, child))
    for grave in told.graves:
        if grave.opened <= day_number:
            found.update(_of_grave(grave))
    found.update(_of_school(told))
    return found


def _of_child(matter: Matter, child: Child) -> list[tuple[str, str, str]]:
    sex = child.sex if child.sex in {"male", "female"} else "missing"
    rows = [("1", "total", sex), ("1", "total", "total")]
    if child.grade is None:
        rows.append(("1", "no_grade", "total"))
    else:
        rows += [("1", str(child.grade), sex), ("1", str(child.grade), "total")]
    if child.grade is None or sex == "missing":
        rows.append(("1", "missing", ""))
    state = "resolved" if matter.state == "resolved" else "other" if child.left else "working"
    rows.append(("2", state, ""))
    if state == "working" and matter.state in {"improving", "judged"}:
        rows.append(("2", "watched", ""))
    rows += [("5", str(n), "") for n in set(matter.forms)] or [("5", "missing", "")]
    rows.append(("3", str(child.found) if child.found else "missing", ""))
    rows += _several("4", child.consulted) + _several("6", child.to_perpetrator) + _several("7", child.to_victim)
    if child.police != 0:
        rows.append(("8", "1" if child.police else "missing", ""))
    else:
        rows.append(("8", "0", ""))
    return rows


def _several(table: str, codes: Sequence[str] | None) -> list[tuple[str, str, str]]:
    if codes is None:
        return [(table, "missing", "")]
    return [(table, code, "") for code in set(codes) if code != "0"]


def _of_grave(grave: Grave) -> list[tuple[str, str, str]]:
    rows = [("11", "total", "")]
    rows += [("11", "harm", "")] if grave.harm else []
    rows += [("11", "absence", "")] if grave.absence else []
    rows.append(("11", f"lead_{grave.lead or 'none'}", ""))
    if grave.harm:
        rows += [("11", f"harm{code}", "") for code in set(grave.harms or ())]
    if grave.before:
        rows.append(("11", f"before{grave.before}", ""))
    if grave.before is None or (grave.harm and not grave.harms):
        rows.append(("11", "missing", ""))
    return rows


def _of_school(told: Year) -> list[tuple[str, str, str]]:
    return _several("9", told.measures) + _several("10", told.surveyed)
