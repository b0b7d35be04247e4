"""Documents of a serious incident: notice of occurrence, explanations, progress, result, the official list, the record.

What the press desk wrote is in none of them: it does not leave its room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Table, Words
from yorisoi.documents.gather import say_day, say_moment
from yorisoi.incidents.kind_types import PRESS
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident, IncidentLine, IncidentMeasure
from yorisoi.incidents.present_lines import LEADS, checklist, wishes_of
from yorisoi.incidents.queries import standing_lines
from yorisoi.incidents.stated import child_of, grounds_of, stated
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.policy.serious_checklist import CHECKLIST
from yorisoi.policy.serious_facts import CLAIMANTS
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.queries import class_labels, holders

TO_WRITE = "【ここに書いてください: {what}】"
AS_OF_THEN = "疑いの段階での報告です。書いてあることは、報告した時点で分かっていたことに限ります。"
MASKED_FIRST = "対象児童・関係する児童の家庭に渡す写しは、ほかの児童の名前を伏せ、別の人が確かめてから渡します。"
NOT_YET = "まだ記録がありません。"
CAUTION = "取扱注意"
LINES_HEAD = ("日時", "区分", "内容", "記録者")
POINTS_HEAD = ("項目", "した日", "記録した人")

NOT_SUBMITTED = "（まだ提出していません。重大事態のページの「発生報告を提出する」で書くと、ここに入ります）"


class Told(NamedTuple):
    """An incident for its documents: its standing lines, the press desk's left out."""

    row: Incident
    lines: list[IncidentLine]

    def of(self, *kinds: str) -> list[IncidentLine]:
        """Return the lines of these kinds, in the order in which things happened."""
        return [line for line in self.lines if line.kind in kinds]


def told(row: Incident) -> Told:
    """Read an incident for its documents."""
    return Told(row, [line for line in standing_lines(row) if KINDS[line.kind].group != PRESS])


def _paper(row: Incident, kind: str, title: str, blocks: Sequence[Block], mark: str = CAUTION) -> Paper:
    version = f"{row.edition}・{edition(row.edition).version}"
    return Paper(kind, title, f"重大事態 {row.label}", row.school.name, version, tuple(blocks), mark)


def _principal(row: Incident) -> str:
    return "・".join(one.name for one in holders(row.school, Post.PRINCIPAL))


def _family(row: Incident) -> str:
    if row.pupil is None:
        return "保護者　様"
    seat = class_labels([row.pupil.pk]).get(row.pupil.pk, "")
    return f"{seat}　{row.pupil.name} さんの保護者　様".strip()


