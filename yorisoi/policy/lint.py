"""Holding an edition against the Act and the national policy: what is weaker, what is missing, what to do about it.

A finding speaks of the school's document. "error": the rules that the software would run on fall short of the Act or
the national policy, or cannot work. "warning": the document is silent where the Act or the national policy asks for
something; the edition adds it, the document should too. "notice": worth a look, nothing is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yorisoi.policy.edition_types import CONDITIONS, Clock, Edition
from yorisoi.policy.lint_statements import STATEMENTS
from yorisoi.policy.roles import BODY_LABELS, Body, Post

SEVERITY_LABELS = {"error": "要改正", "warning": "記載なし", "notice": "確認"}
EXPERTS = {Post.COUNSELLOR, Post.SOCIAL_WORKER, Post.EXPERT}
DECIDING = (Body.SUBCOMMITTEE, Body.COMMITTEE)
NATIONAL_MONTHS = 3
SERIOUS_YEARS = 5
CONDITION_WORDS = {
    "continuous": "継続していること",
    "intent": "わざとであること",
    "severity": "程度が重いこと",
    "power_gap": "力の差があること",
    "group": "集団によること",
}
PROMPT = ("memo", "managers_told", "subcommittee", "committee")  # 直ちに組織へ
SAME_DAY = ("home_visit",)  # 国の基本方針 別添2
WITHIN_DAYS = {"hearing": 3, "board": 7, "care": 3, "guardians_told": 7, "record_sheet": 14}  # 「速やかに」と言える上限


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an edition lacks. check: the check's name. article: what asks for it."""

    check: str
    severity: str
    article: str
    text: str
    suggestion: str


def lint(edition: Edition) -> list[Finding]:
    """Return all findings, the gravest first, otherwise in the order of the checks."""
    found = [finding for check in CHECKS for finding in check(edition)]
    order = list(SEVERITY_LABELS)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def checks() -> tuple[str, ...]:
    """Return the names of all checks that can give a finding."""
    return tuple(sorted({*(statement.check for statement in STATEMENTS), *STRUCTURAL}))


def _statements(edition: Edition) -> Iterator[Finding]:
    """What the document itself ought to say."""
    for wanted in STATEMENTS:
        clause = edition.clauses.get(wanted.clause)
        if clause is None:
            severity = "error" if wanted.severity == "warning" else wanted.severity
            yield Finding(
                wanted.check, severity, wanted.article, f"{wanted.missing}版にも条項がない。", wanted.suggestion
            )
        elif not clause.in_policy:
            added = "版が条項として補っている。" if wanted.severity == "warning" else ""
            yield Finding(wanted.check, wanted.severity, wanted.article, wanted.missing + added, wanted.suggestion)
        elif clause.lacks:
            text = f"方針（{clause.section}）は触れているが、次のことが書かれていない：{clause.lacks}"
            yield Finding(wanted.check, wanted.severity, wanted.article, text, wanted.suggestion)


def _period(edition: Edition) -> Iterator[Finding]:
    article = "国の基本方針 第2の3(4)（解消）"
    follow_up = edition.follow_up
    say = "「行為のない期間は少なくとも3か月を目安とする」と方針に書く。"
    if follow_up.policy_months == 0:
        text = "解消までの期間の目安（少なくとも3か月）が方針にない。版が初期値として補っている。"
        yield Finding("three_months", "warning", article, text, say)
    elif follow_up.policy_months < NATIONAL_MONTHS:
        text = f"方針の期間（{follow_up.policy_months}か月）が国の目安の3か月より短い。"
        yield Finding("three_months", "error", article, text, say)
    if follow_up.minimum_months < NATIONAL_MONTHS or follow_up.default_months < NATIONAL_MONTHS:
        text = (
            f"版の期間（初期値 {follow_up.default_months} か月、目安 {follow_up.minimum_months} か月）が"
            "国の目安の3か月より短い。"
        )
        yield Finding("three_months", "error", article, text, "default_months と minimum_months を 3 以上にする。")


def _definition(edition: Edition) -> Iterator[Finding]:
    for condition in CONDITIONS:
        if condition in edition.definition.conditions:
            text = f"定義に、法律にない条件がある：{CONDITION_WORDS[condition]}。"
            yield Finding(
                "definition_condition", "error", "法2条1項", text, "条件を消し、苦痛を感じているかだけで判断する。"
            )
    for place in edition.definition.restated_without_distress:
        text = f"方針の{place}の定義は、「心身の苦痛を感じている」という要素が抜けている。"
        yield Finding("definition_restated", "notice", "法2条1項", text, "第1-1と同じ定義にそろえる。")


def _citations(edition: Edition) -> Iterator[Finding]:
    for clause in edition.clauses.values():
        if clause.cited_as and clause.cited_as != clause.article:
            text = (
                f"方針（{clause.section}）は「{clause.cited_as}」と書いているが、この内容は{clause.article}に当たる。"
            )
            yield Finding("citation", "notice", clause.article, text, "次の改定で条項番号を確かめる。")


