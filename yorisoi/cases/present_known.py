"""What is known of a report or a case when a body sits down: words that came in, memos, facts, children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yorisoi.cases.act_words import when_known
from yorisoi.cases.earlier import Earlier
from yorisoi.cases.entries import KINDS
from yorisoi.cases.files import FileShown, files_of_case, files_of_report
from yorisoi.cases.models import Case, CaseReport, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.places import address
from yorisoi.cases.queries import INVOLVED, kept_informants, lines_of_id
from yorisoi.cases.wishes_shown import Shown, shown
from yorisoi.journal.fixed import Fixed, ahead
from yorisoi.policy import listed
from yorisoi.policy.edition import edition
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.reports.answers import beside, in_full
from yorisoi.reports.custody import sources_now
from yorisoi.reports.models import Memo, Report
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import class_labels


@dataclass(frozen=True)
class Word:
    """Something said or found: what it is, when, the words, from whom."""

    label: str
    at: datetime | None
    text: SafeString
    who: str = ""
    url: str = ""
    child: SafeString | str = ""
    kind: str = ""  # "act", "hearing:victim", "report:child" …
    words: str = ""  # as written
    ref: str = ""  # as a decision's evidence names it
    when: str = ""  # where the moment is not known exactly


@dataclass
class Known:
    """All of it, the child's own words first."""

    letters: Letters
    children: list[SafeString]
    said: list[Word]
    memos: list[Word]
    facts: list[Word]
    forms: list[str]
    url: str
    pupils: list[Pupil] = field(default_factory=list)
    named: list[tuple[Pupil, str]] = field(default_factory=list)
    victims: list[Pupil] = field(default_factory=list)
    perpetrators: list[Pupil] = field(default_factory=list)
    child_words: str = ""
    case: Case | None = None
    report: Report | None = None
    became: Case | None = None
    urgent: bool = False
    wishes: list[Shown] = field(default_factory=list)
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def undecided(self) -> bool:
        """A case can always be added to; a report until it is decided on."""
        return self.report is None or self.report.state not in REPORT_FLOW.resting


def form_labels(school_edition: str, codes: list[str]) -> list[str]:
    """Return the forms (態様) in words."""
    words = {form.code: form.label for form in edition(school_edition).forms}
    return [words.get(code, code) for code in codes]


def _source(report: Report, source: str) -> str:
    words = {one.code: one.label for one in edition(report.school.edition).sources}
    return words.get(source, source)


def _of_report(report: Report, letters: Letters, right: Mapping[UUID, str]) -> tuple[Word, list[Word]]:
    """right: the sources that were put right, by report."""
    source = right.get(report.pk, report.source)
    label = _("通報 %(number)s（%(source)s）") % {"number": report.label, "source": _source(report, source)}
    told = report.text("narrative")
    lines = [(f"{label}:", letters.veil(text)) for label, text in beside(report)]
    text = letters.veil(told) + format_html_join("", "<br><small>{}</small> {}", lines)
    words = in_full(report)
    url = address("cases:report", report.pk)
    said = Word(label, report.received_at, text, url=url, kind=f"report:{source}", words=words)
    said = replace(said, ref=f"report:{report.pk}")
    titles = {"memo": _("メモ"), "interim": _("当面の対応")}
    memos = [
        Word(
            titles.get(memo.kind, memo.kind),
            memo.at,
            letters.veil(text),
            memo.by.name,
            url=f"{url}#memo",
            words=text,
            kind="memo",
            ref=f"memo:{memo.pk}",
        )
        for memo in report.memos.all()
        for text in [memo.text("words")]
    ]
    return said, memos


def file_words(files: list[FileShown]) -> list[Word]:
    """Return what is attached as things that are known: what it is, what was said of the screen."""
    found = []
    for one in files:
        lines = [line for note in one.notes for line in note.lines]
        text = format_html_join(mark_safe("<br>"), "{}: {}", lines)
        said = " ・ ".join(f"{label}: {strip_tags(words)}" for label, words in lines)
        label = _("添付 %(number)d（%(what)s）") % {"number": one.number, "what": one.label}
        url = address("cases:file", one.row.pk)
        ref = f"attachment:{one.row.pk}"
        found.append(Word(label, one.row.at, text, one.who, url=url, kind="file", words=said or label, ref=ref))
    return found


def known_of_report(report: Report) -> Known:
    """Return what came in, the memos, the children named."""
    named = [
        (row.pupil, row.role) for row in report.named_pupils(manager="now").select_related("pupil").order_by("at", "pk")
    ]
    letters = Letters(pupil for pupil, _role in named)
    classes = class_labels(pupil.pk for pupil, _role in named)
    report = Report.objects.select_related("key", "school").prefetch_related("memos__by").get(pk=report.pk)
    for memo in report.memos.all():
        memo.report = report
    right = sources_now([report])
    said, memos = _of_report(report, letters, right)
    link = CaseReport.objects.filter(report=report).select_related("case").first()
    return Known(
        letters=letters,
        children=[letters.chip(p, classes.get(p.pk, ""), ROLE_LABELS.get(role, "")) for p, role in named],
        said=[said],
        memos=memos,
        facts=file_words(files_of_report(report, letters)),
        forms=form_labels(report.school.edition, report.forms),
        url=address("cases:report", report.pk),
        pupils=[p for p, _role in named],
        named=list({p.pk: (p, role) for p, role in named}.values()),
        child_words=report.text("narrative") if right.get(report.pk, report.source) == "child" else "",
        report=report,
        became=link.case if link else None,
        urgent=report.urgent_at is not None,
        wishes=shown([report], letters),
    )


