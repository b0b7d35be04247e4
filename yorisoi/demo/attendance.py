"""The demo's attendance: a school year written at once, and a few children whose absences show each state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from yorisoi.attendance.answering import Answer, answer_warning, take_up
from yorisoi.attendance.closures import set_days
from yorisoi.attendance.models import AbsenceWarning, ClassDay, Mark, Register
from yorisoi.attendance.queries import warnings_for
from yorisoi.attendance.recount import recount
from yorisoi.attendance.taking import Change, take_class_day
from yorisoi.cases.models import Involvement
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import RECENT, Days, closed
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.journal.keys import data_key
from yorisoi.journal.models import DataKey
from yorisoi.policy.absence import ABSENCES, Count
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.roles import Post
from yorisoi.policy.school_days import CLOSED
from yorisoi.schools.models import Enrolment, PostHolding, SchoolClass, Staff
from yorisoi.schools.school_days import calendar_of

KINDS = ("illness",) * 10 + ("accident",) * 3 + ("late",) * 4 + ("left",) * 2 + ("nurse", "suspended", "mourning")
NOTES = {"illness": ("", "", "熱 38度", "かぜ", "腹痛"), "late": ("", "通院", "寝坊"), "nurse": ("", "頭痛")}
OFTEN = 0.012  # of a child's days
MOST = 5  # absences of a child about whom there is nothing to tell


@dataclass(frozen=True)
class Told:
    """A child of whom there is something to tell: kind by school days back; thresholds with an answer to each."""

    seat: str
    days: dict[int, str]
    asked: tuple[int, ...] = ()  # after so many absences the warnings are looked at …
    answers: dict[int, Answer] = field(default_factory=dict)  # … and after these the 担任 writes


def _days(kind: str, *backs: int) -> dict[int, str]:
    return dict.fromkeys(backs, kind)


def _often(kind: str, number: int, *, every: int = 4, after: int = 2) -> dict[int, str]:
    return {after + n * every: kind for n in range(number)}


PHONED = Answer(
    "朝、家に電話し、母と話した。夕方、連絡帳と手紙を届けた。", "「頭がいたい」と言う。友だちのことは話さない。", "phone",
    "「朝になると、おなかがいたいと言います」", "note",
)  # fmt: skip
VISITED = Answer(
    "家庭を訪問し、本人とも少し話した。", "「教室がうるさいのがいや」。別室なら来られそう。", "visit",
    "「無理はさせたくない」とのこと。", "interview",
)  # fmt: skip
MATTERS = (
    # three in a row up to the last school day: waits for the 担任 of the first demo card
    Told("4-1:12", _days("unknown", 1, 2, 3), (3,)),
    # seven in the year, looked after, with a date to come
    Told("4-2:12", _days("illness", 4, 11, 18, 25, 33, 41, 48), (7,), {7: PHONED}),
    # the thirtieth day: everything was looked at, and now the second ground waits
    Told("5-1:9", _often("reluctant", 31, every=2, after=1), (3, 7, 15, 25, 30), {7: PHONED, 15: VISITED, 25: VISITED}),
    # a child in a case, away because of it: the second ground before the thirtieth day, taken up
    Told("5-2:8", _often("bullying", 16, every=3), (2, 3, 7, 10, 15), {3: PHONED, 7: VISITED, 10: PHONED}),
    # what hides before the thirtieth day
    Told(
        "6-1:10", {**_often("late", 9, every=5), **_often("nurse", 7, every=6, after=3), **_often("room", 5, after=4)}
    ),
    Told("2-2:6", _days("mourning", 14, 15, 16)),
    Told("1-1:5", _days("suspended", 6, 7, 8, 9)),
)
CORRECTED = Told("3-1:5", _days("illness", 5, 6, 7), (3,))  # of which one day was none: the warning has ended


def attendance(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down the year's attendance: written in the evening of the last school day, and the morning of today."""
    begun = days.day(1) >= date(cast.roster.year, 4, 1)  # else the first school day of the year is still to come
    written = days.at(1, "16:05") if begun else days.at(0, "8:40")
    diary.put(written, lambda: _Year(days, cast).write(), about="attendance")
    diary.put(days.at(0, "8:45"), lambda: _this_morning(days, cast), about="attendance today")