def _bodies(edition: Edition) -> Iterator[Finding]:
    for name in Body:
        body = edition.bodies[name]
        label = BODY_LABELS[name]
        hard = "error" if name in DECIDING else "notice"
        if not body.members:
            yield Finding("body_members", "error", "法22条", f"{label}に構成員がいない。", "職を members に書く。")
        elif len(body.members) == 1:
            text = f"{label}の構成員が一つの職だけで、複数の目にならない。"
            yield Finding("body_members", hard, "法22条", text, "職を増やす。")
        if not body.chair:
            yield Finding("body_chair", hard, "法22条", f"{label}の議長が決まっていない。", "chair に職を書く。")
        elif len(body.chair) == 1 and name in DECIDING:
            text = f"{label}の議長に代わる人がいない。"
            yield Finding("body_chair", "warning", "法22条", text, "chair に代わる順を書く。")
        if not body.recorder and name in DECIDING:
            text = f"{label}の記録係が決まっていない。"
            yield Finding("body_recorder", "warning", "国の基本方針 第2の3(4)", text, "recorder に職を書く。")
        if not body.in_policy:
            text = f"{label}の構成員と議長が方針に書かれていない。版の値は初期値。"
            yield Finding(
                "body_unwritten", "notice", "", text, "構成員と議長を方針に書くか、版を学校の実際に合わせる。"
            )
    committee = edition.bodies[Body.COMMITTEE]
    if not EXPERTS & {*committee.members, *committee.invited}:
        text = "いじめ対策委員会に、心理・福祉などの専門的な知識をもつ人がいない。"
        yield Finding("outside_expert", "error", "法22条", text, "SC・SSW・外部の専門家を構成員か招く人に入れる。")
    if not committee.outside_contact:
        text = "いじめ対策委員会の外部窓口が決まっていない。"
        yield Finding("outside_contact", "notice", "国の基本方針 第2の3(3)", text, "outside_contact に職を書く。")


def _days(clock: Clock) -> float:
    """Return how many days a clock may take at the most, school days counted as they come in an ordinary week."""
    per = {"same_day": 0.0, "hours": 1 / 24, "school_days": 1.0, "days": 1.0, "months": 30.0}
    return per.get(clock.kind, 0.0) * clock.amount


def _article(edition: Edition, clock: Clock) -> str:
    return edition.clauses[clock.cite].article if clock.cite in edition.clauses else ""


def _clocks(edition: Edition) -> Iterator[Finding]:
    for name in (*PROMPT, *SAME_DAY, *WITHIN_DAYS):
        clock = edition.clocks.get(name)
        article = _article(edition, clock) if clock else "法23条"
        if clock is None or clock.kind == "set":
            text = f"「{name}」に数えられる期限がない。"
            yield Finding("clock_missing", "error", article, text, f"[clocks.{name}] に期限を書く。")
        elif name in PROMPT and _days(clock) > 1:
            text = f"「{name}」の期限が遅い。情報は直ちに組織へ渡し、すぐに集まる。"
            yield Finding("clock_slow", "error", "法23条1項・2項", text, "same_day にする。")
        elif name in SAME_DAY and _days(clock) >= 1:
            text = f"「{name}」の期限が、国の基本方針（その日のうちに保護者へ）より遅い。"
            yield Finding("clock_slow", "warning", "国の基本方針 別添2", text, "same_day にする。")
        elif name in WITHIN_DAYS and _days(clock) > WITHIN_DAYS[name]:
            text = f"「{name}」の期限が、「速やかに」と言えないほど遅い。"
            yield Finding("clock_slow", "warning", article, text, f"{WITHIN_DAYS[name]} 日以内にする。")
    urgent = edition.clocks.get("at_once")
    if urgent is None or urgent.kind not in {"hours", "same_day"}:
        text = "緊急のときの期限が「直ちに」になっていない。"
        yield Finding("clock_slow", "error", "法23条6項", text, "at_once を時間（hours）で書く。")
    for clock in edition.clocks.values():
        if clock.basis == "statute" and clock.kind in {"hours", "school_days", "days", "months"}:
            text = f"「{clock.name}」の数字が法律の定めとされているが、法律に日数の定めはない。"
            yield Finding("clock_basis", "error", _article(edition, clock), text, "basis を school か city にする。")


def _helplines(edition: Edition) -> Iterator[Finding]:
    article = "法16条2項・3項"
    for line in edition.helplines:
        if not line.phone:
            text = f"相談窓口「{line.name}」に電話番号がない。"
            yield Finding("helpline_number", "error", article, text, "番号を書くか、一覧から外す。")
    if not any(line.national and line.phone for line in edition.helplines):
        text = "全国共通の相談窓口が一覧にない。"
        yield Finding(
            "helpline_national", "error", article, text, "24時間子供SOSダイヤルなどを national = true で加える。"
        )
    if old := [line for line in edition.helplines if not line.checked]:
        text = f"番号を確かめた日のない相談窓口が {len(old)} 件ある。"
        yield Finding("helpline_checked", "notice", article, text, "電話して確かめ、checked に日付を書く。")


def _records(edition: Edition) -> Iterator[Finding]:
    if edition.retention.serious_years < SERIOUS_YEARS:
        text = f"重大事態の記録の保存（{edition.retention.serious_years}年）が、国の目安の5年より短い。"
        article = "重大事態の調査に関するガイドライン"
        yield Finding("retention_short", "error", article, text, "serious_years を 5 以上にする。")
    codes = {form.national for form in edition.forms}
    if missing := sorted(set(range(1, 10)) - codes):
        text = f"国の調査の態様のうち、番号 {'・'.join(map(str, missing))} に当たるものがない。"
        yield Finding("forms_national", "warning", "国の調査（態様）", text, "forms に加える。")


CHECKS: tuple[Callable[[Edition], Iterator[Finding]], ...] = (
    _definition,
    _bodies,
    _clocks,
    _helplines,
    _records,
    _period,
    _statements,
    _citations,
)
STRUCTURAL = (
    "three_months", "definition_condition", "definition_restated", "citation", "body_members", "body_chair",
    "body_recorder", "body_unwritten", "outside_expert", "outside_contact", "clock_missing", "clock_slow",
    "clock_basis", "helpline_number", "helpline_national", "helpline_checked", "retention_short", "forms_national",
)  # fmt: skip
