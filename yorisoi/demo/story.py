"""How a story is told: short words for what people of a school do, put into the diary with day and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from yorisoi.cases.actions import decide_alone
from yorisoi.cases.people import end_role, invite_to_case, involve
from yorisoi.cases.records import Line, record_line, view_case
from yorisoi.demo import doors
from yorisoi.demo.acts_told import told
from yorisoi.demo.meetings_told import Meetings
from yorisoi.duties.actions import explain_late
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.actors import PUBLIC
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.reports import actions as reports
from yorisoi.reports.queries import shut_out_of


class Story(Meetings):
    """Reports, meetings and the record of one matter."""

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
                seat = self.cast.seat(self.children[teller]) if teller else None
                said = doors.child(token, words, seat=seat, **told)
            elif door == "staff":
                pupils = [self.children[letter].pk for letter in about.split()]
                told["named"] = [self.who(code).pk for code in told.pop("named", "").split()]
                said = doors.staff(token, words, pupils, **told)
            else:
                if letter := told.pop("of", ""):
                    told["class_id"] = str(self.cast.seat(self.children[letter]).pk)
                said = doors.public(door, self.cast.school, token, words, **told)
            self.report = reports.receive_report(
                school=self.cast.school, by=self.who(by) if by else PUBLIC, said=said
            ).report

        self.put(when, beat)
        for n, code in enumerate(read.split()):
            self.put(when, lambda code=code: self.read(code), minutes=25 + 40 * n)  # type: ignore[misc]
        self._about = about

    def read(self, code: str) -> None:
        assert self.report is not None
        if self.who(code).pk not in shut_out_of(self.report):
            reports.read_report(report=self.report, by=self.who(code))

    def memo(self, when: str, words: str, *, by: str = "sg", about: str | None = None) -> None:
        """The intake officer's memo; the children whom the report means are named."""
        letters = self._about if about is None else about

        def beat() -> None:
            assert self.report is not None
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
        self.put(
            when, lambda: reports.mark_urgent(report=self.the_report(), by=self.who("sg"), reason=self.fill(reason))
        )
        self.put(
            when,
            lambda: reports.record_interim(report=self.the_report(), by=self.who("sg"), words=self.fill(interim)),
            minutes=20,
        )

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
            writer, beside = self.who(by), self.who(second) if second else None
            row = record_line(
                case=self.the_case(),
                by=writer,
                line=Line(
                    kind=kind,
                    occurred_at=self.moment(occurred or when),
                    body={"words": self.fill(words), **{k: self.fill(v) for k, v in body.items()}},
                    code=code,
                    flag=flag,
                    pupil=self.children[pupil] if pupil else None,
                    second=self.who("nu") if beside == writer else beside,
                    corrects=self.entries[corrects] if corrects else None,
                    forms=tuple(forms.split()),
                    act=told(self.the_case(), self.children[pupil] if pupil else None) if kind == "act" else None,
                ),
            )
            if keep:
                self.entries[keep] = row

        self.put(when, beat)

    def alone(self, when: str, move: str, reason: str, by: str = "pr") -> None:
        """The principal decides."""
        self.put(when, lambda: decide_alone(case=self.the_case(), move=move, by=self.who(by), reason=self.fill(reason)))

    def late(self, when: str, duty: str, reason: str, by: str = "sg") -> None:
        """Why something was not done in time goes on record."""

        def beat() -> None:
            about = {"report": self.the_report()} if duty in REPORT_FLOW.duties() else {"case": self.the_case()}
            row = Duty.objects.filter(OPEN, name=duty, **about).get()
            explain_late(duty=row, by=self.who(by), reason=self.fill(reason))

        self.put(when, beat)

    def joins(self, when: str, letter: str, role: str, by: str = "sg", note: str = "") -> None:
        """A child gets a role."""
        self.put(
            when,
            lambda: involve(case=self.the_case(), by=self.who(by), pupil=self.children[letter], role=role, note=note),
        )

    def leaves(self, when: str, letter: str, role: str, reason: str, by: str = "sg") -> None:
        """A child's role ends, with a reason; the row stays."""

        def beat() -> None:
            child = self.children[letter]
            row = self.the_case().involvements.get(pupil=child, role=role, until=None)
            end_role(involvement=row, by=self.who(by), reason=self.fill(reason))

        self.put(when, beat)

    def seen(self, when: str, codes: Sequence[str]) -> None:
        """People look at the case."""
        for code in codes:
            self.put(when, lambda code=code: view_case(case=self.the_case(), by=self.who(code)))  # type: ignore[misc]

    def invite(self, when: str, code: str) -> None:
        """A guest gets a place on the team."""
        self.put(when, lambda: invite_to_case(case=self.the_case(), by=self.who("pr"), staff=self.who(code)))
