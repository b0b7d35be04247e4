"""A school's policy as data: finding an edition, reading it, and refusing a bad one in one clear sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from yorisoi.policy import stored
from yorisoi.policy.absence import read_rule
from yorisoi.policy.care_reader import care_rules
from yorisoi.policy.checklists import read_checklist
from yorisoi.policy.cited import cited, clocks_used
from yorisoi.policy.edition_base import completed, defaults
from yorisoi.policy.edition_reader import BadEdition, Document, Reader, merge
from yorisoi.policy.edition_rows import (
    read_channel,
    read_definition,
    read_discovery,
    read_follow_up,
    read_form,
    read_helpline,
    read_retention,
    read_source,
)
from yorisoi.policy.edition_types import (
    CLOCK_KINDS,
    KIND_LABELS,
    QUORUMS,
    REGULAR,
    BodyRule,
    Clause,
    Clock,
    Edition,
    Form,
    Helpline,
)
from yorisoi.policy.interview import read_interview
from yorisoi.policy.plan_reader import plan_rules
from yorisoi.policy.roles import POST_LABELS, Body, Post
from yorisoi.policy.sheets import read_sheet
from yorisoi.policy.short import read_short

__all__ = [
    "BadEdition", "BodyRule", "Clause", "Clock", "Edition", "Form", "Helpline",
    "edition", "load", "load_text", "whole",
]  # fmt: skip

FOLDER = Path(__file__).parent / "editions"
DEEPEST = 5  # how many editions may extend one another
POSTS, BODIES, KINDS = tuple(Post), tuple(Body), tuple(KIND_LABELS)


def names() -> tuple[str, ...]:
    """Return the names of the editions that can be had by name, sorted."""
    return tuple(sorted({file.stem for folder in _folders() for file in folder.glob("*.toml")}))


def _folders() -> tuple[Path, ...]:
    own = os.environ.get("YORISOI_EDITIONS", "")  # a school's own editions live outside the package
    return (Path(own), FOLDER) if own else (FOLDER,)


def _file(name: str, beside: Path | None = None) -> Path:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise BadEdition(f"{name}.toml", 0, "", "版の名前は英小文字・数字・ハイフンで書いてください。")
    for folder in (beside, *_folders()) if beside else _folders():
        if (file := folder / f"{name}.toml").is_file():
            return file
    raise BadEdition(f"{name}.toml", 0, "", f"その名前の版がありません（あるもの: {'・'.join(names())}）。")


@lru_cache(maxsize=1024)
def edition(name: str) -> Edition:
    """Return the edition of this name, read once: a file, or one that a school keeps (`policy.stored`).

    What a school keeps is named by the hash of its text and never changes, so every process may remember it.
    Raises BadEdition.
    """
    if stored.is_stored(name):
        document = _kept(name)
        return _edition(name, Reader(completed(document.data, _base()), (), (document,)))
    return load(_file(name))


def whole(name: str) -> dict[str, Any]:
    """Return all that the edition of this name says, with what it takes over from others. Raises BadEdition."""
    return deepcopy(_whole(name))


@lru_cache(maxsize=64)
def _whole(name: str) -> dict[str, Any]:
    return completed(_kept(name).data, _base()) if stored.is_stored(name) else _merged(_documents(_file(name)))


def load(path: Path | str) -> Edition:
    """Read and check an edition's file, with the editions that it extends. Raises BadEdition."""
    documents = _documents(Path(path))
    return _edition(Path(path).stem, Reader(_merged(documents), (), tuple(documents)))


def load_text(name: str, text: str) -> Edition:
    """Read and check an edition's text as strictly as a file. Raises BadEdition."""
    documents = _extended([Document.of(f"{name}.toml", text)], None)
    return _edition(name, Reader(_merged(documents), (), tuple(documents)))


def whole_text(name: str, text: str) -> dict[str, Any]:
    """Return all that an edition's text says, with what it takes over from others. Raises BadEdition."""
    return _merged(_extended([Document.of(f"{name}.toml", text)], None))


def _kept(name: str) -> Document:
    text = stored.text_of(name)
    if text is None:
        raise BadEdition(f"{name}.toml", 0, "", "その名前の版がありません。")
    return Document.of(f"{name}.toml", text, kept=True)


@cache
def _base() -> dict[str, Any]:
    return _merged(_documents(FOLDER / "ito-nishi.toml"))


def _documents(path: Path) -> list[Document]:
    return _extended([Document(path)], path.parent)


def _extended(documents: list[Document], beside: Path | None) -> list[Document]:
    while extends := documents[-1].data.get("extends"):
        if not isinstance(extends, str) or len(documents) == DEEPEST:
            raise Reader({}, (), tuple(documents[-1:])).bad(
                "extends", "元にする版の名前をひとつ書いてください（互いに元にはできません）。"
            )
        documents.append(Document(_file(extends, beside)))
    return documents


