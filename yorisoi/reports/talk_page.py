"""What both sides see of the talk behind the receipt: who said what, and when the other side saw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import ANSWER_REPORTER
from yorisoi.reports.child_page import moment
from yorisoi.reports.models import Attachment, Message, Report
from yorisoi.reports.reading import Words
from yorisoi.reports.said import new_token
from yorisoi.reports.talk import has_reporter, may_answer
from yorisoi.reports.talk_forms import AnswerForm
from yorisoi.schools.models import Staff
from yorisoi.ui.ruby import read

# How the reporter chose to read, as whoever answers should know it.
READERS: dict[str, Text] = {
    "kana": _("1・2年生の読み方を選んだ子どもです。ひらがなで、短い文で書いてください。"),
    "ruby": _(
        "3・4年生の読み方を選んだ子どもです。短い文で書き、漢字には {漢字|かんじ} のように読みをつけてください。"
    ),
    "upper": _(
        "5・6年生の読み方を選んだ子どもです。短い文で書き、難しい漢字には {漢字|かんじ} のように読みをつけてください。"
    ),
    "en": _("英語で読んでいる子どもです。英語か、短いひらがなの文で書いてください。"),
}


@dataclass(frozen=True)
class Line:
    """One message. seen_at: when the other side saw it first; seen_by: by how many (adults, where the school is)."""

    message: Message
    words: str
    from_school: bool
    seen_at: datetime | None
    seen_by: int
    new: bool = False
    shown: SafeString | str = ""
    at: SafeString | str = ""
    seen: SafeString | str = ""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Talk:
    """The panel on the staff's page. possible: somebody holds the six words. owed: an answer is due."""

    lines: list[Line]
    possible: bool
    may: bool
    owed: Duty | None
    reader: Text
    form: Form
    token: str

    @property
    def new(self) -> int:
        """How many messages this person has not seen before."""
        return sum(line.new for line in self.lines)


MESSAGES = Fixed(
    lambda report: (
        Message.objects.filter(report=report)
        .select_related("by")
        .prefetch_related("seen", "files__attachment")
        .order_by("at", "pk")
    )
)
OWED = Fixed(lambda report: Duty.objects.filter(OPEN, report=report, name=ANSWER_REPORTER.name)[:1])


def lines_of(report: Report, staff: Staff | None = None) -> list[Line]:
    """Return what was said, in order, in a fixed number of queries. staff: whose first look is marked as new."""
    found = []
    for message in MESSAGES.of(report, "report"):
        from_school = message.direction == Message.SCHOOL
        looks = [row for row in message.seen.all() if (row.staff_id is None) == from_school]
        mine = staff is not None and any(row.staff_id == staff.pk for row in looks)
        found.append(
            Line(
                message=message,
                words=message.text("words"),
                from_school=from_school,
                seen_at=min((row.at for row in looks), default=None),
                seen_by=len(looks),
                new=staff is not None and not from_school and not mine,
                files=tuple(one.attachment for one in message.files.all()),
            )
        )
    return found


def talk_for(report: Report, staff: Staff, form: Form | None = None, token: str = "") -> Talk:
    """Return the panel of a report's page for one person. form: an answer that came back with errors."""
    possible = has_reporter(report)
    return Talk(
        lines=lines_of(report, staff),
        possible=possible,
        may=possible and may_answer(report, staff),
        owed=OWED.first(report=report.pk),
        reader=READERS.get(report.data("answers").get("reading", ""), "") if possible else "",
        form=form or AnswerForm(),
        token=token or new_token(),
    )


WAITING = Fixed(
    lambda reports: Duty.objects.filter(OPEN, report__in=reports, name=ANSWER_REPORTER.name).values_list("report_id")
)


def waiting_for_answer(reports: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these reports whose reporter waits for an answer, in one query."""
    return frozenset(pk for (pk,) in WAITING.rows(reports=tuple(reports)))


def said_by_school(text: str, mode: str = "") -> SafeString | str:
    """Return an answer as the reporter reads it: `{漢字|かな}` in kana, or with the reading above."""
    return read(text, "kana" if mode == "kana" else "ruby") if "|" in text else text


def reporter_context(report: Report, words: Words | None) -> dict[str, Any]:
    """Return what the reporter's page shows of the talk."""
    mode = words.mode if words is not None else ""
    lines = []
    for line in lines_of(report):
        shown = said_by_school(line.words, mode) if line.from_school else line.words
        at: SafeString | str = moment(line.message.at, words) if words is not None else ""
        seen: SafeString | str = ""
        if words is not None and not line.from_school:
            seen = words["talk.not_yet"]
            if line.seen_at is not None:
                seen = format_html(words["talk.seen"], at=moment(line.seen_at, words))
        lines.append(replace(line, shown=shown, at=at, seen=seen))
    return {"talk": lines, "answered": any(line.from_school for line in lines), "token": new_token()}
