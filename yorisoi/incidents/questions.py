"""Answering whether a case or report could be serious: yes opens, later asks again, no is kept and goes to 市教委."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yorisoi.cases.models import Case
from yorisoi.cases.models_serious import SeriousAnswer, SeriousQuestion
from yorisoi.cases.moves import locked
from yorisoi.cases.queries import report_readable_by
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.rights import reads
from yorisoi.cases.serious import OWED, questions_of
from yorisoi.cases.to_board import submit_copy
from yorisoi.duties.actions import Setting, owe, settle
from yorisoi.duties.models import about_fields
from yorisoi.duties.queries import duties_of
from yorisoi.incidents.models import Incident
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_duties import QUESTION_AGAIN
from yorisoi.policy.serious_facts import FACTS, NO_REFUSAL, WANTS_DATE, WANTS_REASON, Origin
from yorisoi.reports.models import Report
from yorisoi.reports.queries import shut_out_of, shut_out_of_case
from yorisoi.schools.models import Pupil, Staff


@dataclass(frozen=True)
class Answered:
    """What somebody answers. pupil: whose incident it is, where they say yes."""

    answer: str
    reason: str
    next_on: date | None = None
    pupil: Pupil | None = None
    token: str = ""


def may_refuse(about: Case | Report, by: Staff) -> bool:
    """Say whether this person may say no, or later: 校長・教頭, or whoever owes the answer in their stead."""
    owes = duties_of(by).filter(**about_fields(about), name__in=OWED)
    return by.can(Can.CONSIDER_SERIOUS) or owes.exists()


def _locked(about: Case | Report, by: Staff) -> Case | Report:
    """Return it under its lock. Raises PermissionError for whoever may not read it or not answer at all."""
    if isinstance(about, Case):
        case = locked(about)
        if not reads(case, by) or not by.can(Can.RESPOND):
            raise PermissionError("not theirs to answer")
        return case
    report = Report.objects.select_for_update(of=("self",)).select_related("key", "school").get(pk=about.pk)
    if not report_readable_by(by).filter(pk=report.pk).exists() or not by.can(Can.RESPOND):
        raise PermissionError("not theirs to answer")
    return report


@transaction.atomic
def answer_question(*, about: Case | Report, by: Staff, said: Answered) -> Incident | None:
    """Answer every question that is open on a case or report; returns the incident where the answer is yes.

    A no is an answer only where every fact yields to one; with its reason it goes to 市教委 as it stands. Raises
    PermissionError for whoever may not, NotYet where a reason or a date is wanted, or a fact takes no "no".
    """
    row = _locked(about, by)
    if row.serious_answers.filter(token=said.token).exists():
        return Incident.objects.filter(token=said.token, school=row.school).first()
    if not said.reason.strip():
        raise NotYet([WANTS_REASON])
    open_still = list(questions_of(row).filter(answer__isnull=True))
    if said.answer == "yes":
        grounds = frozenset(FACTS[one.fact].ground for one in open_still) or frozenset({"harm"})
        touched = {"case": row} if isinstance(row, Case) else {"report": row}
        opening = Opening(origin=Origin.FACTS, words=said.reason, grounds=grounds, pupil=said.pupil, **touched)
        return open_incident(school=row.school, by=by, opening=opening, token=said.token)
    if not may_refuse(row, by):
        raise PermissionError("not theirs to answer")
    if said.answer == "later" and said.next_on is None:
        raise NotYet([WANTS_DATE])
    if said.answer == "no" and any(not FACTS[one.fact].yields for one in open_still):
        raise NotYet([NO_REFUSAL])
    _kept(row, by, said, open_still)
    return None


def _kept(about: Case | Report, by: Staff, said: Answered, asked: list[SeriousQuestion]) -> None:
    now = clock.now()
    place = {str(about._meta.model_name): about}
    answer = SeriousAnswer(answer=said.answer, next_on=said.next_on, token=said.token, by=by, at=now, **place)
    answer.put("reason", said.reason)
    answer.save(force_insert=True)
    if said.answer == "no":
        SeriousQuestion.objects.filter(pk__in=[one.pk for one in asked]).update(answer=answer)
    settle("serious_answer", about=about, by=by, at=now)
    submit_copy(about=about, kind=f"serious_{said.answer}", words=said.reason, by=by, at=now)
    if isinstance(about, Case):
        _line(about, by, said, now)
    if said.answer == "later":
        out = shut_out_of_case(about.pk) if isinstance(about, Case) else shut_out_of(about)
        setting = Setting(dates={"next_date": said.next_on}, shut_out=out)
        owe([QUESTION_AGAIN], about=about, by=by, at=now, setting=setting)
    journal(
        by=by, school_id=about.school_id, event=f"{about._meta.model_name}.serious_answered", about=about,
        cite="serious.question", at=now, answer=said.answer, facts=sorted({one.fact for one in asked}),
    )  # fmt: skip


def _line(case: Case, by: Staff, said: Answered, now: datetime) -> None:
    """Write the answer as a line of the record too: 「可能性」 with its reason."""
    flag = "yes" if said.answer == "later" else "no"
    if by.can(Can.READ_ALL) or flag == "yes":
        words = {"words": said.reason}
        record_line(
            case=case, by=by, line=Line("serious_question", now, words, flag=flag, token=f"serious:{said.token}"[:64])
        )
