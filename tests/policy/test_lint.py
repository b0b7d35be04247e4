"""The lint: what the seed's policy really lacks, and each check on an edition made to fail it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from yorisoi.policy.edition import edition
from yorisoi.policy.edition_types import Clock, Edition
from yorisoi.policy.lint import SEVERITY_LABELS, checks, lint
from yorisoi.policy.lint_statements import STATEMENTS

pytestmark = pytest.mark.requirement("B1")
SEED = edition("ito-nishi")


def found(school: Edition, check: str) -> list[str]:
    return [finding.severity for finding in lint(school) if finding.check == check]


def complete() -> Edition:
    """Return an edition whose document says all that the Act and the national policy ask for."""
    clauses = {
        key: replace(clause, in_policy=True, section=clause.section or "第2", lacks="", cited_as="")
        for key, clause in SEED.clauses.items()
    }
    return replace(
        SEED,
        clauses=clauses,
        follow_up=replace(SEED.follow_up, policy_months=3),
        definition=replace(SEED.definition, restated_without_distress=()),
        bodies={name: replace(body, in_policy=True) for name, body in SEED.bodies.items()},
        helplines=tuple(replace(line, checked="2026-04-01") for line in SEED.helplines),
    )


def test_what_the_seed_lacks() -> None:
    findings = lint(SEED)
    assert {finding.check: finding.severity for finding in findings} == {
        "three_months": "warning",
        "board_result": "warning",
        "safe_learning": "warning",
        "police": "warning",
        "confirmation": "warning",
        "resolution_body": "warning",
        "after_resolution": "warning",
        "retention": "warning",
        "handover": "warning",
        "special_care": "warning",
        "online": "warning",
        "serious_mayor": "warning",
        "definition_restated": "notice",
        "body_unwritten": "notice",
        "helpline_checked": "notice",
        "publication": "notice",
        "watching_review": "notice",
        "quorum": "notice",
        "citation": "notice",
    }
    slip = next(finding for finding in findings if finding.check == "citation")
    assert "法16条2項" in slip.text
    assert "法16条3項" in slip.text


def test_what_the_seed_does_say_is_not_held_against_it() -> None:
    said = {"pass_on", "record_duty", "survey", "consultation", "training", "both_homes", "serious_claim", "review"}
    assert not said & {finding.check for finding in lint(SEED)}
    assert not {"outside_expert", "body_members", "body_chair", "clock_slow"} & {f.check for f in lint(SEED)}


def test_a_complete_policy_has_no_finding() -> None:
    assert lint(complete()) == []


def test_there_are_many_checks_and_each_finding_says_what_to_do() -> None:
    assert len(checks()) >= 14
    for finding in lint(SEED):
        assert finding.check in checks()
        assert finding.severity in SEVERITY_LABELS
        assert finding.text
        assert finding.suggestion
    order = [list(SEVERITY_LABELS).index(finding.severity) for finding in lint(SEED)]
    assert order == sorted(order)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.check)
def test_a_statement_that_the_document_leaves_out(statement: Any) -> None:
    school = complete()
    clause = school.clause(statement.clause)
    unsaid = replace(school, clauses={**school.clauses, clause.key: replace(clause, in_policy=False)})
    assert found(unsaid, statement.check) == [statement.severity]
    partly = replace(school, clauses={**school.clauses, clause.key: replace(clause, lacks="その半分。")})
    assert found(partly, statement.check) == [statement.severity]
    gone = replace(school, clauses={key: value for key, value in school.clauses.items() if key != clause.key})
    worse = "error" if statement.severity == "warning" else "notice"
    assert found(gone, statement.check) == [worse]


def _body(name: str, **changes: Any) -> Callable[[Edition], Edition]:
    return lambda s: replace(s, bodies={**s.bodies, name: replace(s.bodies[name], **changes)})


def _clock(name: str, **changes: Any) -> Callable[[Edition], Edition]:
    return lambda s: replace(s, clocks={**s.clocks, name: replace(s.clocks[name], **changes)})


def _without(name: str) -> Callable[[Edition], Edition]:
    return lambda s: replace(s, clocks={key: clock for key, clock in s.clocks.items() if key != name})


def _follow_up(**changes: int) -> Callable[[Edition], Edition]:
    return lambda s: replace(s, follow_up=replace(s.follow_up, **changes))


NO_NATIONAL = [replace(line, national=False) for line in SEED.helplines]
NO_NUMBER = [replace(SEED.helplines[0], phone=""), *SEED.helplines[1:]]


@pytest.mark.parametrize(
    ("change", "check", "severity"),
    [
        (_follow_up(policy_months=0), "three_months", "warning"),
        (_follow_up(policy_months=1), "three_months", "error"),
        (_follow_up(minimum_months=1), "three_months", "error"),
        (_follow_up(default_months=2), "three_months", "error"),
        (
            lambda s: replace(s, definition=replace(s.definition, conditions=("continuous",))),
            "definition_condition",
            "error",
        ),
        (
            lambda s: replace(s, definition=replace(s.definition, conditions=("intent",))),
            "definition_condition",
            "error",
        ),
        (_body("committee", members=(), chair=()), "body_members", "error"),
        (_body("subcommittee", members=("principal",)), "body_members", "error"),
        (_body("committee", chair=()), "body_chair", "error"),
        (_body("committee", chair=("principal",)), "body_chair", "warning"),
        (_body("committee", recorder=""), "body_recorder", "warning"),
        (_body("committee", outside_contact=""), "outside_contact", "notice"),
        (_body("committee", members=("principal", "nurse"), invited=("homeroom",)), "outside_expert", "error"),
        (_body("grade_heads", in_policy=False), "body_unwritten", "notice"),
        (_without("subcommittee"), "clock_missing", "error"),
        (_clock("committee", kind="set"), "clock_missing", "error"),
        (_clock("committee", kind="school_days", amount=3), "clock_slow", "error"),
        (_clock("memo", kind="months", amount=1), "clock_slow", "error"),
        (_clock("home_visit", kind="days", amount=2), "clock_slow", "warning"),
        (_clock("home_visit", kind="hours", amount=48), "clock_slow", "warning"),
        (_clock("board", kind="months", amount=1), "clock_slow", "warning"),
        (_clock("at_once", kind="days", amount=2), "clock_slow", "error"),
        (_clock("board", basis="statute"), "clock_basis", "error"),
        (lambda s: replace(s, helplines=tuple(NO_NUMBER)), "helpline_number", "error"),
        (lambda s: replace(s, helplines=tuple(NO_NATIONAL)), "helpline_national", "error"),
        (lambda s: replace(s, retention=replace(s.retention, serious_years=3)), "retention_short", "error"),
        (lambda s: replace(s, forms=s.forms[:-1]), "forms_national", "warning"),
    ],
)
def test_each_structural_check(change: Callable[[Edition], Edition], check: str, severity: str) -> None:
    assert found(change(complete()), check) == [severity]


def test_a_clock_may_be_quicker_than_asked() -> None:
    quick = replace(
        complete(),
        clocks={**SEED.clocks, "home_visit": Clock("home_visit", "hours", 6, "response.guardians", "school")},
    )
    assert not found(quick, "clock_slow")
