"""Everything recorded about one child, gathered for its family: the text before masking, and what is hidden whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.attendance.queries import attendance_of, year_edges
from yorisoi.cases.chronology_line import Line
from yorisoi.cases.models import Involvement
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Table
from yorisoi.documents.extract_answers import answers_of
from yorisoi.documents.extract_parts import PARTS
from yorisoi.documents.gather import Gathered as Told
from yorisoi.documents.gather import body_of, gather, say_day, say_moment, title_of, when_of
from yorisoi.documents.masking import Finder, Person
from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Guardian, Pupil, Staff
from yorisoi.schools.queries import seats_until_now

HEAD = ("日時", "何の記録か", "内容", "記録者")
WIDTHS = (3, 3.6, 8, 2.4)


@dataclass
class Gathering:
    """The text as it grows. whole: number of a text → why all of it is hidden until a person has looked."""

    blocks: list[Block] = field(default_factory=list)
    whole: dict[int, str] = field(default_factory=dict)
    cases: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    count: int = 0

    def facts(self, *rows: tuple[str, str]) -> None:
        """Add labels with texts."""
        self.blocks.append(Facts(rows))
        self.count += len(rows)

    def rows(self, rows: Sequence[tuple[tuple[str, ...], str]]) -> None:
        """Add a table of records; beside each row, why its words are hidden whole ("" = they are not)."""
        for cells, why in rows:
            if why:
                self.whole[self.count + 2] = why
            self.count += len(cells)
        self.blocks.append(Table(HEAD, tuple(cells for cells, _why in rows), WIDTHS))


def texts_of(content: dict[str, Any]) -> list[str]:
    """Return the texts of an extract that may be masked, by their numbers: what people wrote, not our own headings."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    _each(content, keep)
    return found


def _each(content: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return the content with every text that may be masked changed."""
    blocks = []
    for block in content["blocks"]:
        if block["is"] == "facts":
            block = {**block, "rows": [[label, change(text)] for label, text in block["rows"]]}
        elif block["is"] == "table":
            block = {**block, "rows": [[change(text) for text in row] for row in block["rows"]]}
        blocks.append(block)
    return {**content, "blocks": blocks}


def changed(content: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """Return the content with these texts in place of its own, by their numbers."""
    left = iter(texts)
    return _each(content, lambda _old: next(left))


def person_of(pupil: Pupil, guardians: tuple[str, ...] = ()) -> Person:
    """Return a child's name as the masking wants it."""
    return Person(pupil.family_name, pupil.given_name, pupil.family_kana, pupil.given_kana, guardians)


def finder_for(pupil: Pupil) -> Finder:
    """Return what finds every other child of the roster, those who have left too, and their guardians."""
    homes: dict[int, list[str]] = {}
    for owner, name in Guardian.objects.filter(pupil__school=pupil.school).values_list("pupil_id", "name"):
        homes.setdefault(owner, []).append(name)
    own_home = set(homes.get(pupil.pk, ()))
    others = [
        person_of(other, tuple(name for name in homes.get(other.pk, ()) if name not in own_home))
        for other in Pupil.objects.filter(school=pupil.school).exclude(pk=pupil.pk)
    ]
    return Finder(person_of(pupil), others)


def gather_extract(pupil: Pupil, by: Staff, finder: Finder) -> tuple[Paper, Gathering]:
    """Gather all that this person may read about the child: cases, reports without a case, days of absence."""
    found = Gathering()
    seats = [str(seat.school_class) for seat in reversed(seats_until_now(pupil))]
    found.blocks.append(Head(_("この写しについて")))
    found.facts((_("子ども"), pupil.name), (_("学級"), "・".join(seats)), (_("まとめた日時"), say_moment(clock.now())))
    found.blocks.append(
        Para(_("ほかの子どもとその家族が分かるところ、通報した人が分かるところは、■■■ としています。"), small=True)
    )
    roles = Involvement.objects.filter(pupil=pupil, put_right__isnull=True)
    for case in cases_for(by).filter(pk__in=roles.values("case")).order_by("opened_at"):
        add_case(found, gather(case, by), pupil, finder)
    named = report_readable_by(by).filter(pk__in=NamedPupil.now.filter(pupil=pupil).values("report"))
    _reports(found, list(named.filter(case_link__isnull=True).order_by("received_at")))
    for section in (each for part in PARTS for each in part(pupil, by)):
        found.blocks.append(Head(section.heading))
        found.facts(*section.facts)
        found.rows(section.rows)
    said, of_reports = answers_of(pupil, by)
    found.reports += [one for one in of_reports if one not in found.reports]
    if said:
        found.blocks.append(Head(_("元気アンケートの答え（記名のもの）")))
        found.rows([((one.at, one.question, one.answer, ""), one.hidden) for one in said])
    first, last = year_edges(school_year(today()))
    days = attendance_of(pupil, first, last, by)
    if days:
        found.blocks.append(Head(_("出欠（今年度、出席のほかの日）")))
        found.rows([((say_day(one.day), str(one.label), one.note, one.by), "") for one in days])
    rules = edition(pupil.school.edition)
    return (
        Paper(
            kind="extract",
            title=_("記録の写し"),
            about="",
            school=pupil.school.name,
            edition=f"{rules.name}・{rules.version}",
            blocks=tuple(found.blocks),
            mark=_("開示用"),
        ),
        found,
    )


def add_case(found: Gathering, told: Told, pupil: Pupil, finder: Finder) -> None:
    """Add what is recorded of a child in a case, line by line."""
    case = told.case
    found.cases.append(case)
    held = [row for row in told.people if row.pupil_id == pupil.pk]
    found.blocks.append(Head(_("事案 %(number)s") % {"number": case.label}))
    roles = "・".join(f"{ROLE_LABELS[row.role]}（{say_day(row.since)}から）" for row in held)
    found.facts((_("立場"), roles), (_("認知した日"), say_day(case.recognised_at)))
    rows = []
    for line in told.whole:
        said = body_of(line)
        if line.anchor.startswith("message-") or not _about(line, pupil, finder, said):
            continue
        rows.append(((when_of(line), title_of(line), said, line.who), _whole(line, pupil)))
    found.rows(rows)


def _about(line: Line, pupil: Pupil, finder: Finder, said: str) -> bool:
    """Say whether a line is about the child: tagged so, of the case as a whole, or naming the child in its words."""
    return not line.pupil_ids or pupil.pk in line.pupil_ids or finder.names_own(said)


def _whole(line: Line, pupil: Pupil) -> str:
    """Say why the words of a line are hidden whole until a person has looked: who told, or another child's account."""
    if line.nature == "report" or line.anchor.startswith(("memo-", "urgent-")):  # notes on it may tell who it was
        return "told"
    if line.pupil_ids and pupil.pk not in line.pupil_ids:
        return "recognisable"
    return ""


def _reports(found: Gathering, reports: list[Report]) -> None:
    if not reports:
        return
    found.blocks.append(Head(_("事案になっていない情報")))
    found.reports += reports
    rows = []
    for one in reports:
        title = _("通報 %(number)s を受理") % {"number": one.label}
        rows.append(((say_moment(one.received_at), title, one.text("narrative"), ""), "told"))
    found.rows(rows)