EVER_INVOLVED = Fixed(lambda case: Involvement.objects.filter(case=case).select_related("pupil", "by", "put_right"))


def people_of(case: Case, staff: Staff) -> tuple[list[Involvement], Letters]:
    """Return every role of the case, ended ones too, and the letters of its children.

    A child whose only part is to have told is left out for who may not open who told; the letter hides it in texts.
    """
    rows = EVER_INVOLVED.of(case, "case")
    INVOLVED.know([row for row in rows if row.until is None], case=case.pk)
    order = list(ROLE_LABELS)
    rows.sort(key=lambda row: (order.index(row.role), row.since))
    kept = kept_informants(rows, staff)
    return [row for row in rows if row.pupil_id not in kept], Letters(row.pupil for row in rows)


LINKS = Fixed(lambda case: CaseReport.objects.filter(case=case).select_related("report__key", "report__school"))
MEMOS = Fixed(lambda reports: Memo.objects.filter(report__in=reports).select_related("by"))


def known_of_case(case: Case, staff: Staff) -> Known:
    """Return the reports, memos and recorded facts of a case, the victim's own words first."""
    people, letters = people_of(case, staff)
    now = [row for row in people if row.until is None]
    classes = class_labels(row.pupil_id for row in now)
    links = LINKS.of(case, "case")
    said: list[Word] = []
    memos: list[Word] = []
    right = sources_now([link.report for link in links])
    reports = [link.report for link in links]
    ahead(reports, "memos", MEMOS.rows(reports=tuple(report.pk for report in reports)), "report")
    for link in links:
        one, more = _of_report(link.report, letters, right)
        said.append(one)
        memos += more
    facts, own = _facts(case, letters)
    return Known(
        letters=letters,
        children=[letters.chip(r.pupil, classes.get(r.pupil_id, ""), ROLE_LABELS[r.role]) for r in now],
        said=own + said,
        memos=memos,
        facts=facts + file_words(files_of_case(case, letters)),
        forms=form_labels(case.edition, case.forms),
        url=address("cases:show", case.pk),
        pupils=list({row.pupil_id: row.pupil for row in now}.values()),
        victims=[row.pupil for row in now if row.role == "victim"],
        perpetrators=[row.pupil for row in now if row.role == "perpetrator"],
        child_words="\n".join(_own_words(case)),
        case=case,
        urgent=case.urgent,
        wishes=shown((link.report for link in links), letters),
    )


def _facts(case: Case, letters: Letters) -> tuple[list[Word], list[Word]]:
    facts, own = [], []
    for entry in _entries(case):
        body: dict[str, Any] = entry.data("body")
        kind = KINDS[entry.kind]
        sides = dict(kind.codes)
        label = listed.beside(kind.label, sides[entry.code]) if entry.code in sides else str(kind.label)
        child = letters.name(entry.pupil) if entry.pupil else ""
        words = body.get("words", "")
        word = Word(
            label,
            entry.occurred_at,
            letters.veil(words),
            entry.by.name,
            url=f"{address('cases:line', case.pk, entry.pk)}#line-{entry.pk}",
            child=child,
            kind=f"hearing:{entry.code}" if entry.kind == "hearing" else entry.kind,
            words=words,
            ref=f"entry:{entry.pk}",
            when=when_known(entry),
        )
        if entry.kind == "hearing" and entry.code == "victim":
            own.append(word)
        else:
            facts.append(word)
    return facts, own


TELLING = (
    *("act", "hearing", "gathering", "observation", "follow_up"),
    *("pupil_confirmation", "guardian_confirmation"),
)
TOLD = Fixed(
    lambda case: (
        lines_of_id(case)
        .filter(kind__in=TELLING, corrections__isnull=True)
        .select_related("case__key", "pupil", "by", "act")
        .order_by("-occurred_at")[:30]
    )
)


def _entries(case: Case) -> list[Any]:
    if not hasattr(case, "_known_entries"):
        case._known_entries = TOLD.rows(case=case.pk)  # type: ignore[attr-defined]
    return case._known_entries  # type: ignore[attr-defined]


def _own_words(case: Case) -> list[str]:
    rows = [e for e in _entries(case) if e.kind == "hearing" and e.code == "victim" and e.flag != "could_not"]
    return [entry.data("body").get("words", "") for entry in rows]


__all__ = ["Known", "Word", "form_labels", "known_of_case", "known_of_report", "people_of"]
