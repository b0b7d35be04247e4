"""Many answers with one commit: the same as one by one, and nobody is told more than the disk has (E1, P6)."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import many_pupils
from tests.surveys import acts
from tests.surveys.test_child_views import fill, token
from tests.surveys.test_nameless import _key, dump, rows
from yorisoi.journal.models import Event
from yorisoi.journal.written import insert_all
from yorisoi.surveys.child_many import TAKEN, Many, _form
from yorisoi.surveys.child_steps import read_form
from yorisoi.surveys.models import Card, KeptFrom, Pool, ReadingItem, Round, Sheet
from yorisoi.surveys.receiving import receive
from yorisoi.surveys.receiving_many import Sending, receive_many

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E1")]
WORDS = {**acts.FINE, "words": "たんにんの先生には言わないで"}


def crowd(people: Any, count: int = 6) -> list[Any]:
    """Children of two classes."""
    third = many_pupils(people.school, people.class31, [f"児{n}" for n in range(count)])
    return [people.victim, *third, *many_pupils(people.school, people.class61, [f"童{n}" for n in range(count)])]


def sendings(one: Round, children: list[Any], **more: Any) -> list[Sending]:
    """What they send: some fine, some grave, some with words, one who keeps the homeroom teacher out."""
    said: list[dict[str, Any]] = [acts.FINE, acts.GRAVE, WORDS, {**acts.MILD, "withhold": ["homeroom"]}]
    return [
        Sending(acts.card(one, child), secrets.token_hex(16), said[n % len(said)], **more)
        for n, child in enumerate(children)
    ]


def told(one: Round) -> list[Any]:
    """What is stored of a round, in words, whoever wrote it."""
    sheets = sorted(
        (repr(sheet.pupil_id), repr(sheet.data("answers")), sheet.version, sheet.source)
        for sheet in Sheet.objects.filter(round=one).select_related("key")
    )
    items = sorted(
        (item.kind, item.item, repr(item.rules), item.grave, item.clock, repr(item.pupil_id), repr(item.data("words")))
        for item in ReadingItem.objects.filter(round=one).select_related("key")
    )
    pools = sorted(
        sorted(repr(sheet["answers"]) for sheet in json.loads(pool.text("sheets") or "[]"))
        for pool in Pool.objects.filter(round=one).select_related("key")
    )
    kept = sorted(KeptFrom.objects.filter(item__round=one).values_list("staff_id", "why", "item__kind"))
    marked = sorted(map(repr, Card.objects.filter(round=one, answered=True).values_list("pupil_id", flat=True)))
    about = [str(pk) for pk in Sheet.objects.filter(round=one).values_list("pk", flat=True)]
    lines = Event.objects.filter(event="survey.answered", about_id__in=about).count()
    return [sheets, items, pools, kept, marked, lines]


@pytest.mark.parametrize(
    ("mode", "nameless"), [("named", None), ("anonymous", None), ("choice", True), ("choice", False)]
)
def test_many_at_once_leave_what_one_by_one_would_leave(people: Any, mode: str, nameless: bool | None) -> None:
    children = crowd(people)
    together, apart = acts.opened(people, mode), acts.opened(people, mode)
    assert receive_many(sendings(together, children, nameless=nameless)) == [True] * len(children)
    for each in sendings(apart, children, nameless=nameless):
        receive(card=each.card, sending=each.sending, answers=each.answers, nameless=nameless)
    assert told(together) == told(apart)
    assert len(told(together)[4]) == len(children)


def test_what_is_not_plain_is_left_and_the_others_are_taken(people: Any) -> None:
    children = crowd(people)
    one, closed = acts.opened(people), acts.opened(people, "anonymous")
    Round.objects.filter(pk=closed.pk).update(closes_at=closed.opens_at + (closed.closes_at - closed.opens_at) / 10_000)
    plain = sendings(one, children[:3])
    acts.answer(one, children[3])
    odd = [
        Sending(acts.card(one, children[3]), secrets.token_hex(16), acts.FINE),  # used
        Sending(acts.card(one, children[4]), "short", acts.FINE),
        Sending(acts.card(one, children[5]), secrets.token_hex(16), {"never_asked": "x"}),
        Sending(acts.card(one, children[6]), secrets.token_hex(16), acts.FINE, nameless=True),
        Sending(plain[0].card, secrets.token_hex(16), acts.GRAVE),  # the same card once more
        Sending(acts.card(closed, children[0]), secrets.token_hex(16), acts.FINE),
    ]
    assert receive_many([*plain, *odd]) == [True] * 3 + [False] * 6
    assert Sheet.objects.filter(round=one).count() == 4
    assert not receive_many([])


def test_a_clash_rolls_all_of_them_back_and_they_can_go_alone(people: Any) -> None:
    children = crowd(people)
    one = acts.opened(people)
    mine = sendings(one, children)
    stale = acts.card(one, people.victim)
    acts.answer(one, people.victim, sending=mine[0].sending)  # another worker was quicker
    mine[0] = Sending(stale, mine[0].sending, mine[0].answers)
    before = dump()
    assert receive_many(mine) == [False] * len(mine)
    assert dump() == before
    taken = [receive(card=acts.card(one, e.card.pupil), sending=e.sending, answers=e.answers) for e in mine]
    assert [each.again for each in taken] == [True] + [False] * (len(mine) - 1)
    assert Sheet.objects.count() == len(mine)


def test_a_disk_that_is_full_takes_nothing_and_says_so(people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    children = crowd(people)
    one = acts.opened(people)

    def full(model: Any, rows: list[Any]) -> None:
        if model is Event:  # the sheets are written before
            raise DatabaseError("database or disk is full")
        insert_all(model, rows)

    monkeypatch.setattr("yorisoi.journal.written.insert_all", full)
    assert receive_many(sendings(one, children)) == [False] * len(children)
    assert not Sheet.objects.exists()
    assert not Card.objects.filter(answered=True).exists()


@pytest.mark.requirement("P6")
def test_without_names_many_at_once_leave_no_order_and_no_time(people: Any) -> None:
    children = crowd(people, 20)
    one = acts.opened(people, "anonymous")
    before = dump()
    mine = sendings(one, children)
    assert all(receive_many(mine))
    after = dump()
    assert {table for table in before if before[table] != after[table]} <= {
        "surveys_card", "surveys_pool", "surveys_readingitem", "surveys_keptfrom", "duties_notice", "duties_duty",
    }  # fmt: skip
    arrived = [_key(dict(each.answers)) for each in mine if each.card.school_class_id == people.class31.pk]
    pool = Pool.objects.get(round=one, school_class=people.class31)
    held = [_key(sheet["answers"]) for sheet in json.loads(pool.text("sheets"))]
    assert sorted(held) == sorted(arrived)
    assert held not in (arrived, arrived[::-1])
    for _pk, row in rows(ReadingItem):
        assert row["sheet_id"] is None
        assert row["pupil_id"] is None


def test_a_resend_without_a_name_among_others_is_known(people: Any) -> None:
    children = crowd(people)
    one = acts.opened(people, "anonymous")
    mine = sendings(one, children)
    assert all(receive_many(mine))
    assert receive_many(mine) == [False] * len(mine)  # what is stored already is for `receive` to say
    assert all(receive(card=each.card, sending=each.sending, answers=each.answers).again for each in mine)
    pools = Pool.objects.filter(round=one).select_related("key")
    assert sum(len(json.loads(pool.text("sheets"))) for pool in pools) == len(mine)


# -- the door ------------------------------------------------------------------------------------
PATH = reverse("genki:answer", args=["nishi"])
HEADS = {b"accept": b"application/json", b"content-type": b"application/x-www-form-urlencoded;charset=UTF-8"}


def scope(path: str = PATH, method: str = "POST", **heads: bytes) -> dict[str, Any]:
    """A request as the server has it; a name with _ is one with -."""
    given = {**HEADS, b"host": b"testserver", **{name.replace("_", "-").encode(): v for name, v in heads.items()}}
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": list(given.items())}


def body(one: Round, child: Any, go: str = "send", **more: str) -> bytes:
    """A filled form as bytes."""
    return urlencode({**fill(token(one, child), go, secrets.token_hex(16), **acts.FINE), **more}, doseq=True).encode()


@pytest.fixture(autouse=True)
def _the_test_keeps_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Django's own test client does: the test's connection is not closed between requests."""
    monkeypatch.setattr("yorisoi.surveys.child_many.close_old_connections", lambda: None)


