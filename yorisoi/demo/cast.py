"""Who is who on a given day of the demo: people by short codes, the 担任 of a child, the turn of the school year."""

from __future__ import annotations

from yorisoi.demo.roster import Roster
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, School, SchoolClass, Staff


class Cast:
    """The people of one demo school, by code; what they hold follows the clock."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.school: School = roster.school
        seats = Enrolment.objects.filter(pupil__school=self.school).select_related("school_class")
        self._seats = {(row.school_class.year, row.pupil_id): row.school_class for row in seats}
        self.meet()

    def meet(self) -> None:
        """Read everybody anew: their posts may have changed."""
        people = Staff.objects.filter(pk__in=self.roster.staff.values()).select_related("school", "user")
        by_id = {person.pk: person for person in people}
        self.staff = {code: by_id[pk] for code, pk in self.roster.staff.items()}
        rows = PostHolding.objects.filter(staff__in=by_id, until__isnull=True)
        self._homeroom = {row.school_class_id: row.staff_id for row in rows if row.post == Post.HOMEROOM}
        self._head = {row.grade: row.staff_id for row in rows if row.post == Post.GRADE_HEAD}
        self._by_id = {person.pk: person for person in self.staff.values()}

    def pupil(self, seat: str) -> Pupil:
        """Return the child of a seat: 「4-1:7」 is number 7 of this year's 4年1組."""
        place, number = seat.split(":")
        return self.roster.pupils[place][int(number) - 1]

    def seat(self, pupil: Pupil) -> SchoolClass:
        """Return the class of a child today."""
        return self._seats[school_year(today()), pupil.pk]

    def here(self, pupil: Pupil) -> bool:
        """Say whether the child is in a class today: the first-graders of a new year were not in the old one."""
        return (school_year(today()), pupil.pk) in self._seats

    def homeroom(self, pupil: Pupil) -> Staff:
        """Return the 担任 of a child today."""
        return self._by_id[self._homeroom[self.seat(pupil).pk]]

    def head(self, pupil: Pupil) -> Staff:
        """Return the 学年主任 of a child today."""
        return self._by_id[self._head[self.seat(pupil).grade]]
