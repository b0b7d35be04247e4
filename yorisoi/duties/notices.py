"""What the notices say: what happened, to what, when; several of one kind about one matter are one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yorisoi.duties.asked import AskedBy
from yorisoi.duties.asking import ASKED
from yorisoi.duties.models import Duty, Notice
from yorisoi.duties.queries import unseen
from yorisoi.duties.subjects import subject_of
from yorisoi.journal import clock
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import BODY_LABELS
from yorisoi.schools.models import Staff

NOTICES: dict[str, Text] = {
    "report_received": gettext_lazy("通報が届きました"),
    "report_urgent": gettext_lazy("緊急の通報です。当面の対応を確かめてください"),
    "message_received": gettext_lazy("通報した人から、つづきが届きました"),
    "report_words": gettext_lazy("通報の中に、すぐに見てほしいことばがあります"),
    "identity_opened": gettext_lazy("「伝えた人」が開示されました"),
    "board_directed": gettext_lazy("市教委からの指示があります"),
    "board_asked": gettext_lazy("市教委からの問い合わせがあります"),
    "board_commented": gettext_lazy("市教委（指導主事）からの助言があります"),
    "board_answered": gettext_lazy("学校から、問い合わせへの答えが届きました"),
    "board_submitted": gettext_lazy("学校から報告が届きました"),
    "board_serious": gettext_lazy("学校から、重大事態についての報告が届きました"),
    "hearing_planned": gettext_lazy("聞き取りで、話を聞く人になりました"),
    "hearing_changed": gettext_lazy("聞き取りの予定が変わりました"),
    "hearing_off": gettext_lazy("聞き取りの予定が取りやめになりました"),
    "duty_overdue": gettext_lazy("期限を過ぎたものがあります"),
    "case_urgent": gettext_lazy("重大な被害のおそれがあります。事案をすぐに確かめてください"),
    "absence_warning": gettext_lazy("欠席の日数が、確かめる目安になりました"),
    "serious_question": gettext_lazy("重大事態ではないかを考えてください"),
    "incident_opened": gettext_lazy("重大事態として扱うことになりました。すぐに見てください"),
    "incident_moved": gettext_lazy("重大事態が次の段階に進みました"),
    "incident_joined": gettext_lazy("重大事態の対応に加わりました"),
    "incident_release": gettext_lazy("重大事態の保全を解く申し出があります。確かめてください"),
    "incident_measure": gettext_lazy("再発防止の取組を頼まれています"),
    "absence_serious": gettext_lazy("重大事態（第2号）にあたるかを検討してください"),
    "late_explained": gettext_lazy("おくれた理由が書かれました"),
    "survey_talk": gettext_lazy("「いま はなしたい」と伝えた子どもがいます"),
    "survey_grave": gettext_lazy("元気アンケートに、今日のうちに見てほしい答えがあります"),
    "policy_to_read": gettext_lazy("学校の方針を読んだことが、まだ確かめられていません"),
    "training_to_read": gettext_lazy("出られなかった研修の資料が、まだ読まれていません"),
    "meeting_uncalled": gettext_lazy("会議への招きが取り消されました"),
    "to_read": gettext_lazy("読んで確かめるものがあります"),
    "to_read_again": gettext_lazy("まだ読んだことが確かめられていません"),
}
# what these tell of stands on one page, whatever it is about
PAGES = {
    "meeting_uncalled": "meetings:list",
    "to_read": "meetings:shared",
    "to_read_again": "meetings:shared",
    "survey_talk": "surveys:reading",
    "survey_grave": "surveys:reading",
}
AT_ONCE = frozenset({"report_urgent", "report_words", "case_urgent", "survey_talk", "survey_grave", "board_serious"})
MOST = 15  # the rest comes once these have been seen
OVER = timedelta(hours=12)  # after its time, a meeting that nobody has finalised is of the past


@dataclass(frozen=True)
class Word:
    """One notice, or several of one kind about one matter folded together. ids: all of them.

    at: when it happened; for a meeting, when it is held.
    """

    text: Text
    about: str
    url: str
    at: datetime
    place: str
    urgent: bool
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Seat:
    """A meeting of today that one is called to."""

    body: Text
    number: str
    at: datetime
    place: str
    url: str


def about_label(row: Duty | Notice) -> str:
    """Return 「通報 2026-0417」 or 「事案 2026-0523」."""
    if row.report is not None:
        return _("通報 %(number)s") % {"number": row.report.label}
    if row.subject_id is not None:
        return str(subject_of(row).label)
    return _("事案 %(number)s") % {"number": row.case.label} if row.case is not None else ""


def _latest(staff: Staff) -> QuerySet[Notice]:
    rows = unseen(staff).select_related("report", "case", "meeting").only(
        "kind", "at", "report__year", "report__number", "case__year", "case__number", "case__state",
        "subject_kind", "subject_id",
        "meeting__year", "meeting__number", "meeting__body", "meeting__scheduled_at", "meeting__place",
        "meeting__finalised_at",
    )  # fmt: skip
    return rows.order_by("-at", "-pk")[:MOST]


LATEST = AskedBy(_latest)


def words_for(staff: Staff) -> list[Word]:
    """Return this person's latest notices in one query, folded by kind and matter: urgent first, then the newest."""
    folded: dict[tuple[Any, ...], list[Notice]] = defaultdict(list)
    for row in LATEST.rows(staff):
        folded[row.kind, row.report_id, row.case_id, row.meeting_id, row.subject_id].append(row)
    found = [
        Word(
            text=say(group[0]),
            about=_("会議 %(number)s") % {"number": group[0].meeting.label}
            if group[0].meeting
            else about_label(group[0]) or (_("読むもの") if kind in PAGES else ""),
            url=reverse(PAGES[kind]) if kind in PAGES and not group[0].subject_id else notice_url(group[0]),
            at=group[0].meeting.scheduled_at if group[0].meeting else group[0].at,
            place=group[0].meeting.place if group[0].meeting else "",
            urgent=kind in AT_ONCE,
            ids=tuple(row.pk for row in group),
        )
        for (kind, *_matter), group in folded.items()
    ]
    return sorted(found, key=lambda word: not word.urgent)


