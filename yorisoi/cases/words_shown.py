"""What the rules found in a report, as the intake people see it: the rule, the words in their place, who looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.names import Letters
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.urgency import REPEATED, Rule, rule
from yorisoi.reports.answers import LABELS
from yorisoi.reports.models import Finding, Report


@dataclass(frozen=True)
class Shown:
    """One finding. quote: the words marked in what stands around them, "" where a fact speaks and no words."""

    rule: Rule
    place: Text
    quote: SafeString | str
    more: tuple[str, ...]
    row: Finding | None = None
    outcome: Text = ""
    reason: str = ""


@dataclass(frozen=True)
class Words:
    """All findings of one or several reports: those to look at, and those that somebody looked at."""

    waiting: list[Shown]
    looked: list[Shown]

    @property
    def grave(self) -> bool:
        """Something is there that cannot wait."""
        return any(one.rule.grave for one in self.waiting)

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.waiting or self.looked)


FOUND = Fixed(lambda ids: Finding.objects.filter(report__in=ids).select_related("looked_by"))


def words_of(reports: Iterable[Report], letters: Letters, *, earlier: Sequence[object] = ()) -> Words:
    """Return what was found in these reports, in one query; earlier matters that the person may read count as one more.

    The reports must hold their keys.
    """
    by_id = {row.pk: row for row in reports}
    rows = FOUND.rows(ids=tuple(by_id)) if by_id else []
    for row in rows:
        row.report = by_id[row.report_id]
    shown = [_shown(row, letters) for row in rows]
    waiting = [one for one in shown if one.row is not None and one.row.looked_at is None]
    if earlier:
        waiting.append(Shown(rule(REPEATED), _("同じ子どもの、前の記録"), "", ()))
    return Words(waiting, [one for one in shown if one.row is not None and one.row.looked_at is not None])


def _shown(row: Finding, letters: Letters) -> Shown:
    said = row.data("words")
    found = said.get("found") or []
    quote: SafeString | str = ""
    if found:
        quote = format_html("{}<mark>{}</mark>{}", letters.veil(said["before"]), found[0], letters.veil(said["after"]))
    outcome = {"urgent": _("緊急とした"), "not_urgent": _("急がないと判断した")}.get(row.outcome, "")
    return Shown(rule(row.rule), place_of(row), quote, tuple(found[1:]), row, outcome, row.text("reason"))


def place_of(row: Finding) -> Text:
    """Say where the words stand."""
    if row.place == "answers":
        return _("答え「%(question)s」") % {"question": LABELS.get(row.ref, row.ref)}
    said = {
        "narrative": _("伝えられたこと"),
        "memo": _("メモ"),
        "message": _("あとからの連絡"),
        "facts": _("選ばれた答え"),
        "entry": _("事案の記録"),
    }
    return said.get(row.place, row.place)
