"""What each field of the record sheet says, by its name in `policy.sheets.FIELDS`: a text, or rows under headings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from yorisoi.cases.entries import KINDS
from yorisoi.cases.entry_types import short
from yorisoi.cases.models import Entry
from yorisoi.cases.present_known import form_labels
from yorisoi.cases.wishes_shown import shown as wishes_of_reports
from yorisoi.documents.gather import Plain, say_day, say_moment
from yorisoi.documents.record_field import FIELD, STAGES, Sheet, Value, field
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.custody import sources_now
from yorisoi.schools.calendar import day_of
from yorisoi.schools.queries import holders


def _set(name: str, give: Callable[[Sheet], Value]) -> None:
    FIELD[name] = give


_set("number", lambda s: s.told.case.label)
_set("stage", lambda s: str(STAGES[s.stage]))
_set("before", lambda s: s.before or _("なし（はじめて）"))
_set("reported_at", lambda _s: "　　　　年　　　月　　　日　　　時　　　分")
_set("way", lambda _s: "電話 □　　文書 □　　持参 □")
_set("reporter", lambda s: f"{s.told.staff.post_label} {s.told.staff.name}")
_set("school", lambda s: s.told.case.school.name)
_set("school_code", lambda s: s.told.case.school.code)
_set("recognised_on", lambda s: say_day(s.told.case.recognised_at))
_set("care_needs", lambda _s: "（記録の外にあることは、ここに書き足す）")
_set("injury", lambda _s: "（けが・受診・金品があれば、ここに書き足す）")
_set("comment", lambda _s: "\n\n\n")
_set("forms", lambda s: "\n".join(f"・{label}" for label in form_labels(s.told.case.edition, s.told.case.forms)))
_set("last_act", lambda s: say_day(s.told.case.last_act_on))
_set("conflicts", lambda s: _said(s, "gathering", "conflict"))
_set("short_goal", lambda s: _latest(s, "goal", "short"))
_set("long_goal", lambda s: _latest(s, "goal", "long"))
_set("care_plan", lambda s: _latest(s, "plan", ""))


@field("receiver")
def _receiver(s: Sheet) -> Value:
    told = [row.data("body").get("receiver", "") for row in s.told.of_kind("board_phone", "board_report")]
    return "\n".join(dict.fromkeys(filter(None, told)))


@field("principal")
def _principal(s: Sheet) -> Value:
    return "・".join(row.name for row in holders(s.told.case.school, Post.PRINCIPAL))


@field("phone")
def _phone(s: Sheet) -> Value:
    rules = edition(s.told.case.school.edition)
    return next((line.phone for line in rules.helplines if line.name_ja == s.told.case.school.name), "")


@field("received_at")
def _received(s: Sheet) -> Value:
    rows = sorted(s.told.links, key=lambda link: link.report.received_at)
    return "\n".join(f"{say_moment(link.report.received_at)}（通報 {link.report.label}）" for link in rows)


@field("source")
def _source(s: Sheet) -> Value:
    words = {one.code: one.label for one in edition(s.told.case.school.edition).sources}
    codes = sources_now([link.report for link in s.told.links])
    found = [codes.get(link.report_id, link.report.source) for link in s.told.links]
    return "・".join(dict.fromkeys(words.get(code, code) for code in found))


@field("discovery")
def _discovery(s: Sheet) -> Value:
    rules = edition(s.told.case.school.edition)
    likely = {one.code: one.discovery for one in rules.sources}
    sure = {likely.get(link.report.source, 0) for link in s.told.links} - {0}
    rows = [one for one in rules.discoveries if not sure or one.code in sure]
    if len(sure) == 1:
        return "\n".join(f"{one.code} {one.label}" for one in rows)
    return "（どれかに○）　" + "　".join(str(one.code) for one in rows)


@field("first_staff")
def _first_staff(s: Sheet) -> Value:
    memos = [memo for link in s.told.links for memo in link.report.memos.all()]
    first = min(memos, key=lambda memo: memo.at, default=None)
    return f"{first.by.name}（{say_moment(first.at)}）" if first else ""


@field("subcommittee_at")
def _subcommittee(s: Sheet) -> Value:
    held = [m for m in s.told.meetings if m.body == Body.SUBCOMMITTEE and m.opened_at]
    return "\n".join(f"{say_moment(m.opened_at)}（{m.label}）" for m in held)


@field("period")
def _period(s: Sheet) -> Value:
    acts = [entry for entry in s.told.of_kind("act") if entry.flag != "none"]
    if not acts:
        return ""
    days = sorted([day for entry in acts for day in _days(entry)], key=lambda one: one[0])
    first, last = days[0][1], days[-1][1]
    span = first if first == last else f"{first} 〜 {last}"
    return f"{span}（記録された行為 {len(acts)}件）"


def _days(entry: Entry) -> list[tuple[date, str]]:
    """Return the first day of an act and, of one that went on, the last, each as exactly as it is known."""
    act = getattr(entry, "act", None)
    about = "ごろ" if act is not None and act.when == "about" else ""
    first = day_of(entry.occurred_at)
    found = [(first, say_day(entry.occurred_at) + about)]
    if act is not None and act.until:
        found.append((act.until, say_day(act.until)))
    return found


@field("places")
def _places(s: Sheet) -> Value:
    found = [entry.data("body").get("place", "") for entry in s.told.of_kind("act") if entry.flag != "none"]
    return "、".join(dict.fromkeys(filter(None, found)))


@field("child_words")
def _child_words(s: Sheet) -> Value:
    heard = [e for e in s.told.of_kind("hearing", "pupil_confirmation") if e.code in {"victim", ""} and e.pupil]
    victims = {row.pupil_id for row in s.told.of_role("victim")}
    return "\n".join(
        f"{say_day(e.occurred_at)}　{e.pupil.name}「{words.strip('「」')}」"
        for e in heard
        if e.pupil_id in victims and e.pupil and (words := e.data("body").get("words", ""))
    )


@field("wishes")
def _wishes(s: Sheet) -> Value:
    found = []
    for one in wishes_of_reports((link.report for link in s.told.links), Plain([])):
        found += [f"{label}: {text}" for label, text in one.lines]
        found += [str(sentence) for sentence in one.asked]
    victims = {row.pupil_id for row in s.told.of_role("victim")}
    for entry in s.told.of_kind("guardian_confirmation", "guardians_told", "home_visit"):
        if entry.pupil_id not in victims:
            continue
        body = entry.data("body")
        words = body.get("words", "") if entry.kind == "guardian_confirmation" else body.get("reply", "")
        if words:
            whose = f"（{entry.pupil.name}の保護者）" if entry.pupil else ""
            found.append(f"{say_day(entry.occurred_at)}{whose}{words}")
    return "\n".join(found)


def _said(s: Sheet, kind: str, name: str) -> str:
    rows = s.told.of_kind(kind)
    return "\n".join(f"{say_day(e.occurred_at)}　{text}" for e in rows if (text := e.data("body").get(name, "")))


def _latest(s: Sheet, kind: str, code: str) -> str:
    rows: list[Entry] = [e for e in s.told.of_kind(kind) if not code or e.code == code]
    last = max(rows, key=lambda e: e.recorded_at, default=None)
    return f"{last.data('body').get('words', '')}（{say_day(last.recorded_at)}）" if last else ""


@field("serious")
def _serious(s: Sheet) -> Value:
    said = {True: "可能性がある", False: "今のところない", None: "まだ検討していない"}[s.told.case.may_be_serious]
    why = [
        f"{say_day(e.recorded_at)}　{'／'.join(short(label) for flag, label in _flags(e) if flag == e.flag)}　"
        + e.data("body").get("words", "")
        for e in s.told.of_kind("serious_question")
    ]
    return "\n".join([said, *why])


def _flags(entry: Entry) -> tuple[tuple[str, Text], ...]:
    return KINDS[entry.kind].flags


@field("board_phone")
def _board_phone(s: Sheet) -> Value:
    rows = s.told.of_kind("board_phone")
    return "\n".join(f"{say_moment(e.occurred_at)}　{e.by.name}　{e.data('body').get('words', '')}" for e in rows)


@field("state")
def _state(s: Sheet) -> Value:
    case = s.told.case
    said = f"{CASE_FLOW.labels[case.state]}（{say_day(case.entered_at)}から）"
    return said + (f"\n解消: {say_day(case.resolved_at)}" if case.resolved_at else "")


@field("period_end")
def _period_end(s: Sheet) -> Value:
    case = s.told.case
    if case.period_ends_on is None:
        return f"最後の行為から{case.period_months}か月（まだ決まっていない）"
    why = case.text("short_period_reason")
    return f"{say_day(case.period_ends_on)}（最後の行為から{case.period_months}か月）" + (f"\n{why}" if why else "")


@field("next_at")
def _next(s: Sheet) -> Value:
    case = s.told.case
    dates = (
        ("次回の委員会", say_moment(case.next_at)),
        ("経過の報告", say_day(case.follow_up_date)),
        ("経過観察の見直し", say_day(case.review_date)),
    )
    return "\n".join(f"{label}　{said}" for label, said in dates if said)
