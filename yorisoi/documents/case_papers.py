"""Documents of a case beside its record sheet: chronology, hearing sheet, the short status for 職員会議."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yorisoi.cases.chronology_page import DECIDED
from yorisoi.cases.entries import KINDS, SIDES
from yorisoi.cases.hearing_questions import SHEETS
from yorisoi.cases.models import Entry
from yorisoi.cases.models_hearings import HearingRow, Statement
from yorisoi.cases.present_known import form_labels
from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Space, Table, Words
from yorisoi.documents.gather import Gathered, body_of, say_day, say_moment, title_of, when_of
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition

SIDE_LABELS = dict(SIDES)
CHRONOLOGY_HEAD = ("日時", "事実・連絡・観察", "判断・会議", "記録者")


def _paper(told: Gathered, kind: str, title: str, blocks: Sequence[Block], mark: str = "取扱注意") -> Paper:
    case = told.case
    about = _("事案 %(number)s") % {"number": case.label}
    version = f"{case.edition}・{edition(case.edition).version}"
    return Paper(kind, title, about, case.school.name, version, tuple(blocks), mark)


def chronology(told: Gathered) -> Paper:
    """Return the line of time, oldest first: facts and judgements in columns of their own; what was corrected stays."""
    rows = []
    for line in told.whole:
        said = "\n".join(filter(None, (title_of(line), body_of(line, judged=line.nature in DECIDED))))
        if line.corrected_by:
            said = f"（のちに訂正された記録）{said}"
        elif line.corrects:
            said = f"（訂正）{said}"
        judged = "\n".join(f"【{label}】{words}" for label, words in line.judged)
        cells = ("", said) if line.nature in DECIDED else (said, judged)
        rows.append((when_of(line), *cells, line.who))
    blocks: list[Block] = [
        Facts((("件数", f"{len(rows)}件"), ("現在の状況", str(CASE_FLOW.labels[told.case.state])))),
        Table(CHRONOLOGY_HEAD, tuple(rows), (3, 6.4, 5, 2)),
        Para(_("起きた順に並べています。あとから書いた行には、書いた日を付けています。"), small=True),
    ]
    return _paper(told, "chronology", "経過記録", blocks)


def status(told: Gathered) -> Paper:
    """Return the short status for 職員会議: no name, no words of the record, only what all staff need to act."""
    case = told.case
    grades = sorted({seat.school_class.grade for pk, seat in told.seats.items() if pk in _now(told)})
    facts = (
        ("事案", case.label),
        ("学年", "・".join(f"{grade}年" for grade in grades)),
        ("態様", "\n".join(form_labels(case.edition, case.forms))),
        ("いまの段階", f"{CASE_FLOW.labels[case.state]}（{say_day(case.entered_at)}から）"),
        ("認知した日", say_day(case.recognised_at)),
        ("最後の行為の日", say_day(case.last_act_on)),
        ("見守りの期限", say_day(case.period_ends_on)),
        ("次回の委員会", say_moment(case.next_at)),
        ("緊急", "はい" if case.urgent else ""),
    )
    blocks: list[Block] = [
        Facts(facts),
        Head("全教職員にお願いすること"),
        Para("・気づいたことは、小さなことでも、その日のうちに生徒指導主任へ。"),
        Para("・関わる子どもの名前は、この紙に書きません。担当の職員が口頭で伝えます。"),
        Para("・子どもや保護者から聞かれたときは、その場で答えず、管理職につなぎます。"),
        Head("口頭で伝えること（書きこみ用。会議のあと回収します）"),
        Space(5),
    ]
    return _paper(told, "status", "職員会議用 事案の現況", blocks, "取扱注意・会議後回収")


def _now(told: Gathered) -> set[int]:
    return {row.pupil_id for row in told.of_role("victim", "perpetrator")}


def hearing_blank(told: Gathered, side: str, row: HearingRow | None = None) -> Paper:
    """Return a sheet to take into the room: who hears whom where, what to tell the child, questions, room to write."""
    listeners = "・".join(p.name for p in (row.main, row.second) if p is not None) if row else ""
    facts = (
        ("聞く子ども", row.pupil.name if row and row.pupil else ""),
        ("立場", str(SIDE_LABELS[side])),
        ("日時", say_moment(row.starts_at) if row else ""),
        ("場所", row.room if row else ""),
        ("聞き手（2名）", listeners),
    )
    sheet = SHEETS[side]
    blocks: list[Block] = [Facts(facts), Head("はじめに伝えること")]
    blocks += [Para(f"・{one}") for one in sheet.opening]
    blocks += [Head("気をつけること"), *(Para(f"・{one}") for one in sheet.mind)]
    blocks += [Para(f"× {one}", small=True) for one in sheet.never]
    blocks.append(Head("聞くこと（本人のことばを「 」で、言ったとおりに）"))
    for question in sheet.asking:
        blocks += [Para(f"□ {question}"), Space(2)]
    blocks += [Head("おわりに"), *(Para(f"・{one}") for one in sheet.closing)]
    blocks += [Head("次の約束"), Space(2), Facts((("メモの原本の保管先", ""), ("終わった時刻", "")))]
    return _paper(told, "hearing", "聞き取り記録票", blocks)


def hearing_done(told: Gathered, entry: Entry) -> Paper:
    """Return the sheet of a hearing on record: what was said, apart from what the listener made of it."""
    body = entry.data("body")
    fields = {one.name: str(one.label) for one in KINDS["hearing"].fields}
    facts = (
        ("聞いた子ども", entry.pupil.name if entry.pupil else body.get("from_whom", "")),
        ("立場", str(SIDE_LABELS.get(entry.code, ""))),
        ("日時", say_moment(entry.occurred_at)),
        ("聞き手", "・".join(p.name for p in (entry.by, entry.second) if p is not None)),
        ("聞けたか", "・".join(map(str, KINDS["hearing"].said("", entry.flag)))),
        ("記録した日時", say_moment(entry.recorded_at)),
    )
    blocks: list[Block] = [Facts(facts), Head(fields["words"]), Words(body.get("words", ""))]
    rows = []
    for one in Statement.objects.filter(entry=entry).order_by("number"):
        one.case = entry.case
        said = one.data("said")
        at = say_day(one.acted_on) + (f" {one.acted_at:%H:%M}" if one.acted_at else "")
        rows.append((at, one.text("place"), said.get("words", ""), said.get("did", "")))
    if rows:
        head = ("いつのことか", "どこで", "本人のことば", "したこと・されたこと")
        blocks += [Head("ひとつずつのことば"), Table(head, tuple(rows), (3, 2.4, 6, 4))]
    for name in ("conclusion", "promise"):
        if body.get(name):
            blocks += [Head(fields[name]), Words(body[name])]
    return _paper(told, "hearing", "聞き取り記録票", blocks)
