"""Stories of meetings: bodies are called, meet, decide, and their minutes are fixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yorisoi.cases.actions import decide
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.queries import classes_of_case, decisions_of
from yorisoi.cases.report_actions import join_case, open_case, set_aside
from yorisoi.demo.acts_told import with_grounds
from yorisoi.demo.telling import Telling
from yorisoi.meetings.actions import convene, finalise, mark_attendance, take_notes
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body
from yorisoi.schools.models import Staff

PLACE = {Body.SUBCOMMITTEE: "校長室", Body.COMMITTEE: "会議室", Body.GRADE_HEADS: "会議室"}
HOW_TOLD = ("議事録を読んで確かめる", "教頭から口頭で伝える", "翌朝、教務から伝える")
CHAIR = ("pr", "vp")


class Meetings(Telling):
    """What bodies do."""

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
            about: dict[str, Any] = {"reports": [self.the_report()]} if on_report else {"cases": [self.the_case()]}
            classes = [] if on_report else classes_of_case(self.the_case())
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
            words = self._decided({**decided, "reason": reason})
            if outcome == "aside":
                set_aside(meeting=row, report=self.the_report(), by=by, decided=words)
            elif outcome == "join":
                join_case(meeting=row, report=self.the_report(), case=self.the_case(), by=by, decided=words)
            else:
                parts = (pair.split("=") for pair in roles.split())
                named = {self.children[letter].pk: role for letter, role in parts}
                self.case = open_case(meeting=row, report=self.the_report(), by=by, decided=words, roles=named)

        self.meeting(when, Body.SUBCOMMITTEE, act, absent=absent, notes=notes, called=called, by=by, on_report=True)

    def committee(self, when: str, notes: str, *moves: tuple[str, dict[str, Any]], **call: Any) -> None:
        """いじめ対策委員会 takes arrows, one after the other."""

        def act(row: Meeting, by: Staff) -> None:
            for name, said in moves:
                words = with_grounds(self.the_case(), name, self._decided(said))
                decide(meeting=row, case=self.the_case(), move=name, by=by, decided=words)

        self.meeting(when, Body.COMMITTEE, act, notes=notes, **call)

    def grade_heads(self, when: str, notes: str, *, follow: int, reason: str = "", absent: str = "") -> None:
        """学年主任者会 hears that things go better, and sets the next report."""

        def act(row: Meeting, by: Staff) -> None:
            said = {"reason": reason or notes, "follow": follow}
            decide(meeting=row, case=self.the_case(), move="support_on", by=by, decided=self._decided(said))

        self.meeting(when, Body.GRADE_HEADS, act, notes=notes, absent=absent)

    def _decided(self, said: dict[str, Any]) -> Decided:
        out: dict[str, Any] = {k: self.fill(v) if isinstance(v, str) else v for k, v in said.items()}
        if plans := out.pop("hear", ()):
            out["hearings"] = tuple(
                HearingPlan(side, self.who(code).pk, self.days.day(back), self.children[letter].pk if letter else None)
                for side, code, back, letter in plans
            )
        if codes := out.pop("watch", ""):
            out["watchers"] = tuple(self.who(code).pk for code in codes.split())
        for short, name in (("follow", "follow_up_date"), ("review", "review_date")):
            if (back := out.pop(short, None)) is not None:
                out[name] = self.days.day(back)
        if at := out.pop("next", ""):
            out["next_at"] = self.plainly(at)
        return Decided(**out)
