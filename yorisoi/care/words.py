"""How things are called on the pages of this chapter."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.care.models_interviews import Booking, Interview
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.signals import AFTER_CASE, GRAVE, SEVERAL, WATCHED

WHY_LABELS: dict[str, Text] = {
    SEVERAL: gettext_lazy("日や人を変えて、気がかりが重なった"),
    AFTER_CASE: gettext_lazy("解消した事案のあとに、また気がかりがあった"),
    GRAVE: gettext_lazy("すぐに見てほしいことばがあったが、通報にしないと答えた"),
    WATCHED: gettext_lazy("見守ることにした日が来る"),
}
DECISION_LABELS: dict[str, Text] = {
    "report": gettext_lazy("通報にする"),
    "interview": gettext_lazy("面談をする"),
    "watch": gettext_lazy("日を決めて見守る"),
    "nothing": gettext_lazy("いまは何もしない"),
}
# kind of origin → what it is called; later chapters add theirs
ORIGIN_LABELS: dict[str, Text | Callable[[Interview], Text]] = {
    "question": gettext_lazy("気がかりが重なったため"),
    "interview": gettext_lazy("前の面談で、もう一度話すことにしたため"),
    "staff": gettext_lazy("教職員の気づきから"),
    "reading": gettext_lazy("元気アンケートの答えから"),
    "absence": gettext_lazy("欠席の知らせから"),
}
TAKEN_LABELS: dict[str, Text] = {
    "adult": gettext_lazy("その時間、話を聞く先生に別の面談があります。別の時間を選んでください。"),
    "pupil": gettext_lazy("その時間、この子には別の面談があります。別の時間を選んでください。"),
    "room": gettext_lazy("その時間、その部屋は別の面談で使います。別の部屋か時間を選んでください。"),
}


def origin_label(row: Interview) -> Text:
    """Say where an interview comes from."""
    if row.round:
        found = edition(row.school.edition).care.round(row.round)
        return found.label if found else row.round
    label = ORIGIN_LABELS.get(row.origin_kind, "")
    return label(row) if callable(label) else label or _("計画した面談")


def room_label(code: str, rooms: dict[str, str]) -> str:
    """Return what a room is called; a classroom of another year keeps its word."""
    return rooms.get(code) or (_("教室") if code.startswith("class:") else code)


def slot_label(booking: Booking, edition_name: str) -> str:
    """Return 「中休み 10:25〜10:45」."""
    try:
        slot = edition(edition_name).care.slot(booking.slot)
    except KeyError:  # the edition has changed since
        return booking.slot
    return f"{slot.label} {slot.hours}"
