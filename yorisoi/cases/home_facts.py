"""What is confirmed and may be told at one home: what was gathered, and the acts in which this very child had a part.

What the record does not tie to this child is no fact for this home. An act of which nobody wrote down who did it or
whom it was done to is shown apart, to be checked first; acts between other children are counted and not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yorisoi.cases import act_clock
from yorisoi.cases.act_words import said_when
from yorisoi.cases.models import Case, Entry, Involvement
from yorisoi.cases.present_acts import entry_rows, said
from yorisoi.cases.queries import lines_in
from yorisoi.policy.roles import Role
from yorisoi.schools.models import Pupil


@dataclass(frozen=True)
class Fact:
    """One confirmed thing: when, as exactly as it is known, and the words without other children's names."""

    when: str
    words: str


@dataclass
class Facts:
    """What lies ready for one home. both: acts that this child did and suffered; others: how many are not theirs."""

    role: str
    gathered: list[Fact] = field(default_factory=list)
    suffered: list[Fact] = field(default_factory=list)
    did: list[Fact] = field(default_factory=list)
    both: list[Fact] = field(default_factory=list)
    unclear: list[Fact] = field(default_factory=list)
    others: int = 0

    @property
    def confirmed(self) -> bool:
        """There is something that may be told."""
        return bool(self.gathered or self.suffered or self.did or self.both)

    @property
    def to_tell(self) -> list[str]:
        """Return the words that the sheet starts from: of the acts, those on the side for which the home is visited."""
        side = {Role.VICTIM: self.suffered, Role.PERPETRATOR: self.did}.get(Role(self.role), [])
        return [one.words for one in (*self.gathered, *side) if one.words]


def facts_of(case: Case, home: Involvement, others: Sequence[Pupil]) -> Facts:
    """Return the confirmed facts for this home; others: the children whose names are taken out."""
    found = Facts(home.role)
    rows = lines_in(case).filter(kind="gathering", corrections__isnull=True).select_related("case__key", "act")
    found.gathered = [_fact(row, others) for row in rows.order_by("occurred_at", "recorded_at", "id")]
    acts = entry_rows(case)
    by_id = {row.pk: row for row in acts}
    for thread in act_clock.threads(said(row) for row in acts):
        if thread.state == act_clock.NO_ACT:  # it turned out that there was none
            continue
        entry = by_id[thread.now.id]
        place = _side(found, entry, home.pupil_id)
        if place is None:
            found.others += 1
        else:
            place.append(_fact(entry, others))
    return found


def _side(found: Facts, entry: Entry, pupil: int) -> list[Fact] | None:
    """Return where an act stands for this child; None for one between others."""
    act = getattr(entry, "act", None)
    people = list(act.people.all()) if act else []
    did = {one.pupil_id for one in people if one.side == "did"}
    suffered = {one.pupil_id for one in people if one.side == "suffered"} or {entry.pupil_id} - {None}
    if pupil in did and pupil in suffered:
        return found.both
    if pupil in suffered:
        return found.suffered
    if pupil in did:
        return found.did
    return None if did and suffered else found.unclear


def _fact(row: Entry, others: Sequence[Pupil]) -> Fact:
    words = without_names(row.data("body").get("words", ""), others)
    return Fact(said_when(row, getattr(row, "act", None)), words)


def without_names(text: str, pupils: Sequence[Pupil]) -> str:
    """Put 「ほかの子ども」 in the place of these children's names."""
    for pupil in pupils:
        words = sorted({pupil.name, pupil.name.replace(" ", ""), pupil.family_name} - {""}, key=len, reverse=True)
        for word in words:
            text = text.replace(f"{word}さん", _("ほかの子ども")).replace(word, _("ほかの子ども"))
    return text
