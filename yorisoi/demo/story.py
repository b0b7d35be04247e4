"""How a story is told: short words for what people of a school do, put into the diary with day and time.

A moment is written 「120 10:25」: 120 school days ago, 10:25. 「-3」 lies ahead. People are written by their codes, or
"hr" (担任 of the first child), "hr:p" (担任 of child p), "gh" (学年主任). In texts {v} is a child's surname, {hr} a teacher's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from yorisoi.cases.actions import decide, decide_alone
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.queries import classes_of_case, decisions_of
from yorisoi.cases.records import Line, end_role, involve, invite_to_case, record_line, view_case
from yorisoi.cases.report_actions import join_case, open_case, set_aside
from yorisoi.demo import doors
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.duties.actions import explain_late
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actors import PUBLIC
from yorisoi.meetings.actions import convene, finalise, mark_attendance, take_notes
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body
from yorisoi.reports import actions as reports
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import current_enrolments

PLACE = {Body.SUBCOMMITTEE: "校長室", Body.COMMITTEE: "会議室", Body.GRADE_HEADS: "会議室"}
HOW_TOLD = ("議事録を読んで確かめる", "教頭から口頭で伝える", "翌朝、教務から伝える")
CHAIR = ("pr", "vp")


class Story:
    """One matter: the children in it, and what happens."""

    def __init__(self, diary: Diary, days: Days, cast: Cast, key: str, **children: str) -> None:
        self.diary, self.days, self.cast, self.key = diary, days, cast, key
        self.children: dict[str, Pupil] = {letter: cast.pupil(seat) for letter, seat in children.items()}
        self.report: Report | None = None
        self.case: Case | None = None
        self.entries: dict[str, Entry] = {}
        self.said = 0

    # -- time and people -----------------------------------------------------
    def moment(self, when: str, minutes: int = 0) -> datetime:
        """Return the moment of 「120 10:25」, so many minutes later or earlier on the same day."""
        back, clock = when.split()
        hour, minute = (int(part) for part in clock.split(":"))
        total = min(max(hour * 60 + minute + minutes, 0), 24 * 60 - 1)
        return self.days.at(int(back), f"{total // 60:02d}:{total % 60:02d}")

    def put(self, when: str, beat: Callable[[], None], minutes: int = 0) -> None:
        """Put a beat into the diary."""
        self.diary.put(self.moment(when, minutes), beat, about=f"{self.key} {when}")

    def who(self, code: str) -> Staff:
        """Return the person of a code, today."""
        head, _, letter = code.partition(":")
        child = self.children.get(letter or "v") or next(iter(self.children.values()), None)
        if head == "hr" and child is not None:
            return self.cast.homeroom(child)
        if head == "gh" and child is not None:
            return self.cast.head(child)
        return self.cast.staff[head]

    def fill(self, text: str) -> str:
        """Return a text with its names."""
        if "{" not in text:
            return text
        found = {letter: child.family_name for letter, child in self.children.items()}
        found |= {code: person.family_name for code, person in self.cast.staff.items()}
        for letter, child in self.children.items():
            found[f"{letter}_name"] = child.name
            found[f"{letter}_given"] = child.given_name
            found[f"{letter}_class"] = self.cast.class_of(child)
            found[f"{letter}_hr"] = self.cast.homeroom(child).family_name
        return text.format_map(found)

    # -- reports -------------------------------------------------------------
    def comes(
        self, when: str, door: str, text: str, /, *, by: str = "", about: str = "", read: str = "vp pr", **filled: Any
    ) -> None:
        """Something comes in. door: child, guardian, community, staff. about: letters of the children whom it names."""
        self.said += 1
        token = f"demo-{self.cast.school.slug}-{self.key}-{self.said}-000000"

        def beat() -> None:
            words = self.fill(text)
            told = {k: self.fill(v) if isinstance(v, str) else v for k, v in filled.items()}
            if door == "child":
                teller = told.pop("teller", "")
                seats = current_enrolments([self.children[teller].pk]) if teller else {}
                seat = seats[self.children[teller].pk].school_class if teller else None
                said = doors.child(token, words, seat=seat, **told)
            elif door == "staff":
                pupils = [self.children[letter].pk for letter in about.split()]
                told["named"] = [self.who(code).pk for code in told.pop("named", "").split()]
                said = doors.staff(token, words, pupils, **told)
            else:
                if letter := told.pop("of", ""):
                    child = self.children[letter]
                    told["class_id"] = str(current_enrolments([child.pk])[child.pk].school_class_id)
                said = doors.public(door, self.cast.school, token, words, **told)
            self.report = reports.receive_report(
                school=self.cast.school, by=self.who(by) if by else PUBLIC, said=said
            ).report

        self.put(when, beat)
        for n, code in enumerate(read.split()):
            self.put(when, lambda code=code: self._read(code), minutes=25 + 40 * n)  # type: ignore[misc]
        self._about = about

    def _read(self, code: str) -> None:
        assert self.report is not None  # noqa: S101
        if self.who(code).pk not in shut_out_of(self.report):
            reports.read_report(report=self.report, by=self.who(code))

    def memo(self, when: str, words: str, *, by: str = "sg", about: str | None = None) -> None:
        """The intake officer's memo; the children whom the report means are named."""
        letters = self._about if about is None else about

        def beat() -> None:
            assert self.report is not None  # noqa: S101
            known = set(self.report.named_pupils.values_list("pupil_id", flat=True))
            for letter in letters.split():
                if self.children[letter].pk not in known:
                    reports.name_pupil(report=self.report, by=self.who(by), pupil_id=self.children[letter].pk)
            reports.leave_memo(report=self.report, by=self.who(by), words=self.fill(words))

        self.put(when, beat)

    def do(self, when: str, act: Callable[[Story], None]) -> None:
        """Something that happens rarely: any action."""
        self.put(when, lambda: act(self))

    def urgent(self, when: str, reason: str, interim: str) -> None:
        """The report is urgent; twenty minutes later the interim measure is on record."""
        self.put(when, lambda: reports.mark_urgent(report=self._rep(), by=self.who("sg"), reason=self.fill(reason)))  # type: ignore[arg-type,return-value]
        self.put(
            when,
            lambda: reports.record_interim(report=self._rep(), by=self.who("sg"), words=self.fill(interim)),  # type: ignore[arg-type,return-value]
            minutes=20,
        )

    def _rep(self) -> Report:
        assert self.report is not None  # noqa: S101
        return self.report

    def _case(self) -> Case:
        assert self.case is not None  # noqa: S101
        self.case.refresh_from_db()
        return self.case

    # -- meetings ------------------------------------------------------------
    def meeting(
        self,
        when: str,
        body: str,
        act: Callable[[Meeting, Staff], None] | None,
        *,
        notes: str = "",
        by: str = "sg",
        absent: str = "",
        invited: str = "",
        called: str = "",
        fixed: bool = True,
        on_report: bool = False,
        before: int = 100,
    ) -> None:
        """A body is called (`called`, else so many minutes before), meets, decides (`act`), and its minutes are fixed."""
        held: list[Meeting] = []

        def call() -> None:
            about: dict[str, Any] = {"reports": [self._rep()]} if on_report else {"cases": [self._case()]}
            classes = [] if on_report else classes_of_case(self._case())
            held.append(
                convene(
                    school=self.cast.school, by=self.who(by), body=body, place=PLACE[Body(body)],
                    at=self.soon(when) if act is None else self.moment(when),
                    class_ids=classes, invited=[self.who(code) for code in invited.split()], **about,
                )
            )  # fmt: skip

        def meet() -> None:
            row = held[0]
            away = {self.who(code).pk for code in absent.split()}
            seats = list(row.attendances.values_list("staff_id", flat=True))
            mark_attendance(
                meeting=row, by=self.who(by), present=[pk for pk in seats if pk not in away],
                informed={pk: HOW_TOLD[n % 3] for n, pk in enumerate(sorted(away))},
            )  # fmt: skip
            if notes:
                take_notes(meeting=row, by=self.who(by), notes=self.fill(notes), version=0)
            if act is not None:
                act(row, self.who(by))

        def fix() -> None:
            row = Meeting.objects.get(pk=held[0].pk)
            present = set(row.attendances.filter(present=True).values_list("staff_id", flat=True))
            chairs = ("ac", "vp") if body == Body.GRADE_HEADS else CHAIR
            chair = next(self.who(code) for code in chairs if self.who(code).pk in present)
            finalise(meeting=row, by=chair, decisions=decisions_of(row))

        self.put(called or when, call, minutes=0 if called else -before)
        if act is None:
            return
        self.put(when, meet)
        if fixed:
            self.put(when, fix, minutes=35)

    def sub(
        self,
        when: str,
        reason: str,
        *,
        roles: str = "",
        outcome: str = "open",
        absent: str = "",
        notes: str = "",
        called: str = "",
        by: str = "sg",
        **decided: Any,
    ) -> None:
        """小委員会: the report becomes a case (roles: "v=victim p=perpetrator"), joins this story's case, or is set aside."""

        def act(row: Meeting, by: Staff) -> None:
            words = Decided(reason=self.fill(reason), **{k: self.fill(v) for k, v in decided.items()})
            if outcome == "aside":
                set_aside(meeting=row, report=self._rep(), by=by, decided=words)
            elif outcome == "join":
                join_case(meeting=row, report=self._rep(), case=self._case(), by=by, decided=words)
            else:
                parts = (pair.split("=") for pair in roles.split())
                named = {self.children[letter].pk: role for letter, role in parts}
                self.case = open_case(meeting=row, report=self._rep(), by=by, decided=words, roles=named)

        self.meeting(
            when, Body.SUBCOMMITTEE, act, absent=absent, notes=notes, called=called, by=by, on_report=True
        )

    def committee(self, when: str, notes: str, *moves: tuple[str, dict[str, Any]], **call: Any) -> None:
        """いじめ対策委員会 takes arrows, one after the other."""

        def act(row: Meeting, by: Staff) -> None:
            for name, said in moves:
                decide(meeting=row, case=self._case(), move=name, by=by, decided=self._decided(said))

        self.meeting(when, Body.COMMITTEE, act, notes=notes, **call)

    def grade_heads(self, when: str, notes: str, *, follow: int, reason: str = "", absent: str = "") -> None:
        """学年主任者会 hears that things go better, and sets the next report."""

        def act(row: Meeting, by: Staff) -> None:
            said = {"reason": reason or notes, "follow": follow}
            decide(meeting=row, case=self._case(), move="support_on", by=by, decided=self._decided(said))

        self.meeting(when, Body.GRADE_HEADS, act, notes=notes, absent=absent)

    def _decided(self, said: dict[str, Any]) -> Decided:
        out: dict[str, Any] = {k: self.fill(v) if isinstance(v, str) else v for k, v in said.items()}
        if plans := out.pop("hear", ()):
            out["hearings"] = tuple(
                HearingPlan(
                    side, self.who(code).pk, self.days.day(back), self.children[letter].pk if letter else None
                )
                for side, code, back, letter in plans
            )
        if codes := out.pop("watch", ""):
            out["watchers"] = tuple(self.who(code).pk for code in codes.split())
        for short, name in (("follow", "follow_up_date"), ("review", "review_date")):
            if (back := out.pop(short, None)) is not None:
                out[name] = self.days.day(back)
        if at := out.pop("next", ""):
            out["next_at"] = self._future(at)
        return Decided(**out)

    def _future(self, when: str) -> datetime:
        """Return the moment that a meeting fixes: plain, never bent to the clock of today."""
        back, clock = when.split()
        hour, minute = (int(part) for part in clock.split(":"))
        day = self.days.day(int(back))
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)

    def soon(self, when: str) -> datetime:
        """Return a moment that is called for but has not come: the plain one, or half an hour from now."""
        plain = self._future(when)
        later = self.days.now + timedelta(minutes=30)
        return max(plain, later.replace(minute=later.minute // 5 * 5, second=0, microsecond=0))

    # -- the record ----------------------------------------------------------
    def line(
        self,
        when: str,
        kind: str,
        by: str,
        words: str,
        *,
        pupil: str = "",
        second: str = "",
        occurred: str = "",
        forms: str = "",
        code: str = "",
        flag: str = "",
        keep: str = "",
        corrects: str = "",
        **body: str,
    ) -> None:
        """Somebody writes a line; `occurred` is when it happened, if earlier. keep/corrects: a name for a correction."""

        def beat() -> None:
            row = record_line(
                case=self._case(),
                by=self.who(by),
                line=Line(
                    kind=kind,
                    occurred_at=self.moment(occurred or when),
                    body={"words": self.fill(words), **{k: self.fill(v) for k, v in body.items()}},
                    code=code,
                    flag=flag,
                    pupil=self.children[pupil] if pupil else None,
                    second=self.who(second) if second else None,
                    corrects=self.entries[corrects] if corrects else None,
                    forms=tuple(forms.split()),
                ),
            )
            if keep:
                self.entries[keep] = row

        self.put(when, beat)

    def alone(self, when: str, move: str, reason: str, by: str = "pr") -> None:
        """The principal decides."""
        self.put(when, lambda: decide_alone(case=self._case(), move=move, by=self.who(by), reason=self.fill(reason)))  # type: ignore[arg-type,return-value]

    def late(self, when: str, duty: str, reason: str, by: str = "sg") -> None:
        """Why something was not done in time goes on record."""

        def beat() -> None:
            about = {"case": self.case} if self.case else {"report": self.report}
            row = Duty.objects.filter(OPEN, name=duty, **about).get()
            explain_late(duty=row, by=self.who(by), reason=self.fill(reason))

        self.put(when, beat)

    def joins(self, when: str, letter: str, role: str, by: str = "sg", note: str = "") -> None:
        """A child gets a role."""
        self.put(
            when,
            lambda: involve(case=self._case(), by=self.who(by), pupil=self.children[letter], role=role, note=note),  # type: ignore[arg-type,return-value]
        )

    def leaves(self, when: str, letter: str, role: str, by: str = "sg") -> None:
        """A child's role ends; the row stays."""

        def beat() -> None:
            child = self.children[letter]
            end_role(involvement=self._case().involvements.get(pupil=child, role=role, until=None), by=self.who(by))

        self.put(when, beat)

    def seen(self, when: str, codes: Sequence[str]) -> None:
        """People look at the case."""
        for code in codes:
            self.put(when, lambda code=code: view_case(case=self._case(), by=self.who(code)))  # type: ignore[misc]

    def invite(self, when: str, code: str) -> None:
        """A guest gets a place on the team."""
        self.put(when, lambda: invite_to_case(case=self._case(), by=self.who("pr"), staff=self.who(code)))
