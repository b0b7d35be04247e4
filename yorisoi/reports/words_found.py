"""Words that may be urgent: found by rule in what is told or noted, looked at by a person (R3).

`find_words` is called by whatever takes words in: a report, its answers, a message, a memo, a line of a case. A grave
finding makes the intake officer owe a look within the clock of `at_once`, and tells who is told of an urgent report. It
never marks anything urgent: that, and saying that it is not, are acts of people, and both stay on record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yorisoi.duties.actions import Setting, owe, settle, tell
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.journal.actions import journal, line
from yorisoi.journal.actors import Actor
from yorisoi.policy.flow import NotYet
from yorisoi.policy.report_flow import LOOK_AT_WORDS
from yorisoi.policy.urgency import NOT_URGENT_REASON, WORDS_CHOSEN, Found, look, look_at_facts
from yorisoi.reports.acting import board_people, intake_people, require_intake
from yorisoi.reports.models import Finding, Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.models import Staff

NARRATIVE, ANSWERS, MEMO, MESSAGE, FACTS = "narrative", "answers", "memo", "message", "facts"
ENTRY = "entry"  # a line of the case's record
# Later chapters that look at the same words for something else: listen(report, text, place=…, ref=…, by=…, at=…).
LISTENERS: list[Callable[..., None]] = []
Spot = tuple[Found, str, str]  # what was found, the place of the text, its `ref`


def find_words(
    *, report: Report, by: Actor, text: str, place: str, ref: str = "", before: str = "", at: datetime
) -> list[Finding]:
    """Keep what the rules find in a text; a grave finding is owed a look at once. Inside the caller's transaction.

    place: where the text stands; ref: which memo, message or answer. The same text looked at again adds nothing.
    before: the `ref` of what this text corrects: the same words of the same rule are not found a second time.
    """
    if place != ENTRY:
        _heard(report, text, place, ref, by, at)
    known = _known(report, place, before) if before else {}
    new = [one for one in look(text) if not known.get(one.rule.name, set()) >= set(one.words)]
    return _keep(report, [(one, place, ref) for one in new], by, at)


def _heard(report: Report, text: str, place: str, ref: str, by: Actor, at: datetime) -> None:
    for listen in LISTENERS:
        listen(report, text, place=place, ref=ref, by=by, at=at)


def _known(report: Report, place: str, ref: str) -> dict[str, set[str]]:
    """Return the words that each rule has found in a text."""
    rows = report.findings.filter(place=place, ref=ref)
    for row in (found := list(rows)):
        row.report = report
    return {row.rule: set(row.data("words").get("found") or ()) for row in found}


def look_at_report(narrative: str, answers: Mapping[str, Any], *, still_going: str) -> list[Spot]:
    """Look at what comes in: the narrative, each answer in words, and what was ticked. Nothing is written."""
    found = [(one, NARRATIVE, "") for one in look(narrative)]
    for name, said in answers.items():
        if isinstance(said, str):
            found += [(one, ANSWERS, name) for one in look(said)]
    return [*found, *((one, FACTS, "") for one in look_at_facts(still_going=still_going))]


def keep_found(report: Report, found: Sequence[Spot], *, by: Actor, at: datetime, setting: Setting) -> list[Finding]:
    """Gather in `setting.rows` what a report that comes in owes for its words, and the journal's line of them.

    Returns the findings, which the caller writes after the report itself, and tells of where one is grave.
    """
    made = [_finding(report, spot, at) for spot in found]
    if made and setting.rows is not None:
        setting.rows.add([line(**_noted(report, made, by, at))])
        if any(row.grave for row in made):
            owe([LOOK_AT_WORDS], about=report, by=by, at=at, setting=setting)
    return made


def hear(report: Report, narrative: str, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Let the listeners know what came in with a report. Inside the transaction, after the report is written."""
    _heard(report, narrative, NARRATIVE, "", by, at)
    for name, said in answers.items():
        _heard(report, said if isinstance(said, str) else "", ANSWERS, name, by, at)


def _finding(report: Report, spot: Spot, at: datetime) -> Finding:
    one, place, ref = spot
    rule = one.rule
    row = Finding(report=report, rule=rule.name, cite=rule.cite, grave=rule.grave, place=place, ref=ref, at=at)
    row.put("words", {"found": list(one.words), "before": one.before, "after": one.after})
    return row


def _noted(report: Report, made: Sequence[Finding], by: Actor, at: datetime) -> dict[str, Any]:
    """Return the line of the journal that says what was found."""
    rules = sorted({row.rule for row in made})
    return {"by": by, "school_id": report.school_id, "event": "report.words", "about": report, "at": at, "rules": rules}


def _keep(report: Report, found: Iterable[Spot], by: Actor, at: datetime) -> list[Finding]:
    found = list(found)
    if not found:
        return []
    have = set(report.findings.values_list("rule", "place", "ref"))
    made = [_finding(report, spot, at) for spot in found if (spot[0].rule.name, *spot[1:]) not in have]
    for row in made:
        row.save(force_insert=True)
    if made:
        journal(**_noted(report, made, by, at))
    if any(row.grave for row in made):
        _at_once(report, by, at)
    return made


def _at_once(report: Report, by: Actor, at: datetime) -> None:
    """Owe the look within the hour. What is owed already keeps its earlier clock."""
    if not Duty.objects.filter(OPEN, report=report, name=LOOK_AT_WORDS.name).exists():
        owe([LOOK_AT_WORDS], about=report, by=by, at=at, setting=Setting(shut_out=shut_out_of(report)))
    people = [*intake_people(report), *board_people(report)]
    tell(people, kind="report_words", school=report.school, at=at, report=report)


@transaction.atomic
def dismiss_words(*, report: Report, by: Staff, findings: Collection[Any], reason: str) -> int:
    """Say of findings (ids) that they are not urgent, with a reason that stays. Returns how many were still open.

    Raises PermissionError without the intake right or for whoever is shut out, `NotYet` without a finding or a reason.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("key").get(pk=report.pk)
    require_intake(report, by)
    needs = [need for need, given in ((WORDS_CHOSEN, findings), (NOT_URGENT_REASON, reason.strip())) if not given]
    if needs:
        raise NotYet(needs)
    rows = report.findings.filter(looked_at__isnull=True, pk__in=list(findings))
    return _looked(report, rows, by=by, at=clock.now(), outcome="not_urgent", reason=reason)


def marked_urgent(report: Report, *, by: Staff, at: datetime) -> None:
    """The report was marked urgent: whatever was found has been looked at. Inside the caller's transaction."""
    _looked(report, report.findings.filter(looked_at__isnull=True), by=by, at=at, outcome="urgent")


def _looked(report: Report, rows: Any, *, by: Staff, at: datetime, outcome: str, reason: str = "") -> int:
    found = list(rows)
    for row in found:
        row.report = report
        row.looked_at, row.looked_by, row.outcome = at, by, outcome
        row.put("reason", reason)
        row.save(update_fields=["looked_at", "looked_by", "outcome", "reason"])
    if found:
        rules = sorted({row.rule for row in found})
        journal(by=by, school_id=report.school_id, event=f"report.words_{outcome}", about=report, at=at, rules=rules)
    if not report.findings.filter(looked_at__isnull=True, grave=True).exists():
        settle("looked", about=report, by=by, at=at)
    return len(found)
