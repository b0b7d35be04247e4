"""A school's policy as data: finding an edition, reading it, and refusing a bad one in one clear sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from yorisoi.policy.absence import read_rule
from yorisoi.policy.care_reader import care_rules
from yorisoi.policy.cited import cited, clocks_used
from yorisoi.policy.edition_reader import BadEdition, Document, Reader, merge
from yorisoi.policy.edition_types import (
    CLOCK_KINDS,
    CONDITIONS,
    KIND_LABELS,
    QUORUMS,
    BodyRule,
    Channel,
    Clause,
    Clock,
    Definition,
    Discovery,
    Edition,
    FollowUp,
    Form,
    Helpline,
    Retention,
    Source,
)
from yorisoi.policy.plan_reader import plan_rules
from yorisoi.policy.roles import Body, Post
from yorisoi.policy.sheets import read_sheet

__all__ = ["BadEdition", "BodyRule", "Clause", "Clock", "Edition", "Form", "Helpline", "edition", "load"]

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


@cache
def edition(name: str) -> Edition:
    """Return the edition of this name, read once. Raises BadEdition."""
    return load(_file(name))


def load(path: Path | str) -> Edition:
    """Read and check an edition's file, with the editions that it extends. Raises BadEdition."""
    path = Path(path)
    documents = [Document(path)]
    while extends := documents[-1].data.get("extends"):
        if not isinstance(extends, str) or len(documents) == DEEPEST:
            raise Reader({}, (), tuple(documents[-1:])).bad(
                "extends", "元にする版の名前をひとつ書いてください（互いに元にはできません）。"
            )
        documents.append(Document(_file(extends, path.parent)))
    data: dict[str, Any] = {}
    for document in reversed(documents):
        data = merge(data, {key: value for key, value in document.data.items() if key != "extends"})
    return _edition(path.stem, Reader(data, (), tuple(documents)))


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
        definition=_definition(top.table("definition", optional=True)),
        bodies=bodies,
        clocks=clocks,
        forms=tuple(_form(row) for row in top.rows("forms")),
        sources=tuple(_source(row) for row in top.rows("sources")),
        channels=tuple(_channel(row) for row in top.rows("channels")),
        discoveries=tuple(_discovery(row) for row in top.rows("discoveries")),
        helplines=tuple(_helpline(row) for row in top.rows("helplines")),
        follow_up=_follow_up(top.table("follow_up")),
        retention=_retention(top.table("retention")),
        absence=read_rule(top.table("absence")),
        record_sheet=read_sheet(top.table("record_sheet", optional=True)),
        care=care_rules(top.table("care"), clauses),
        plan=plan_rules(top.table("plan"), clauses),
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
    )
    row.finish()
    for post in made.chair:
        if post not in made.members:
            raise row.bad("chair", f"「{post}」は構成員（members）に入っていません。")
    for post in made.concerned:
        if post not in made.invited:
            raise row.bad("concerned", f"「{post}」は招く人（invited）に入っていません。")
    return made


def _form(row: Reader) -> Form:
    made = Form(
        row.text("code"),
        row.whole("national", least=1, most=9),
        row.text("label"),
        row.text("label_child"),
        row.text("label_en", ""),
    )
    row.finish()
    return made


def _source(row: Reader) -> Source:
    made = Source(row.text("code"), row.text("label"), row.whole("discovery", 0, most=12), row.text("label_en", ""))
    row.finish()
    return made


def _channel(row: Reader) -> Channel:
    made = Channel(row.text("code"), row.text("label"), row.text("label_en", ""))
    row.finish()
    return made


def _discovery(row: Reader) -> Discovery:
    made = Discovery(
        row.whole("code", least=1, most=12), row.text("label"), row.flag("by_school"), row.text("label_en", "")
    )
    row.finish()
    return made


def _helpline(row: Reader) -> Helpline:
    # A line without a number can be read, so that the lint may speak of it; pages leave it out.
    made = Helpline(
        row.text("name"),
        row.text("matters"),
        row.text("phone", ""),
        row.flag("national", False),
        row.text("hours", ""),
        row.text("checked", ""),
        row.text("name_en", ""),
        row.text("matters_en", ""),
        row.text("hours_en", ""),
    )
    row.finish()
    if made.phone and not re.fullmatch(r"[0-9][0-9-]{3,}[0-9]", made.phone):
        raise row.bad("phone", f"電話番号「{made.phone}」は半角の数字とハイフンで書いてください。")
    if made.checked and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", made.checked):
        raise row.bad("checked", "確かめた日は 2026-04-01 の形で書いてください。")
    return made


def _follow_up(row: Reader) -> FollowUp:
    made = FollowUp(
        default_months=row.whole("default_months", least=1, most=60),
        minimum_months=row.whole("minimum_months", least=1, most=60),
        policy_months=row.whole("policy_months", 0, most=60),
        follow_up_days=row.whole("follow_up_days", least=1, most=366),
        review_days=row.whole("review_days", least=1, most=366),
    )
    row.finish()
    return made


def _retention(row: Reader) -> Retention:
    made = Retention(
        row.whole("years_after_leaving", most=100), row.whole("serious_years", most=100), row.flag("in_policy", False)
    )
    row.finish()
    return made


def _definition(row: Reader) -> Definition:
    made = Definition(
        row.texts("conditions", allowed=CONDITIONS, default=[]),
        row.texts("restated", default=[]),
        row.texts("restated_without_distress", default=[]),
    )
    row.finish()
    return made
