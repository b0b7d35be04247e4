"""What a body decided, in words: the elements, who hears whom by when, who watches, goals and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import ROLE_LABELS, Can, Role
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Pupil, Staff
from yorisoi.ui.clocks import say_day

DETAILS = {
    "child_words": gettext_lazy("本人のことば"),
    "circumstances": gettext_lazy("周りの様子から"),
    "against": gettext_lazy("合わない見方・材料"),
    "minority": gettext_lazy("少数意見"),
    "opinion": gettext_lazy("小委員会の見立て"),
    "interim": gettext_lazy("当面の対応"),
    "care": gettext_lazy("被害児童のケア"),
    "short_goal": gettext_lazy("短期目標"),
    "long_goal": gettext_lazy("長期目標"),
    "review_date": gettext_lazy("見直しの日"),
    "follow_up_date": gettext_lazy("経過を報告する日"),
    "period_months": gettext_lazy("見守る期間（月）"),
    "short_period_reason": gettext_lazy("3か月より短くする理由"),
    "next_work": gettext_lazy("次回までに進めること"),
}
OPINIONS = {"suspected": gettext_lazy("いじめの疑いがある"), "unclear": gettext_lazy("まだ判断できない")}
DISTRESS = {
    "felt": gettext_lazy("感じている"),
    "not_felt": gettext_lazy("感じていない"),
    "cannot_say": gettext_lazy("言えない・気づいていない"),
}
ELEMENTS = (
    ("relation", gettext_lazy("一定の人的関係"), gettext_lazy("ある"), gettext_lazy("ない")),
    ("act", gettext_lazy("影響を与える行為"), gettext_lazy("あった"), gettext_lazy("なかった")),
)
SIDES = {
    "victim": gettext_lazy("被害の子ども"),
    "perpetrator": gettext_lazy("加害の子ども"),
    "around": gettext_lazy("周囲の子ども"),
}


@dataclass(frozen=True)
class Names:
    """The names of the people whom decisions speak of, by id. keeps: not the names of children who only told."""

    staff: Mapping[int, str] = field(default_factory=dict)
    pupils: Mapping[int, str] = field(default_factory=dict)
    keeps: bool = False


STAFF = Fixed(lambda ids: Staff.objects.filter(pk__in=ids))
PUPILS = Fixed(lambda ids: Pupil.objects.filter(pk__in=ids))


def names_in(decided: Iterable[Mapping[str, Any]], reader: Staff) -> Names:
    """Read the names that these decisions need and this person may know, in two queries however many they are."""
    staff: set[int] = set()
    pupils: set[int] = set()
    for details in decided:
        staff.update(details.get("watchers") or ())
        for plan in details.get("hearings") or ():
            staff.add(plan["staff"])
            pupils.update({plan["pupil"]} if plan.get("pupil") else ())
        pupils.update(row["pupil"] for row in details.get("roles") or ())
    return Names(
        {one.pk: one.name for one in STAFF.rows(ids=tuple(staff))} if staff else {},
        {one.pk: one.name for one in PUPILS.rows(ids=tuple(pupils))} if pupils else {},
        keeps=not reader.can(Can.OPEN_IDENTITY),
    )


def spoken(details: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Say what was decided besides the move: label and words, in a fixed order."""
    said: list[tuple[str, str]] = []
    if roles := details.get("roles"):
        said.append((_("関わる子ども"), "\n".join(_role(row, names) for row in roles)))
    for key, label, yes, no in ELEMENTS:
        if details.get(key):
            said.append((str(label), str({"yes": yes, "no": no}.get(details[key], _("まだ分からない")))))
    if details.get("distress"):
        said.append((_("心身の苦痛"), str(DISTRESS.get(details["distress"], details["distress"]))))
    if details.get("play_or_quarrel"):
        said.append((_("見え方"), _("けんか・ふざけ合いに見える")))
    if hearings := details.get("hearings"):
        said.append((_("聞き取りの分担"), "\n".join(_hearing(plan, names) for plan in hearings)))
    if watchers := details.get("watchers"):
        said.append((_("見守る人"), _("、").join(names.staff.get(pk, "—") for pk in watchers)))
    said += [(str(label), _plain(key, details[key])) for key, label in DETAILS.items() if details.get(key)]
    if details.get("counsellor"):
        said.append((_("スクールカウンセラー"), _("頼む")))
    if evidence := details.get("evidence"):
        said.append((_("この判断の根拠"), "\n".join(_grounds(evidence))))
    return said


def _grounds(evidence: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Say element by element which records support it and which speak against it."""
    labels = {**{key: label for key, label, _yes, _no in ELEMENTS}, "distress": _("心身の苦痛")}
    for key, label in labels.items():
        for side, words in (("for", _("支える")), ("against", _("合わない"))):
            if found := [one["label"] for one in evidence if one["element"] == key and one["side"] == side]:
                yield _("%(element)s・%(side)s: %(records)s") % {
                    "element": label,
                    "side": words,
                    "records": _("、").join(found),
                }


def _role(row: Mapping[str, Any], names: Names) -> str:
    label = str(ROLE_LABELS.get(row["role"], row["role"]))
    if names.keeps and row["role"] == Role.INFORMANT:
        return _("名前は保管されています（%(role)s）") % {"role": label}
    return _("%(name)s（%(role)s）") % {"name": names.pupils.get(row["pupil"], "—"), "role": label}


def _hearing(plan: Mapping[str, Any], names: Names) -> str:
    """Say who hears whom by when."""
    side = str(SIDES.get(plan["side"], plan["side"]))
    child = names.pupils.get(plan.get("pupil") or 0, "")
    whom = _("%(side)s %(child)s") % {"side": side, "child": child} if child else side
    who = names.staff.get(plan["staff"], "—")
    return _("%(whom)s: %(who)sが聞く（%(day)sまで）") % {"whom": whom, "who": who, "day": _day(plan["by"])}


def _day(text: str) -> str:
    return say_day(datetime.combine(date.fromisoformat(text), time(12), TOKYO), clock.now())


def _plain(key: str, value: Any) -> str:
    if key.endswith("_date"):
        return _day(str(value))
    return str(OPINIONS.get(value, value)) if key == "opinion" else str(value)
