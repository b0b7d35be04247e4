"""An act's own words for how exactly it is known: when, which part of the day, from where."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.models import Act, Entry
from yorisoi.journal import clock
from yorisoi.policy.flow import Text
from yorisoi.schools.calendar import TOKYO
from yorisoi.ui.clocks import say_day, say_moment

WHEN: dict[str, Text] = {
    "moment": gettext_lazy("日と時刻が分かる"),
    "day": gettext_lazy("日は分かる（時刻は分からない）"),
    "about": gettext_lazy("だいたいそのころ"),
    "period": gettext_lazy("ある期間、続いた・くり返された"),
}
# part of the day → the hour by which the line is sorted among others of that day
PARTS: dict[str, tuple[Text, time]] = {
    "before": (gettext_lazy("登校・朝"), time(7, 50)),
    "morning": (gettext_lazy("午前の授業"), time(9, 30)),
    "break": (gettext_lazy("中休み"), time(10, 25)),
    "lunch": (gettext_lazy("給食"), time(12, 20)),
    "noon": (gettext_lazy("昼休み"), time(13, 0)),
    "cleaning": (gettext_lazy("そうじ"), time(13, 30)),
    "afternoon": (gettext_lazy("午後の授業"), time(14, 10)),
    "after": (gettext_lazy("放課後・下校"), time(15, 40)),
    "home": (gettext_lazy("家にいるとき・夜"), time(19, 0)),
}
KNOWN: dict[str, Text] = {
    "victim": gettext_lazy("被害の子どもの話"),
    "perpetrator": gettext_lazy("加害の子どもの話"),
    "around": gettext_lazy("周りの子どもの話"),
    "report": gettext_lazy("通報・相談"),
    "guardian": gettext_lazy("保護者の話"),
    "seen": gettext_lazy("教職員が見た・気づいた"),
    "survey": gettext_lazy("アンケート・面談"),
    "online": gettext_lazy("画面・書きこみ"),
    "other": gettext_lazy("その他"),
}
STATES: dict[str, tuple[Text, str]] = {
    "going_on": (gettext_lazy("続いている"), "danger"),
    "stopped": (gettext_lazy("止んでいる"), "ok"),
    "unknown": (gettext_lazy("止んだか分からない"), "warn"),
    "none": (gettext_lazy("なかったと分かった"), "neutral"),
}


def said_when(entry: Entry, act: Act | None) -> str:
    """Say when it happened, as exactly as it is known: 「6月8日(月) 13:20」「6月8日(月)ごろ 昼休み」."""
    now = clock.now()
    if act is None or act.when == "moment":
        return say_moment(entry.occurred_at, now)
    day = say_day(entry.occurred_at, now)
    if act.when == "period" and act.until:
        end = say_day(datetime.combine(act.until, time(12), TOKYO), now)
        day = _("%(start)s〜%(end)s") % {"start": day, "end": end}
    elif act.when == "period":
        day = _("%(start)sから") % {"start": day}
    elif act.when == "about":
        day = _("%(day)sごろ") % {"day": day}
    return f"{day} {PARTS[act.part][0]}" if act.part in PARTS else day


def when_known(entry: Entry) -> str:
    """Say when it happened where the moment is not known exactly, else nothing: `occurred_at` is the moment then."""
    act: Act | None = getattr(entry, "act", None)
    return said_when(entry, act) if act is not None and act.when != "moment" else ""
