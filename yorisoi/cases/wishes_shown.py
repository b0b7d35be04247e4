"""The wishes of whoever told, where they must be seen: in the meeting, on the case, where the family is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.entry_types import Field, Kind
from yorisoi.cases.models import Case
from yorisoi.cases.names import Letters
from yorisoi.cases.present_duties import Owed
from yorisoi.policy.flow import Text
from yorisoi.reports.models import Report
from yorisoi.reports.wishes import Wishes, wishes_of

TELLING_DUTIES = frozenset({"visit_victim_home", "tell_guardians_findings"})
TELLING_LINES = frozenset({"home_visit", "guardians_told", "guardian_confirmation"})
HEARD = Field(
    "wish_heard",
    gettext_lazy("本人の気もちをどう確かめたか"),
    gettext_lazy("知られたくないという願いがあります。伝える前に、だれが、いつ、どう本人に話したか。"),
    required=False,
)


@dataclass(frozen=True)
class Shown:
    """The wishes of one report in words; `asked` are its own sentences, `warning` concerns the family."""

    label: str
    url: str
    who: Text
    lines: list[tuple[Text, str]]
    asked: list[SafeString]
    warning: str
    quiet: bool


def shown(reports: Iterable[Report], letters: Letters) -> list[Shown]:
    """Return the wishes of these reports, ready to show; the children's names in them can be hidden."""
    return [_shown(one, letters) for one in wishes_of(reports)]


def _shown(one: Wishes, letters: Letters) -> Shown:
    lines: list[tuple[Text, str]] = [
        (_("知られたくない人"), "、".join(map(str, one.withhold))),
        (_("話したい大人"), "、".join(map(str, one.talk_to))),
        (_("気もち"), str(one.feel)),
        (_("いまもつづいているか"), str(one.still_going)),
    ]
    return Shown(
        label=_("通報 %(number)s") % {"number": one.report.label},
        url=reverse("cases:report", args=[one.report.pk]),
        who=one.who,
        lines=[(label, text) for label, text in lines if text],
        asked=[letters.veil(sentence) for sentence in one.asked],
        warning=one.warning,
        quiet=one.quiet,
    )


def of_case(case: Case, letters: Letters | None = None) -> list[Shown]:
    """Return the wishes that the reports of a case carry."""
    links = case.report_links.select_related("report__key").order_by("at")
    return shown((link.report for link in links), letters or Letters([]))


def quiet_of(found: Sequence[Shown]) -> list[Shown]:
    """Return those that ask that somebody shall not know."""
    return [one for one in found if one.quiet]


def warned(rows: Sequence[Owed], found: Sequence[Shown]) -> list[Owed]:
    """Put the wish beside the duties to tell the family of the child that has it."""
    warning = next((one.warning for one in found if one.warning), "")
    return [replace(row, wish=warning) if row.name in TELLING_DUTIES else row for row in rows]


def asks_for_wish(kind: Kind, found: Sequence[Shown]) -> Kind:
    """Return the kind of line with the question how the wish was heard, where somebody is told despite it."""
    if kind.name in TELLING_LINES and quiet_of(found):
        return replace(kind, fields=(*kind.fields, HEARD))
    return kind


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """Return every field that a line of this kind may hold."""
    return (*kind.fields, HEARD) if kind.name in TELLING_LINES else kind.fields