def _facts(line: IncidentLine, *names: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a line, or these of them, as they were written."""
    body = line.data("body")
    fields = [one for one in KINDS[line.kind].fields if not names or one.name in names]
    return tuple((str(one.label), body.get(one.name, "")) for one in fields)


def notice(one: Told, _ref: str) -> Paper:
    """Return the notice of occurrence as it was submitted last; a draft of it where none was."""
    row, sent = one.row, one.of("notice")
    last = sent[-1] if sent else None
    facts: tuple[tuple[str, str], ...] = (
        (
            "報告の日時",
            say_moment(last.recorded_at) if last else NOT_SUBMITTED,
        ),
        ("報告した人", last.by.name if last else ""),
        ("校長", _principal(row)),
    )
    if last is not None:
        contents = _facts(last)
    else:
        now = stated(row, KINDS["notice"])
        contents = tuple((str(field.label), now.get(field.name, "")) for field in KINDS["notice"].fields)
    blocks: list[Block] = [Facts(facts), Head("報告する内容"), Facts(contents)]
    blocks.append(
        Para("疑いの段階での報告です。書いてあることは、報告した時点で分かっていたことに限ります。", small=True)
    )
    return _paper(row, "serious_notice", "いじめ重大事態 発生報告", blocks)


def explain(one: Told, ref: str) -> Paper:
    """Return the points of an explanation before the investigation (ref: "1", "2"), with the day each was given."""
    row, stage = one.row, 2 if ref == "2" else 1
    section = next(part for part in CHECKLIST if part.stage == stage)
    given = {line.code: line for line in reversed(one.of("check"))}
    rows = tuple(
        (f"■ {item.text}", say_day(given[item.code].occurred_at), "")
        if item.code in given
        else (f"□ {item.text}", "", "")
        for item in section.items
    )
    blocks: list[Block] = [
        Para(_family(row)),
        Para(f"{row.school.name}\n校長　{_principal(row)}", right=True),
        Para("重大事態の調査を始める前に、次のことをご説明します。分からないことは、いつでもお尋ねください。"),
        Table(("説明すること", "説明した日", "ご意向・ご質問"), rows, (8, 3, 6)),
    ]
    facts: tuple[tuple[str, str], ...]
    if stage == 1:
        facts = (
            ("重大事態の別", "・".join(str(ground) for ground in grounds_of(row))),
            ("認めた時", say_moment(row.opened_at)),
            ("発生報告", say_moment(row.reported_at)),
            ("調査の主体", str(LEADS.get(row.lead, ""))),
        )
    else:
        members = [line.data("body") for line in one.of("member")]
        facts = (
            ("調査の主体", str(LEADS.get(row.lead, ""))),
            ("調査組織", "\n".join(f"{body.get('words', '')}（{body.get('post', '')}）" for body in members)),
            ("公平・中立", "\n".join(body["neutral"] for body in members if body.get("neutral"))),
        )
    blocks += [Head("この調査について"), Facts(facts), Head("窓口の担当者・連絡先")]
    blocks += [Para(TO_WRITE.format(what="氏名・電話・連絡のつく時間")), *_helplines(row)]
    return _paper(
        row, f"serious_explain_{stage}", f"調査の前のご説明（{'一' if stage == 1 else '二'}つめ）", blocks, "親展"
    )


def progress(one: Told, _ref: str) -> Paper:
    """Return what the family was told of the course of the investigation, day by day, and when they hear again."""
    row, lines = one.row, one.of("progress")
    rows = tuple((say_moment(line.occurred_at), line.data("body").get("words", "")) for line in lines)
    following = [line.next_on for line in lines if line.next_on]
    blocks: list[Block] = [
        Para(_family(row)),
        Para(f"{row.school.name}\n校長　{_principal(row)}", right=True),
        Para("重大事態の調査について、これまでの経過をお知らせします。"),
        Facts(
            (
                ("いまの段階", str(SERIOUS_FLOW.labels[row.state])),
                ("調査を始めた日", say_day(row.begun_at)),
                ("次にお知らせする日", say_day(following[-1]) if following else ""),
            )
        ),
        Head("お伝えした経過"),
        Table(("日時", "お伝えしたこと"), rows, (3, 10), NOT_YET),
        Head("今回お知らせすること"),
        Para(TO_WRITE.format(what="進んだこと、これからの予定。ほかのお子さんの名前は書きません")),
        *_helplines(row),
    ]
    return _paper(row, "serious_progress", "調査の経過のお知らせ", blocks, "親展")


def result(one: Told, _ref: str) -> Paper:
    """Return the result in the order of the standard items of a report; what is not on record is said to be missing."""
    row = one.row
    members = [line.data("body") for line in one.of("member")]
    claimed = f"{CLAIMANTS.get(row.claimant, '')} {say_moment(row.claimed_at)}".strip() if row.claimed_at else ""
    place = (
        ("対象の児童", child_of(row)),
        ("重大事態の別", "・".join(str(ground) for ground in grounds_of(row))),
        ("発生（疑い）", say_moment(row.opened_at)),
        ("申立て", claimed),
        ("市教委への一報", say_moment(row.told_at)),
        ("発生報告", say_moment(row.reported_at)),
        ("調査の主体", str(LEADS.get(row.lead, ""))),
        ("調査の期間", f"{say_day(row.begun_at)}から" if row.begun_at else ""),
    )
    body = tuple((m.get("words", ""), m.get("post", ""), m.get("neutral", "")) for m in members)
    heard = tuple(
        (say_day(line.occurred_at), str(dict(KINDS["hearing"].codes).get(line.code, ""))) for line in one.of("hearing")
    )
    blocks: list[Block] = [Head("1　調査の位置付け・経緯"), Facts(place), Head("2　調査組織の構成・調査の方法")]
    blocks += [Table(("構成員", "職・専門", "公平・中立といえる理由"), body, (4, 3, 8))]
    blocks += [Table(("聴き取りの日", "だれから"), heard, (3, 8)), Head("3　明らかになった事実（時間の順）")]
    blocks += _words(one.of("fact"), "words", "unknown")
    blocks += [Head("4　いじめと被害の関係・要因"), *_words(one.of("cause"), "words")]
    blocks += [Head("5　学校・市教委の対応の検証"), *_words(one.of("cause"), "response")]
    blocks += [Head("6　再発防止の取組"), _measures(row), Head("7　報告書の要点"), *_words(one.of("report"))]
    blocks += [Head("8　対象児童・保護者の意向と所見"), *_opinion(one)]
    blocks += [Head("9　公表の判断"), *_words(one.of("publication"))]
    blocks.append(
        Para(
            "対象児童・関係する児童の家庭に渡す写しは、ほかの児童の名前を伏せ、別の人が確かめてから渡します。",
            small=True,
        )
    )
    return _paper(row, "serious_result", "重大事態 調査の結果", blocks)


def _words(lines: Iterable[IncidentLine], *names: str) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        chosen = str(dict(KINDS[line.kind].codes).get(line.code, ""))
        for label, text in _facts(line, *names):
            if text:
                blocks.append(Words(text, f"{label}{f'：{chosen}' if chosen else ''}（{say_day(line.occurred_at)}）"))
    return blocks or [Para(NOT_YET)]


def _opinion(one: Told) -> list[Block]:
    rows = tuple((say_day(w.at), w.wished, w.not_wished, w.answer) for w in reversed(wishes_of(one.lines)))
    head = ("日", "望むこと", "望まないこと", "どう尊重するか・聴けない事情")
    return [Table(head, rows, (3, 5, 4, 5)), *_words(one.of("opinion"))]


def _measures(row: Incident) -> Table:
    found = []
    for measure in IncidentMeasure.objects.filter(incident=row).select_related("staff", "done"):
        measure.incident = row
        done = getattr(measure, "done", None)
        if done is not None:
            done.measure = measure
        what = f"行った {say_day(done.at)}\n{done.text('words')}" if done else ""
        found.append((measure.text("words"), measure.staff.name, say_day(measure.due_on), what))
    return Table(("取組", "担当", "期日", "結果"), tuple(found), (6, 3, 3, 5))


def points(one: Told, _ref: str) -> Paper:
    """Return the official list with the day of each point."""
    blocks: list[Block] = []
    for part in checklist(one.row, standing_lines(one.row)):
        rows = tuple(
            (
                f"{'■' if point.line else '□'} {point.item.text}",
                say_day(point.line.occurred_at) if point.line else "",
                point.line.by.name if point.line else "",
            )
            for point in part.points
        )
        blocks += [Head(f"{part.title}（{part.done}/{len(part.points)}）"), Table(POINTS_HEAD, rows, (9, 3, 3))]
    return _paper(one.row, "serious_points", "重大事態 点検表", blocks)


Cells = tuple[str, str, str, str]  # when, what, the words, who


def rows_of(one: Told) -> list[tuple[IncidentLine | None, Cells]]:
    """Return all that is on record of the incident, oldest first, the press desk left out; None: a step."""
    found: list[tuple[datetime, IncidentLine | None, Cells]] = []
    for line in one.lines:
        if line.kind == "check":
            continue
        kind = KINDS[line.kind]
        chosen = dict(kind.codes).get(line.code, "") or CLAIMANTS.get(line.code, "")
        said = "\n".join(f"{label}：{text}" for label, text in _facts(line) if text)
        label = f"{kind.label}\n{chosen}".strip()
        found.append((line.occurred_at, line, (say_moment(line.occurred_at), label, said, line.by.name)))
    for step in one.row.steps.exclude(move="open").select_related("by").order_by("at", "id"):
        step.incident = one.row
        label = f"【段階】{SERIOUS_FLOW.labels[step.target]}"
        who = step.by.name if step.by else ""
        move = str(SERIOUS_FLOW.move(step.move).label)
        said = "\n".join(filter(None, (move, step.text("reason"))))
        found.append((step.at, None, (say_moment(step.at), label, said, who)))
    return [(line, cells) for _at, line, cells in sorted(found, key=lambda each: each[0])]


def course(one: Told, _ref: str) -> Paper:
    """Return all that is on record of the incident, oldest first, the press desk left out."""
    rows = tuple(cells for _line, cells in rows_of(one))
    blocks: list[Block] = [Facts((("件数", f"{len(rows)}件"), ("いまの段階", str(SERIOUS_FLOW.labels[one.row.state]))))]
    blocks.append(Table(LINES_HEAD, rows, (3, 3, 8, 2)))
    return _paper(one.row, "serious_course", "重大事態 経過記録", blocks)


def _helplines(row: Incident) -> list[Block]:
    lines = [one for one in edition(row.edition).helplines if one.phone][:5]
    table = tuple((one.name_ja, one.matters_ja, one.phone) for one in lines)
    return [Head("ほかに相談できるところ"), Table(("相談できるところ", "内容", "電話"), table, (5, 5, 3))]


PAPERS: dict[str, Callable[[Told, str], Paper]] = {
    "serious_notice": notice,
    "serious_explain": explain,
    "serious_progress": progress,
    "serious_result": result,
    "serious_points": points,
    "serious_course": course,
}
