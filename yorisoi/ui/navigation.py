"""The ways through the staff's pages: one table, each entry shown to those whose rights open it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can


@dataclass(frozen=True, slots=True)
class Way:
    """One entry. `tab` is the phone's tab that it stands under; `rights`: one of these is enough.

    space, also: URL names that begin so belong to this entry.
    """

    name: str
    label: Text
    icon: str
    tab: str
    rights: frozenset[str]
    space: str = ""
    also: str = ""

    def fits(self, at: str) -> int:
        """Return how many letters of a URL name this entry answers for; 0 when it is not its page."""
        return max((len(start) for start in (self.space, self.also) if start and at.startswith(start)), default=0)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as one person sees it."""

    label: Text
    icon: str
    tab: str
    url: str
    current: bool


TABS: tuple[tuple[str, Text, str], ...] = (
    ("duties", _("すべきこと"), "nav_duties"),
    ("reports", _("気づき・通報"), "nav_reports"),
    ("cases", _("事案"), "nav_cases"),
    ("pupils", _("子ども"), "nav_pupils"),
    ("school", _("学校"), "nav_school"),
)

WAYS: tuple[Way, ...] = (
    Way("duties:mine", _("すべきこと"), "nav_duties", "duties", frozenset({Can.DUTIES}), "duties:", "reports:away"),
    Way("reports:pass_on", _("気づきを渡す"), "nav_pass_on", "reports", frozenset({Can.PASS_ON}), "reports:pass"),
    Way(
        "reports:inbox", _("通報の受付"), "nav_reports", "reports", frozenset({Can.INTAKE}), "reports:", "cases:report"
    ),
    Way("care:concerns", _("気がかり"), "write", "reports", frozenset({Can.PASS_ON}), "care:concern", "care:question"),
    Way(
        "cases:board", _("事案"), "nav_cases", "cases", frozenset({Can.READ_CASE, Can.OVERSEE}), "cases:", "documents:"
    ),
    Way("incidents:list", _("重大事態"), "alert", "cases", frozenset({Can.READ_CASE, Can.BOARD}), "incidents:"),
    Way("schools:pupils", _("子ども"), "nav_pupils", "pupils", frozenset({Can.PASS_ON}), "schools:pupil"),
    Way("care:interviews", _("面談"), "words", "pupils", frozenset({Can.RESPOND}), "care:interview", "care:sheet"),
    Way("care:visits", _("保健室"), "doctor", "pupils", frozenset({Can.VISITS}), "care:visits"),
    Way(
        "care:checklists",
        _("チェックリスト"),
        "check",
        "school",
        frozenset({Can.PASS_ON}),
        "care:checklist",
        "care:review",
    ),
    Way("attendance:home", _("出欠"), "check", "pupils", frozenset({Can.ATTENDANCE}), "attendance:"),
    Way("meetings:list", _("会議"), "nav_meetings", "school", frozenset({Can.MEET}), "meetings:", "cases:room"),
    Way(
        "surveys:rounds",
        _("元気アンケート"),
        "face_4",
        "school",
        frozenset({Can.SURVEY, Can.ANSWERS}),
        "surveys:",
        "genki:",
    ),
    Way("together:lessons", _("授業・いいところ"), "classroom", "school", frozenset({Can.TOGETHER}), "together:"),
    Way("prevention:now", _("年間計画"), "this_week", "school", frozenset({Can.READ_PLAN}), "prevention:"),
    Way("groups:home", _("たてわり班"), "friend", "school", frozenset({Can.READ_PLAN}), "groups:"),
    Way("training:trainings", _("研修・訓練"), "teacher", "school", frozenset({Can.READ_PLAN}), "training:"),
    Way("outreach:items", _("学校だより・懇談会"), "open", "school", frozenset({Can.READ_PLAN}), "outreach:"),
    Way("cases:ledger", _("台帳"), "nav_ledger", "school", frozenset({Can.OVERSEE}), "cases:ledger"),
    Way("figures:survey", _("統計・調査"), "check", "school", frozenset({Can.OVERSEE}), "figures:"),
    Way("cases:week", _("今週の確認"), "nav_week", "school", frozenset({Can.OVERSEE}), "cases:week"),
    Way("editions:overview", _("学校の方針"), "nav_school", "school", frozenset({Can.POLICY}), "editions:"),
    Way("cases:agencies", _("関係機関"), "phone", "school", frozenset({Can.REPORT_TO_BOARD}), "cases:agenc"),
    Way("attendance:calendar", _("授業日"), "this_week", "school", frozenset({Can.CALENDAR}), "attendance:calendar"),
    Way("schools:roster", _("名簿"), "nav_roster", "school", frozenset({Can.ROSTER}), "schools:roster"),
    Way("yearend:home", _("年度替わり"), "before", "school", frozenset({Can.ROSTER}), "yearend:"),
    Way("schools:staff", _("教職員"), "nav_staff", "school", frozenset({Can.ROSTER}), "schools:staff"),
    Way("reports:posters", _("ポスター"), "print", "school", frozenset({Can.INTAKE, Can.ROSTER}), "reports:posters"),
    Way("oversight:board_home", _("学校からの報告"), "nav_board", "school", frozenset({Can.BOARD}), "oversight:"),
    Way("figures:board_months", _("月例報告"), "nav_ledger", "school", frozenset({Can.BOARD}), "figures:board"),
    Way("figures:board_survey", _("国の調査"), "check", "school", frozenset({Can.BOARD}), "figures:board_survey"),
)


def ways(can: Collection[str], at: str) -> list[Entry]:
    """Return the entries open to these rights; `at` is the URL name of the page shown.

    The entry with the longest matching beginning is the current one. A page that is not there yet is left out.
    """
    home = max(WAYS, key=lambda way: way.fits(at))
    entries = []
    for way in WAYS:
        if not way.rights & set(can):
            continue
        try:
            url = reverse(way.name)
        except NoReverseMatch:
            continue
        entries.append(Entry(way.label, way.icon, way.tab, url, way is home and bool(way.fits(at))))
    return entries
