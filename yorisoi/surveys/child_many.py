"""The door for many answers at once: what the children's script sends, in one commit, and told when that is on disk.

Only what is plain goes this way: answers of an open card to a round's questions, sent by our own script, without a
cookie. Everything else, and everything that does not end in "taken", goes through `child_views.answer` and says there
what is to be said. The answer's head is the one that Django gave to an answer that went the usual way, so that it holds
every header of the middleware, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host

from yorisoi.surveys.child_steps import Form, read_fields
from yorisoi.surveys.models import CHOICE, Card
from yorisoi.surveys.queries import cards_for_tokens
from yorisoi.surveys.receiving_many import Sending, receive_many

Message = MutableMapping[str, Any]
PATH = re.compile(r"/s/([-\w]+)/genki/answer/")
FORM = re.compile(rb"application/x-www-form-urlencoded(; ?charset=utf-8)?", re.IGNORECASE)
TAKEN = b'{"state": "taken", "again": false}'
MOST_FIELDS = 500
NOT_KEPT = {b"content-length"}


class Many:
    """See `config.queue.Together`."""

    def __init__(self) -> None:
        self._head: Message | None = None

    @property
    def ready(self) -> bool:
        """Django has answered one such."""
        return self._head is not None

    def takes(self, scope: Message) -> bool:
        """Say whether our script sends answers. (Until Django has answered one such, there is no head.)"""
        if scope["method"] != "POST" or not PATH.fullmatch(scope["path"]) or scope.get("query_string"):
            return False
        heads: dict[bytes, bytes] = dict(scope["headers"])
        return (
            heads.get(b"accept", b"").startswith(b"application/json")
            and FORM.fullmatch(heads.get(b"content-type", b"")) is not None
            and b"cookie" not in heads
            and _host_is_ours(heads.get(b"host", b""))
            and (not settings.HTTPS or heads.get(b"x-forwarded-proto") == b"https")
        )

    def answer(self, asked: list[tuple[Message, bytes]]) -> list[tuple[Message, bytes] | None]:
        """Take in what is plain; None for the rest."""
        head = self._head
        if head is None:
            return [None] * len(asked)
        close_old_connections()
        try:
            forms = [_form(body) for _scope, body in asked]
            cards = cards_for_tokens({form.card for form in forms if form is not None})
            places, sendings = [], []
            for place, ((scope, _body), form) in enumerate(zip(asked, forms, strict=True)):
                card = cards.get(form.card) if form is not None else None
                if form is not None and card is not None and _of_school(scope, card):
                    places.append(place)
                    sendings.append(_sending(form, card))
            taken = {place for place, done in zip(places, receive_many(sendings), strict=True) if done}
        finally:
            close_old_connections()
        return [(head, TAKEN) if place in taken else None for place in range(len(asked))]

    def learn(self, start: Message, content: bytes) -> None:
        """Keep the head of an answer of the usual way."""
        if self._head is None and content == TAKEN and start["status"] == 200:
            headers = [(name, value) for name, value in start["headers"] if name.lower() not in NOT_KEPT]
            if not any(name.lower() == b"set-cookie" for name, _value in headers):
                headers.append((b"Content-Length", b"%d" % len(TAKEN)))
                self._head = {**start, "headers": headers}


def _host_is_ours(host: bytes) -> bool:
    domain, _port = split_domain_port(host.decode("latin-1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _form(body: bytes) -> Form | None:
    """Read the form as Django does, if it is one that sends."""
    try:
        pieces = body.decode().split("&")
    except UnicodeDecodeError:  # Django says it
        return None
    if len(pieces) > MOST_FIELDS:
        return None
    fields: dict[str, list[str]] = {}
    for piece in pieces:
        if piece:
            name, _gap, value = piece.partition("=")
            if "%" in piece or "+" in piece:
                name, value = unquote_plus(name), unquote_plus(value)
            fields.setdefault(name, []).append(value)
    return read_fields(fields) if fields.get("go", [""])[-1] == "send" else None


def _of_school(scope: Message, card: Card) -> bool:
    path = PATH.fullmatch(scope["path"])
    return path is not None and card.round.school.slug == path[1]


def _sending(form: Form, card: Card) -> Sending:
    choice = card.round.mode == CHOICE
    return Sending(
        card=card,
        sending=form.sending,
        answers=form.given(card.part.questionnaire.read),
        nameless=form.nameless if choice else None,
    )