class _Year:
    """The school year up to the last school day, in a few statements."""

    def __init__(self, days: Days, cast: Cast) -> None:
        self.days, self.cast, self.school = days, cast, cast.school
        self.year = cast.roster.year
        self.classes = list(SchoolClass.objects.filter(school=self.school, year=self.year))
        held = PostHolding.objects.filter(post=Post.HOMEROOM, until__isnull=True, school_class__in=self.classes)
        self.homeroom = {row.school_class_id: row.staff for row in held.select_related("staff__school")}
        self.seats: dict[int, list[int]] = {one.pk: [] for one in self.classes}
        rows = Enrolment.objects.filter(school_class__in=self.classes, pupil__left_on__isnull=True)
        for class_id, pupil in rows.order_by("number").values_list("school_class_id", "pupil_id"):
            self.seats[class_id].append(pupil)
        self.rng = Random(f"attendance {self.year}")
        self.marks: list[Mark] = []

    def write(self) -> None:
        """Write calendar, registers, class days and marks; then what follows from them."""
        self._closures()
        calendar = calendar_of(self.school)
        self.open = calendar.days(date(self.year, 4, 1), self.days.day(1))
        self._registers()
        told = [*MATTERS, CORRECTED]
        self.places = {one.seat: self.cast.pupil(one.seat).pk for one in told}
        quiet = {*self.places.values()}
        quiet |= set(Involvement.objects.filter(case__school=self.school).values_list("pupil_id", flat=True))
        for one in self.classes:
            for pupil in self.seats[one.pk]:
                if pupil not in quiet:
                    self._ordinary(one, pupil)
        for matter in told:
            self._plain(matter)
        Mark.objects.bulk_create(self.marks)
        for matter in told:
            self._happens(matter)
        self._taken_up()

    def _closures(self) -> None:
        first = date(self.year, 4, 1)
        every = [first + timedelta(days=n) for n in range(366)]
        runs: list[list[date]] = []
        for day in every:
            if closed(day) and abs((self.days.today - day).days) > RECENT and day < date(self.year + 1, 4, 1):
                if runs and runs[-1][-1] == day - timedelta(days=1):
                    runs[-1].append(day)
                else:
                    runs.append([day])
        names = {4: "春休み", 3: "春休み", 7: "夏休み", 8: "夏休み", 12: "冬休み", 1: "冬休み"}
        for run in runs:
            set_days(
                school=self.school, by=self.cast.staff["ac"], kind=CLOSED, first=run[0], last=run[-1],
                name=names[run[0].month],
            )  # fmt: skip

    def _registers(self) -> None:
        keys = {one.pk: data_key(self.school.pk) for one in self.classes}
        DataKey.objects.bulk_create(keys.values())
        made = Register.objects.bulk_create(
            Register(school=self.school, school_class=one, key=keys[one.pk], made_at=clock.now())
            for one in self.classes
        )
        self.registers = {row.school_class_id: row for row in made}
        ClassDay.objects.bulk_create(
            ClassDay(register=row, day=day, by=self.homeroom[row.school_class_id], at=_morning(day))
            for row in made
            for day in self.open
        )

    def _mark(self, school_class: int, pupil: int, day: date, kind: str) -> None:
        row = Mark(
            register=self.registers[school_class], pupil_id=pupil, day=day, kind=kind,
            by=self.homeroom[school_class], at=_morning(day),
        )  # fmt: skip
        row.put("note", self.rng.choice(NOTES.get(kind, ("",))))
        self.marks.append(row)

    def _ordinary(self, school_class: SchoolClass, pupil: int) -> None:
        """A child who is away now and then, never three days in a row."""
        absent, last = 0, -3
        for n, day in enumerate(self.open):
            if self.rng.random() < OFTEN and n - last > 2:
                kind = self.rng.choice(KINDS)
                if kind in ABSENCES and absent >= MOST:
                    continue
                absent, last = absent + (kind in ABSENCES), n
                self._mark(school_class.pk, pupil, day, kind)

    def _plain(self, matter: Told) -> None:
        pupil = self.places[matter.seat]
        home = self.cast.seat(self.cast.pupil(matter.seat)).pk
        for back, kind in matter.days.items():
            if self.days.day(back) in self.open:
                self._mark(home, pupil, self.days.day(back), kind)

    def _happens(self, matter: Told) -> None:
        """Let the warnings of a child come on the days on which they would have, and the 担任 answer some."""
        child = self.cast.pupil(matter.seat)
        absent = sorted((self.days.day(back), back) for back, kind in matter.days.items() if kind in ABSENCES)
        absent = [row for row in absent if row[0] in self.open]
        for number in matter.asked:
            if len(absent) < number:
                continue
            day, back = absent[number - 1]
            with clock.at(_morning(day)):
                self._recount_until(child.pk, day)
            if number in matter.answers:
                answer = matter.answers[number]
                self._answer(child.pk, datetime.combine(day, time(16, 0), TOKYO), answer, back)

    def _recount_until(self, pupil: int, day: date) -> None:
        """Hold the warnings against the days up to this one: what comes later is not known yet."""
        recount(self.school, [pupil], self.year, by=self.homeroom[self._class(pupil)], at=_morning(day), until=day)

    def _class(self, pupil: int) -> int:
        return next(class_id for class_id, pupils in self.seats.items() if pupil in pupils)

    def _answer(self, pupil: int, at: datetime, answer: Answer, back: int) -> None:
        by = self.homeroom[self._class(pupil)]
        if answer.outcome == "interview":
            answer = Answer(
                answer.done,
                answer.learned,
                answer.contact,
                answer.home,
                answer.outcome,
                self.days.day(max(back - 5, -3)),
            )
        for person, said in ((by, answer), (self.cast.staff["sg"], _LOOKED)):
            with clock.at(at):
                for n, row in enumerate(self._waiting(person, pupil)):
                    answer_warning(warning=row, by=person, answer=said, token=f"demo-{person.pk}-{at:%m%d}-{n}")
        self._done(pupil, self.days.day(max(back - 5, -3)))

    def _waiting(self, person: Staff, pupil: int) -> Iterable[AbsenceWarning]:
        rows = AbsenceWarning.objects.filter(pupil=pupil, at__lte=clock.now()).exclude(count=Count.SERIOUS)
        return list(rows.exclude(steps__by=person).order_by("at", "pk"))

    def _done(self, pupil: int, day: date) -> None:
        """What was to be looked at again by a day that has passed has been looked at."""
        from yorisoi.duties.models import OPEN, Duty
        from yorisoi.duties.single import settle_one

        if day >= self.days.today:
            return
        for duty in Duty.objects.filter(OPEN, name="absence_again", pupil=pupil):
            settle_one(duty, by=self.homeroom[self._class(pupil)], at=_morning(day))

    def _taken_up(self) -> None:
        """The second ground of the child in a case has been taken up; a correction has ended another's warning."""
        principal = self.cast.staff["pr"]
        row = warnings_for(principal).filter(pupil=self.places["5-2:8"], count=Count.SERIOUS).first()
        if row is not None:
            take_up(
                warning=row, by=principal, next_on=self.days.day(-4), token="demo-taken-up",  # noqa: S106 (no password)
                words="教頭・生徒指導主任と、欠席の記録と事案の経過を見直している。市教委に電話で相談した。",
            )  # fmt: skip
        child = self.cast.pupil(CORRECTED.seat)
        home = self.cast.seat(child)
        day = self.days.day(6)
        if day in self.open:
            take_class_day(
                school_class=home, day=day, by=self.homeroom[home.pk],
                changes={child.pk: Change("late", "欠席ではなく、3時間目から来ていた")},
            )  # fmt: skip


_LOOKED = Answer("担任から聞き、様子を確かめた。学年でも共有する。", "", "phone", "", "note")


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 35), TOKYO)


def _this_morning(days: Days, cast: Cast) -> None:
    """This morning every class is taken, but for that of the first demo card."""
    if not calendar_of(cast.school).is_school_day(days.today):
        return
    waiting = cast.seat(cast.pupil("4-1:1")).pk
    held = PostHolding.objects.filter(
        post=Post.HOMEROOM, until__isnull=True, school_class__school=cast.school,
        school_class__year=cast.roster.year,
    )  # fmt: skip
    for one in held.select_related("staff__school", "school_class__school"):
        if one.school_class is None or one.school_class_id == waiting:
            continue
        first = Enrolment.objects.filter(school_class=one.school_class, pupil__left_on__isnull=True, number=2).first()
        changes = {first.pupil_id: Change("late", "通院")} if first and one.school_class.grade % 2 else {}
        take_class_day(school_class=one.school_class, day=days.today, by=one.staff, changes=changes)