def say(row: Notice) -> Text:
    """Say what happened, as it stands now."""
    if row.kind == "case_moved" and row.case is not None:
        return _("事案が「%(state)s」に進みました") % {"state": CASE_FLOW.labels[row.case.state]}
    if row.kind == "meeting_called" and row.meeting is not None:
        over = row.meeting.finalised_at is not None or row.meeting.scheduled_at < clock.now() - OVER
        said = _("%(body)sに呼ばれていました") if over else _("%(body)sに呼ばれています")
        return said % {"body": BODY_LABELS[row.meeting.body]}
    if row.kind.startswith(ASKED):
        return _("%(body)sの招集を頼まれています") % {"body": BODY_LABELS[row.kind[len(ASKED) :]]}
    return NOTICES.get(row.kind) or pgettext("notice", "お知らせ")


def seats(attendances: Iterable[Any]) -> list[Seat]:
    """Return the meetings of today that these seats are in."""
    return [
        Seat(BODY_LABELS[row.body], row.label, row.scheduled_at, row.place, reverse("cases:room", args=[row.pk]))
        for row in (seat.meeting for seat in attendances)
    ]


def about_url(row: Duty | Notice) -> str:
    """Return the page of what a duty or notice is about, "" when it is about nothing that has one."""
    if row.subject_id is not None:
        return subject_of(row).url(row.subject_id)
    for name, about in (("cases:report", row.report_id), ("cases:show", row.case_id)):
        if about:
            return reverse(name, args=[about])
    return ""


def notice_url(row: Notice) -> str:
    """Return where a notice leads: the room of its meeting, else the page of what it is about."""
    return reverse("cases:room", args=[row.meeting_id]) if row.meeting_id else about_url(row)