def taught(client: Client, one: Round, child: Any) -> tuple[Many, Any]:
    """A door that has seen Django answer one child."""
    door = Many()
    found = client.post(
        PATH, body(one, child), content_type="application/x-www-form-urlencoded", HTTP_ACCEPT="application/json"
    )
    heads = [(name.encode(), value.encode()) for name, value in found.headers.items()]
    door.learn({"type": "http.response.start", "status": found.status_code, "headers": heads}, found.content)
    return door, found


def test_the_door_answers_with_every_header_of_the_usual_way(client: Client, people: Any) -> None:
    children = crowd(people)
    one = acts.opened(people)
    door, usual = taught(client, one, children[0])
    asked = [(scope(), body(one, child)) for child in children[1:4]]
    answers = door.answer(asked)
    for answer in answers:
        assert answer is not None
        start, content = answer
        assert content == TAKEN == usual.content
        assert start["status"] == 200
        assert {name.decode(): value.decode() for name, value in start["headers"]} == dict(usual.headers)
        assert {b"Content-Security-Policy", b"X-Content-Type-Options"} <= {name for name, _value in start["headers"]}
    assert Sheet.objects.count() == 4


def test_before_django_has_answered_once_everything_goes_its_way(people: Any) -> None:
    one = acts.opened(people)
    door = Many()
    door.learn({"status": 200, "headers": [(b"Set-Cookie", b"a=b")]}, TAKEN)
    door.learn({"status": 409, "headers": []}, b'{"state": "used"}')
    assert door.answer([(scope(), body(one, people.victim))]) == [None]
    assert not Sheet.objects.exists()


