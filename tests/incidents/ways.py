"""Short names for what people do in a serious incident."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from yorisoi.incidents.models import Incident
from yorisoi.incidents.moving import move_incident
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.incidents.recording import Line, add_measure, finish_measure, record_line
from yorisoi.journal import clock
from yorisoi.policy.serious_checklist import STAGES
from yorisoi.schools.calendar import today


def opened(people: Any, by: Any = None, **said: Any) -> Incident:
    """One is opened: by a guardian's claim, unless said otherwise."""
    token = said.pop("token", secrets.token_hex(16))
    words: dict[str, Any] = {
        "origin": "claim",
        "words": "「学校がこわくて、夜も眠れないんです」",
        "pupil": people.victim,
        "claimant": "guardian",
        "received_at": clock.now(),
    }
    opening = Opening(**{**words, **said})
    return open_incident(school=people.school, by=by or people.homeroom, opening=opening, token=token)


def line(row: Incident, by: Any, kind: str, **said: Any) -> Any:
    """Somebody writes a dated line."""
    body = said.pop("body", {"words": f"{kind}のことば"})
    if kind == "member":
        body = {"words": "弁護士", "post": "弁護士", "neutral": "利害がない", **said.pop("more", {})}
    wanted = {"token": secrets.token_hex(16), "occurred_at": clock.now(), **said}
    made = record_line(incident=row, by=by, line=Line(kind=kind, body=body, **wanted))
    row.refresh_from_db()
    return made


def go(row: Incident, by: Any, move: str, reason: str = "", lead: str = "") -> None:
    """Somebody takes a step."""
    move_incident(incident=row, move=move, by=by, reason=reason, lead=lead)
    row.refresh_from_db()


def told(people: Any, row: Incident) -> Incident:
    """The first word by phone."""
    line(row, people.principal, "phone", body={"words": "一報", "receiver": "三枝", "caller": "校長"})
    return row


def reported(people: Any, row: Incident) -> Incident:
    """First word, record sheet, notice."""
    told(people, row)
    line(row, people.guidance_head, "sheet")
    line(row, people.principal, "notice")
    return row


def decided(people: Any, row: Incident, board: Any) -> Incident:
    """The board decides."""
    reported(people, row)
    go(row, board, "decide_body", "学校の対応も調べるため", "board")
    return row


def facts(people: Any, row: Incident, board: Any) -> Incident:
    """The investigation begins."""
    decided(people, row, board)
    lead = people.principal
    line(row, lead, "explained_one", items=tuple(STAGES[1]))
    for _n in range(2):
        line(row, lead, "member")
    go(row, lead, "set_up_body")
    line(row, lead, "explained_two", items=tuple(STAGES[2]))
    for kind in ("around", "wishes", "preserved"):
        line(row, lead, kind)
    line(row, lead, "police", code="not_now")
    go(row, lead, "begin_facts")
    return row


def results(people: Any, row: Incident, board: Any) -> Incident:
    """The report is there."""
    facts(people, row, board)
    lead = people.principal
    line(row, lead, "hearing", code="could_not", body={"words": "休んでいる", "whom": "保護者", "wish": "待ってほしい"})
    line(row, lead, "hearing", code="around")
    line(row, lead, "fact")
    line(row, people.vice_principal, "progress", next_on=today() + timedelta(days=7))
    go(row, lead, "facts_stand")
    line(row, lead, "cause")
    line(row, lead, "report")
    line(row, people.vice_principal, "progress", next_on=today() + timedelta(days=7))
    made = add_measure(
        incident=row, by=lead, words="二人で読む", staff=people.homeroom, due_on=today(), token=secrets.token_hex(16)
    )
    go(row, lead, "report_done")
    finish_measure(measure=made, by=people.homeroom, words="行った")
    return row


def closed(people: Any, row: Incident, board: Any) -> Incident:
    """To the end."""
    results(people, row, board)
    lead = people.principal
    line(row, lead, "result")
    line(row, lead, "opinion", code="attached")
    go(row, lead, "results_given")
    for kind in ("accused", "result_board"):
        line(row, lead, kind)
    line(row, lead, "publication", code="summary")
    go(row, lead, "results_settled")
    go(row, lead, "close", "見届けた")
    return row
