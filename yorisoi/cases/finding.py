"""Searching the words of reports, cases and later chapters, over what one person may read and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.act_words import when_known
from yorisoi.cases.chronology import move_label
from yorisoi.cases.entries import KINDS
from yorisoi.cases.finding_more import SOURCES, keys_of_more
from yorisoi.cases.finding_reach import Beyond, beyond
from yorisoi.cases.models import Case, CaseStep, Entry
from yorisoi.cases.models_hearings import Statement
from yorisoi.cases.places import address
from yorisoi.cases.queries import cases_for, report_readable_by, roles_shown
from yorisoi.journal.findable import Hit, look_through
from yorisoi.journal.models import SearchText
from yorisoi.policy.roles import ROLE_LABELS, Can
from yorisoi.reports.findable_words import words_of_report
from yorisoi.reports.models import AttachmentNote, Memo, Message, Report, ReportStep
from yorisoi.schools.models import Staff
from yorisoi.schools.search import Found, find_people, fold

SHOWN, MOST, LONGEST = 30, 2000, 60
CHILDREN = 6
NUMBERED = 5  # years in which one number came up
AROUND = 34  # letters of an excerpt on each side


@dataclass(frozen=True)
class Match:
    """One text that was found: where it stands, what it is, when, the words around the place."""

    where: str
    label: str
    at: datetime
    excerpt: SafeString
    url: str
    when: str = ""  # where the moment is not known exactly


@dataclass
class Person:
    """A child who was found by name, with the cases that this reader may read, each with the role there."""

    found: Found
    cases: list[tuple[str, str, str]] = field(default_factory=list)  # number, role, address


@dataclass
class Answer:
    """What was found."""

    q: str
    people: list[Person] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    all: int = 0

    @property
    def more(self) -> bool:
        """There are more than are shown."""
        return self.all > len(self.matches)


def readable_texts(staff: Staff, more: Beyond | None = None) -> Any:
    """Return the bundles under the keys of the reports and cases that this person may read, and of `more`."""
    cases, reports = cases_for(staff).order_by(), report_readable_by(staff).order_by()
    own = Q(key__in=cases.values("key")) | Q(key__in=reports.values("key"))
    if more is not None and (more.keys or more.partly):
        own |= Q(key__in=[*more.keys, *more.partly])
    own |= keys_of_more(staff)
    return SearchText.objects.filter(own, school_id=staff.school_id or 0)


def search(staff: Staff, q: str) -> Answer:
    """Find words in any script form, and children by any part of their names, in what this person may read."""
    q = q.strip()[:LONGEST].replace("\x00", "")
    answer = Answer(q)
    wanted = fold(q)
    if not wanted or staff.school is None:
        return answer
    people = _children(staff, q)
    needles = _needles(wanted, people)
    more = beyond(cases_for(staff).order_by())
    found = look_through(readable_texts(staff, more), staff.school.pk, (n.encode() for n in needles), MOST)
    hits = [hit for hit in found if more.may(hit)]
    named = numbered(staff, q)
    answer.all = len(named) + len(hits)
    answer.matches = named + _matches(staff, hits[: SHOWN - len(named)], needles, more)
    answer.people = _people(staff, people)
    return answer


NUMBER = re.compile(r"(?:通報|事案|受付番号|no\.?)?(?:(?P<year>20\d{2})[-‐‑–—−ー]?)?(?P<number>\d{3,8})")


def numbered(staff: Staff, q: str) -> list[Match]:
    """Return the reports and cases of this number that they may read: 「2026-0417」, 「通報 2026-0417」, 「0417」."""
    said = NUMBER.fullmatch(fold(q))
    if said is None:
        return []
    wanted = {"number": int(said["number"]), "key__wrapped__isnull": False}
    if said["year"]:
        wanted["year"] = int(said["year"])
    reports = report_readable_by(staff).filter(**wanted).order_by("-received_at", "pk")[:NUMBERED]
    cases = cases_for(staff).filter(**wanted).order_by("-opened_at", "pk")[:NUMBERED]
    found = [(_report_name(row), row.label, row.received_at, address("cases:report", row.pk)) for row in reports]
    found += [(_case_name(row), row.label, row.opened_at, address("cases:show", row.pk)) for row in cases]
    return [Match(name, _("番号"), at, format_html("<mark>{}</mark>", label), url) for name, label, at, url in found]


def _children(staff: Staff, q: str) -> list[Found]:
    """Return the children who may be meant. To whoever does not work with the roster: those of their own cases."""
    found = find_people(staff.school, q, limit=None, staff=False)  # type: ignore[arg-type]
    if not staff.can(Can.PASS_ON):
        rows = roles_shown(staff).filter(case__in=cases_for(staff).order_by().values("pk"))
        known = {str(uid) for uid in rows.values_list("pupil__uid", flat=True)}
        found = [one for one in found if one.uid in known]
    return found[:CHILDREN]


def _needles(wanted: str, people: Iterable[Found]) -> list[str]:
    """Return what is looked for: the words, and of a child who is meant the other script form of the same part."""
    found = {wanted: None}
    for one in people:
        kanji, kana = one.name.partition(" "), one.kana.partition(" ")
        parts = [(kanji[0], kana[0]), (kanji[2], kana[2]), (one.name, one.kana)]
        for pair in parts:
            forms = [fold(said) for said in pair]
            if any(wanted in form for form in forms):
                found.update((form, None) for form in forms if len(form) > 1)
                break
    return list(found)


def _matches(staff: Staff, hits: list[Hit], needles: list[str], more: Beyond) -> list[Match]:
    """Open the texts that were found and show them, asking again whether this person may read them."""
    out: dict[tuple[str, str], Match] = {}
    cases, reports = cases_for(staff).order_by().values("pk"), report_readable_by(staff).order_by().values("pk")
    for kind, (rows, show) in _readers(cases, reports, more).items():
        ids = [hit.about for hit in hits if hit.kind == kind]
        for row in rows.filter(pk__in=ids) if ids else ():
            out[kind, str(row.pk)] = show(row, needles, more)
    for source in SOURCES:
        for kind, reader in source.readers.items():
            ids = [hit.about for hit in hits if hit.kind == kind]
            for row in reader.rows(staff).filter(pk__in=ids) if ids else ():
                one = reader.show(row)
                words = excerpt(one.texts, needles)
                out[kind, str(row.pk)] = Match(one.where, one.label, one.at, words, one.url)
    return [out[hit.kind, hit.about] for hit in hits if (hit.kind, hit.about) in out]


def _readers(cases: Any, reports: Any, more: Beyond) -> dict[str, tuple[Any, Callable[..., Match]]]:
    theirs = Q(case__in=cases) | Q(case__in=more.parts)
    lines = theirs | Q(pk__in=more.lines)
    said = theirs | Q(entry__in=more.lines)
    return {
        "entry": (Entry.objects.filter(lines).select_related("case__key", "by", "act"), _entry),
        "casestep": (CaseStep.objects.filter(theirs).select_related("case__key"), _step),
        "report": (Report.objects.filter(pk__in=reports).select_related("key"), _report),
        "statement": (Statement.objects.filter(said).select_related("case__key", "entry__by"), _statement),
        "message": (Message.objects.filter(report__in=reports).select_related("report__key", "by"), _message),
        "memo": (Memo.objects.filter(report__in=reports).select_related("report__key", "by"), _memo),
        "attachmentnote": (
            AttachmentNote.objects.filter(
                Q(attachment__report__in=reports) | Q(attachment__case__in=cases) | Q(attachment__case__in=more.parts)
            ).select_related("attachment__report__key", "attachment__case__key", "by"),
            _note,
        ),
        "reportstep": (ReportStep.objects.filter(report__in=reports).select_related("report__key"), _report_step),
    }


def _case_name(case: Case) -> str:
    return _("事案 %(number)s") % {"number": case.label}


def _report_name(report: Report) -> str:
    return _("通報 %(number)s") % {"number": report.label}


def _entry(row: Entry, needles: list[str], more: Beyond) -> Match:
    body = excerpt([words for words in row.data("body").values() if isinstance(words, str)], needles)
    url = address("cases:line", more.home.get(row.pk, row.case_id), row.pk)
    return Match(
        _case_name(row.case), f"{KINDS[row.kind].label} {row.by.name}", row.occurred_at, body, url, when_known(row)
    )


def _step(row: CaseStep, needles: list[str], more: Beyond) -> Match:
    words = excerpt([row.text("reason"), *_said(row.data("details"))], needles)
    url = address("cases:chronology", more.home.get(row.case_id, row.case_id))
    return Match(_case_name(row.case), str(move_label(row.move)), row.at, words, url)


def _report(row: Report, needles: list[str], _more: Beyond) -> Match:
    words = excerpt(words_of_report(row), needles)
    return Match(_report_name(row), _("ことば"), row.received_at, words, address("cases:report", row.pk))


def _statement(row: Statement, needles: list[str], more: Beyond) -> Match:
    words = excerpt([row.text("place"), *_said(row.data("said"))], needles)
    url = address("cases:line", more.home.get(row.entry_id, row.case_id), row.entry_id)
    return Match(_case_name(row.case), f"{KINDS['hearing'].label} {row.entry.by.name}", row.at, words, url)


def _message(row: Message, needles: list[str], _more: Beyond) -> Match:
    words = excerpt([row.text("words")], needles)
    who = row.by.name if row.by else _("伝えた人")
    url = address("cases:report", row.report_id)
    return Match(_report_name(row.report), f"{_('やりとり')} {who}", row.at, words, url)


def _memo(row: Memo, needles: list[str], _more: Beyond) -> Match:
    words = excerpt([row.text("words")], needles)
    url = address("cases:report", row.report_id) + "#memo"
    return Match(_report_name(row.report), f"{_('メモ')} {row.by.name}", row.at, words, url)


def _note(row: AttachmentNote, needles: list[str], _more: Beyond) -> Match:
    words = excerpt(list(_said(row.data("about"))), needles)
    of = row.attachment
    where = _report_name(of.report) if of.report is not None else _case_name(of.case)  # type: ignore[arg-type]
    who = row.by.name if row.by else _("伝えた人")
    return Match(where, f"{_('添付')} {who}", row.at, words, address("cases:file", of.pk))


def _report_step(row: ReportStep, needles: list[str], _more: Beyond) -> Match:
    words = excerpt([row.text("reason"), *_said(row.data("details"))], needles)
    return Match(_report_name(row.report), _("判断"), row.at, words, address("cases:report", row.report_id))


def _said(details: dict[str, Any]) -> Iterator[str]:
    yield from (words for words in details.values() if isinstance(words, str))


def excerpt(texts: list[str], needles: list[str]) -> SafeString:
    """Return the words around the place where it was found, the place itself marked."""
    for text in texts:
        folded, places = "", []
        for n, letter in enumerate(text):
            form = _folded(letter)
            folded += form
            places += [n] * len(form)
        for needle in needles:
            if (at := folded.find(needle)) != -1:
                start, end = places[at], places[at + len(needle) - 1] + 1
                before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
                return format_html(
                    "{}{}<mark>{}</mark>{}{}",
                    "…" if start > AROUND else "",
                    before,
                    text[start:end],
                    after,
                    "…" if end + AROUND < len(text) else "",
                )
    first = next((text for text in texts if text), "")
    return format_html("{}", first[: 2 * AROUND])  # half-width marks of sound: found, but not by single letters


_folded = lru_cache(maxsize=8192)(fold)  # of single letters


def _people(staff: Staff, people: list[Found]) -> list[Person]:
    rows = (
        roles_shown(staff)
        .filter(pupil__uid__in=[one.uid for one in people], case__in=cases_for(staff).values("pk"))
        .select_related("case", "pupil")
        .order_by("-since")
    )
    shown = {one.uid: Person(one) for one in people}
    for row in rows:
        said = (row.case.label, str(ROLE_LABELS[row.role]), address("cases:show", row.case_id))
        held = shown[str(row.pupil.uid)].cases
        if said not in held and len(held) < 6:
            held.append(said)
    return list(shown.values())