def _merged(documents: list[Document]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for document in reversed(documents):
        own = {key: value for key, value in document.data.items() if key != "extends"}
        data = merge(_without_stale_english(data, own), own)
    return {**data, **{key: value for key, value in defaults().items() if key not in data}}


def _without_stale_english(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Take away the English of each rule that the edition above says otherwise: it would be another rule's."""
    clauses, own = under.get("clauses"), over.get("clauses")
    if not isinstance(clauses, dict) or not isinstance(own, dict):
        return under
    said = {key for key, row in own.items() if isinstance(row, dict) and "rule" in row}
    kept = {
        key: {name: value for name, value in row.items() if name != "rule_en"}
        if key in said and isinstance(row, dict)
        else row
        for key, row in clauses.items()
    }
    return {**under, "clauses": kept}


def _edition(name: str, top: Reader) -> Edition:
    clauses = {key: _clause(key, row) for key, row in top.tables("clauses")}
    for key in sorted(cited() - set(clauses)):
        raise top.bad("clauses", f"流れ図が引用する条項「{key}」がありません。")
    clocks = {key: _clock(key, row, clauses) for key, row in top.tables("clocks")}
    for key in sorted(clocks_used() - set(clocks)):
        raise top.bad("clocks", f"流れ図が使う期限「{key}」がありません。")
    bodies = {key: _body(key, row) for key, row in top.tables("bodies")}
    for key in BODIES:
        if key not in bodies:
            raise top.bad("bodies", f"会議「{key}」がありません。")
    made = Edition(
        name=name,
        title=top.text("title"),
        school_name=top.text("school_name"),
        city=top.text("city"),
        version=top.text("version"),
        definition=read_definition(top.table("definition", optional=True)),
        bodies=bodies,
        clocks=clocks,
        forms=tuple(read_form(row) for row in top.rows("forms")),
        sources=tuple(read_source(row) for row in top.rows("sources")),
        channels=tuple(read_channel(row) for row in top.rows("channels")),
        discoveries=tuple(read_discovery(row) for row in top.rows("discoveries")),
        helplines=tuple(read_helpline(row) for row in top.rows("helplines")),
        follow_up=read_follow_up(top.table("follow_up")),
        retention=read_retention(top.table("retention")),
        absence=read_rule(top.table("absence")),
        record_sheet=read_sheet(top.table("record_sheet", optional=True)),
        care=care_rules(top.table("care"), clauses),
        plan=plan_rules(top.table("plan"), clauses),
        checklist=read_checklist(top.table("checklist")),
        interview=read_interview(top.table("interview")),
        short=read_short(top.table("short")),
        clauses=clauses,
        files=tuple(document.name for document in top.documents),
    )
    top.finish()
    _unique(top, "forms", [form.code for form in made.forms])
    _unique(top, "sources", [source.code for source in made.sources])
    _unique(top, "channels", [channel.code for channel in made.channels])
    _unique(top, "discoveries", [str(discovery.code) for discovery in made.discoveries])
    return made


def _unique(top: Reader, key: str, codes: Sequence[str]) -> None:
    if not codes:
        raise top.bad(key, "ひとつ以上書いてください。")
    for code in codes:
        if codes.count(code) > 1:
            raise top.bad(key, f"「{code}」が二度書かれています。")


def _clause(key: str, row: Reader) -> Clause:
    made = Clause(
        key=key,
        section=row.text("section", ""),
        article=row.text("article", ""),
        rule=row.text("rule"),
        kind=row.text("kind", allowed=KINDS),
        in_policy=row.flag("in_policy", True),
        lacks=row.text("lacks", ""),
        cited_as=row.text("cited_as", ""),
        link=row.text("link", ""),
        rule_en=row.text("rule_en", ""),
    )
    row.finish()
    if made.in_policy and not made.section:
        raise row.bad("section", "方針に書かれている条項には、その場所（§）が要ります。")
    if made.kind in {"statute", "national"} and not made.article:
        raise row.bad("article", "法律・国の条項には、その場所が要ります。")
    return made


def _clock(name: str, row: Reader, clauses: dict[str, Clause]) -> Clock:
    kind = row.text("kind", allowed=CLOCK_KINDS)
    counted = kind not in {"same_day", "set"}
    made = Clock(
        name=name,
        kind=kind,
        amount=row.whole("amount", None if counted else 0, least=1 if counted else 0),
        cite=row.text("cite"),
        basis=row.text("basis", allowed=KINDS),
        in_policy=row.flag("in_policy", True),
        note=row.text("note", ""),
    )
    row.finish()
    if made.cite not in clauses:
        raise row.bad("cite", f"条項「{made.cite}」がありません。")
    return made


def _body(name: str, row: Reader) -> BodyRule:
    if name not in BODIES:
        raise row.bad("", f"「{name}」という会議は使えません（{'・'.join(BODIES)} のどれか）。")
    quorum = row.data.get("quorum", "half")
    if isinstance(quorum, int) and not isinstance(quorum, bool):
        row.whole("quorum", least=1)
    else:
        row.text("quorum", "half", allowed=QUORUMS)
    made = BodyRule(
        name=name,
        label_ja=row.text("label"),
        members=row.texts("members", allowed=POSTS),
        invited=row.texts("invited", allowed=POSTS, default=[]),
        concerned=row.texts("concerned", allowed=POSTS, default=[]),
        chair=row.texts("chair", allowed=POSTS),
        outside_contact=row.text("outside_contact", "", allowed=POSTS),
        recorder=row.text("recorder", "", allowed=POSTS),
        quorum=str(quorum),
        in_policy=row.flag("in_policy", True),
        label_en=row.text("label_en", ""),
        regular=row.text("regular", "", allowed=REGULAR),
    )
    row.finish()
    for post in made.chair:
        if post not in made.members:
            raise row.bad("chair", f"「{POST_LABELS[post]}」は構成員に入っていません。")
    for post in made.concerned:
        if post not in made.invited:
            raise row.bad("concerned", f"「{POST_LABELS[post]}」は招く人に入っていません。")
    return made
