"""The lists of たてわり班 on paper: each group with readings and leaders, or each class with everybody's group."""

from __future__ import annotations

from yorisoi.documents.blocks import Block, Head, Paper, Table
from yorisoi.groups.models import Arrangement
from yorisoi.groups.present import per_class
from yorisoi.groups.queries import Member, Shown

TITLES = {"group": "たてわり班の名簿", "class": "わたしの班はどこ？"}
LEADER = "リーダー"


def group_paper(row: Arrangement, groups: list[Shown], by: str) -> Paper:
    """Return the list. It says who is in which group and nothing else."""
    blocks: list[Block] = []
    if by == "group":
        for one in groups:
            blocks.append(Head(f"{one.row.number}班　{len(one.members)}人"))
            rows = tuple((*_who(kid), kid.label, LEADER if kid.leads else "　") for kid in one.members)
            blocks.append(Table(("名前", "よみ", "学級", ""), rows, (4, 4, 2, 2), empty="いません"))
    else:
        for label, kids in per_class(groups):
            blocks.append(Head(f"{label}　{len(kids)}人"))
            lines = tuple((*_who(kid), f"{n}班", LEADER if kid.leads else "　") for kid, n in kids)
            blocks.append(Table(("名前", "よみ", "班", ""), lines, (4, 4, 2, 2), empty="いません"))
    title = f"{TITLES[by]} {row.year}年度" + ("（案）" if row.is_draft else "")
    return Paper("groups", title, "", row.school.name, "", tuple(blocks), mark="校内用")


def _who(kid: Member) -> tuple[str, str]:
    return kid.pupil.name, kid.pupil.kana or "　"