def test_the_door_leaves_everything_else_to_django(client: Client, people: Any, settings: Any) -> None:
    children = crowd(people)
    one = acts.opened(people)
    door, _usual = taught(client, one, children[0])
    assert door.takes(scope())
    assert not door.takes(scope(method="GET"))
    assert not door.takes(scope("/s/nishi/genki/"))
    assert not door.takes(scope("/s/nishi/genki/answer/x"))
    assert not door.takes({**scope(), "query_string": b"a=1"})
    assert not door.takes(scope(accept=b"text/html"))
    assert not door.takes(scope(cookie=b"sessionid=x"))
    assert not door.takes(scope(host=b"evil.example"))
    assert not door.takes(scope(content_type=b"application/x-www-form-urlencoded; charset=cp932"))
    settings.HTTPS = True
    assert not door.takes(scope())
    assert door.takes(scope(x_forwarded_proto=b"https"))
    other = scope("/s/higashi/genki/answer/")
    refused = [
        (other, body(one, children[1])),
        (scope(), body(one, children[2], go="check")),
        (scope(), body(one, children[3], card="a" * 24)),
        (scope(), b"\xff\xfe=1"),
        (scope(), b"a=1&" * 2000),
        (scope(), b""),
    ]
    assert door.answer(refused) == [None] * len(refused)
    assert Sheet.objects.count() == 1


NAMES = st.sampled_from(["card", "sending", "name", "go", "q.a", "q.b", "q.", "", "%67o", "q%2Ea"])
PIECES = st.tuples(NAMES, st.text("aあ&=+%3DE\r\n \\", max_size=8)) | st.text("q.a=&%+2あ", max_size=6)


@given(st.lists(PIECES | st.just(("go", "send")), max_size=12))
def test_a_form_reads_as_django_reads_it(pieces: list[Any]) -> None:
    plain = [piece if isinstance(piece, str) else f"{piece[0]}={piece[1]}" for piece in pieces]
    told = [piece if isinstance(piece, str) else urlencode([piece]) for piece in pieces]
    for body in ("&".join(plain).encode(), "&".join(told).encode()):
        django = QueryDict(body)
        assert _form(body) == (read_form(django) if django.get("go") == "send" else None)


@pytest.mark.parametrize("body", [b"go=send&card=\xff", b"&" * 600 + b"go=send"])
def test_a_form_that_is_no_form_is_left_to_django(body: bytes) -> None:
    assert _form(body) is None
