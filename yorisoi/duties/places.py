"""Where a duty is done: the page, and the words on the button. Later apps are named by their URLs alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.duties.actions import all_duties
from yorisoi.duties.asking import CONVENERS, IN_MEETING, asked_today
from yorisoi.duties.models import Duty
from yorisoi.duties.subjects import subject_of
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS, Can
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Staff


@dataclass(frozen=True, slots=True)
class Place:
    """An address and what the button says. `main`: it is the next thing to do, not only a look.

    who: the posts that can do it where this person cannot. asked: they have been asked today.
    """

    url: str
    label: Text
    main: bool = True
    who: str = ""
    asked: bool = False


# done_by → the spot on the report's page
ON_REPORT: dict[str, tuple[str, Text]] = {
    "memo": ("#memo", _("メモを書く")),
    "read": ("", _("通報を読む")),
    "interim": ("#interim", _("対応を記録する")),
    "answered": ("#talk", _("返事を書く")),
    "message_read": ("#talk", _("つづきを読む")),
    "looked": ("#words-found", _("ことばを見る")),
}
# done_by → the page of the case that ends this one duty
ON_CASE: dict[str, tuple[str, Text]] = {
    "promise": ("cases:promise", _("果たしたことを書く")),
    "measure": ("cases:measure_done", _("行ったことを書く")),
    "effect": ("cases:measure_effect", _("効果を書く")),
    "handover_written": ("yearend:write", _("引継ぎを書く")),
    "passed_on": ("documents:pass_on_for", _("何を渡すかを決める")),
}
# done_by → (kind of line, code) where the two differ
AS_LINE: dict[str, tuple[str, str]] = {
    "hearing_victim": ("hearing", "victim"),
    "agency_police": ("agency", "police"),
}
# done_by → the page of the case where this is done, whoever owes it
OF_CASE: dict[str, tuple[str, Text]] = {"serious_answer": ("incidents:question", _("考えて答える"))}
# done_by → the page of the report where this is done
OF_REPORT: dict[str, tuple[str, Text]] = {"serious_answer": ("incidents:report_question", _("考えて答える"))}
VERBS: dict[str, Text] = {
    "hearing": _("聞き取りを書く"),
    "board_report": _("報告する"),
    "follow_up": _("経過を書く"),
}

Rooms = Mapping[tuple[str, Any], Any]  # (body, report or case id) → id of the meeting that is open on it


def places(duties: Iterable[Duty], staff: Staff) -> dict[Any, Place]:
    """Return the place of each duty, by the duty's id, in one query however many there are."""
    rows = list(duties)
    rooms = open_rooms(rows, staff)
    asked = frozenset() if staff.can(Can.CONVENE) else asked_today(rows)
    return {duty.pk: place(duty, staff, rooms, asked) for duty in rows}


def _open_rooms(reports: Any, cases: Any, school: int | None, seat_of: int | None) -> QuerySet[Any]:
    items = apps.get_model("meetings", "AgendaItem").objects.filter(
        Q(report_id__in=reports) | Q(case_id__in=cases), meeting__finalised_at__isnull=True, meeting__school=school
    )
    if seat_of is not None:
        items = items.filter(meeting__attendances__staff=seat_of, meeting__attendances__withdrawn_at__isnull=True)
    at = "meeting__opened_at", "meeting__scheduled_at"
    return items.values_list("meeting__body", "report_id", "case_id", "meeting_id", *at)


OPEN_ROOMS = Fixed(_open_rooms)


def open_rooms(duties: Iterable[Duty], staff: Staff) -> Rooms:
    """Return the meetings not yet finalised that take up what these duties are about and that this person may enter."""
    rows = list(duties)
    found = OPEN_ROOMS.rows(
        reports=tuple({d.report_id for d in rows if d.report_id}),
        cases=tuple({d.case_id for d in rows if d.case_id}),
        school=staff.school_id,
        seat_of=None if staff.can(Can.CONVENE) else staff.pk,
    )
    rooms: dict[tuple[str, Any], Any] = {}
    # the one that is on now, then what is planned from today on, then what was never opened
    for body, report, case, meeting, *_at in sorted(found, key=lambda f: (f[4] is None, day_of(f[5]) < today(), f[5])):
        rooms.setdefault((body, report or case), meeting)
    return rooms


def line_kind(done_by: str) -> str:
    """Return the kind of line of the record by which a duty is done."""
    return AS_LINE.get(done_by, (done_by, ""))[0]


def place(duty: Duty, staff: Staff, rooms: Rooms, told: Collection[tuple[str, Any]] = ()) -> Place:
    """Return where this person does the duty."""
    wanted = all_duties().get(duty.name)
    done_by = wanted.done_by if wanted else ""
    if duty.subject_id:
        subject = subject_of(duty)
        return Place(subject.url(duty.subject_id), subject.verbs.get(done_by, subject.verb))
    if duty.report_id and done_by in ON_REPORT:
        spot, label = ON_REPORT[done_by]
        return Place(reverse("cases:report", args=[duty.report_id]) + spot, label)
    if duty.report_id and done_by in OF_REPORT:
        name, label = OF_REPORT[done_by]
        return Place(reverse(name, args=[duty.report_id]), label)
    if body := IN_MEETING.get(done_by):
        return _meeting(duty, body, staff, rooms, told)
    if duty.report_id:
        return Place(reverse("cases:report", args=[duty.report_id]), _("通報を開く"), main=False)
    case = reverse("cases:show", args=[duty.case_id])
    if done_by == "decided:resolution":
        return Place(f"{case}#decide", _("決定する"))
    if not done_by or ":" in done_by:
        return Place(case, _("事案を開く"), main=False)
    if done_by in ON_CASE:
        name, label = ON_CASE[done_by]
        return Place(reverse(name, args=[duty.case_id, duty.pk]), label)
    if done_by in OF_CASE:
        name, label = OF_CASE[done_by]
        return Place(reverse(name, args=[duty.case_id]), label)
    kind, code = line_kind(done_by), AS_LINE.get(done_by, ("", ""))[1]
    asked = {key: value for key, value in (("pupil", duty.pupil_id), ("code", code)) if value}
    url = reverse("cases:record", args=[duty.case_id, kind]) + (f"?{urlencode(asked)}" if asked else "")
    return Place(url, VERBS.get(kind, _("記録する")))


def _meeting(duty: Duty, body: str, staff: Staff, rooms: Rooms, told: Collection[tuple[str, Any]]) -> Place:
    """The room if it is open; otherwise the page that calls the body together; the matter for who may not call."""
    about = duty.report_id or duty.case_id
    if (meeting := rooms.get((body, about))) is not None:
        return Place(reverse("cases:room", args=[meeting]), _("会議の部屋へ"))
    if staff.can(Can.CONVENE):
        asked = {"body": str(body), "report" if duty.report_id else "case": about}
        return Place(f"{reverse('meetings:convene')}?{urlencode(asked)}", _("招集する"))
    name = "cases:report" if duty.report_id else "cases:show"
    url, who = reverse(name, args=[about]), "・".join(str(POST_LABELS[post]) for post in CONVENERS)
    return Place(url, _("ようすを見る"), main=False, who=who, asked=(body, about) in told)
