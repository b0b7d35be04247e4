"""Which child of the school is meant by a row of the list. Never by a guess: two who might be meant is a problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yorisoi.schools.models import Enrolment, Pupil
from yorisoi.schools.roster import Row


def key_of(family: str, given: str) -> str:
    """Return the characters of a name without blanks: how the list splits it does not matter, each character does."""
    return "".join((family + given).split())


@dataclass(slots=True)
class Register:
    """The children of a school as the matching needs them, with their seats of the year."""

    pupils: dict[int, Pupil]
    seats: dict[int, Enrolment]
    by_id: dict[str, Pupil] = field(default_factory=dict)
    by_name: dict[str, list[Pupil]] = field(default_factory=lambda: defaultdict(list))
    by_seat: dict[tuple[int, str, int], Pupil] = field(default_factory=dict)
    claimed: set[int] = field(default_factory=set)
    by_account: dict[str, int | str] = field(default_factory=dict)  # to a child's number, or a place in the list

    @classmethod
    def of(cls, pupils: Iterable[Pupil], seats: Iterable[Enrolment]) -> Register:
        """Index the children."""
        made = cls({pupil.pk: pupil for pupil in pupils}, {seat.pupil_id: seat for seat in seats})
        for pupil in made.pupils.values():
            if pupil.external_id:
                made.by_id[pupil.external_id] = pupil
            if pupil.account:
                made.by_account[pupil.account.casefold()] = pupil.pk
            made.by_name[key_of(pupil.family_name, pupil.given_name)].append(pupil)
        for seat in made.seats.values():
            if seat.number is not None and seat.pupil_id in made.pupils:
                place = (seat.school_class.grade, seat.school_class.name, seat.number)
                made.by_seat[place] = made.pupils[seat.pupil_id]
        return made

    def match(self, row: Row) -> tuple[Pupil | None, str]:
        """Return (child, ""), (None, "") for a new one, or (None, problem) when it cannot be told; claim the child."""
        pupil, problem = self._meant(row)
        if pupil is not None:
            if pupil.pk in self.claimed:
                return None, _("同じ子どもが名簿に2回あります（別の子どもなら生年月日か児童番号を入れてください）。")
            self.claimed.add(pupil.pk)
        if row.account and not problem:
            whose = pupil.pk if pupil is not None else row.place
            if self.by_account.setdefault(row.account.casefold(), whose) != whose:
                return None, _("このアカウントは、ほかの子どものものになっています。")
        return pupil, problem

    def _meant(self, row: Row) -> tuple[Pupil | None, str]:
        if row.external_id and row.external_id in self.by_id:
            return self.by_id[row.external_id], ""
        same = [
            pupil
            for pupil in self.by_name.get(key_of(row.family, row.given), [])
            if _agree(pupil.born_on, row.born_on) and _agree(pupil.external_id, row.external_id)
        ]
        if row.born_on and (exact := [pupil for pupil in same if pupil.born_on == row.born_on]):
            same = exact
        if len(same) > 1:
            here = [pupil for pupil in same if self._sits(pupil, row)]
            same = here if len(here) == 1 else same
        if len(same) > 1:
            return None, _("同じ名前の子どもが%d人います。生年月日か児童番号の列を入れてください。") % len(same)
        if same:
            return same[0], ""
        return self._renamed(row), ""

    def _sits(self, pupil: Pupil, row: Row) -> bool:
        seat = self.seats.get(pupil.pk)
        if seat is None or (seat.school_class.grade, seat.school_class.name) != (row.grade, row.class_name):
            return False
        return row.number is None or seat.number is None or seat.number == row.number

    def _renamed(self, row: Row) -> Pupil | None:
        """The child in this seat, if birthday or reading says that only the writing of the name has changed."""
        if row.grade is None or row.number is None:
            return None
        pupil = self.by_seat.get((row.grade, row.class_name, row.number))
        if pupil is None or not _agree(pupil.external_id, row.external_id) or not _agree(pupil.born_on, row.born_on):
            return None
        born = bool(row.born_on) and pupil.born_on == row.born_on
        read = bool(row.family_kana) and (pupil.family_kana, pupil.given_kana) == (row.family_kana, row.given_kana)
        return pupil if born or read else None


def _agree(known: object, listed: object) -> bool:
    return not known or not listed or known == listed
