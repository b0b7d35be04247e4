"""The charts and tables of docs/policy/: what the flows and an edition say, for people to read and to hold against."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils import translation

from yorisoi.policy.board_duties import BOARD_DUTIES
from yorisoi.policy.case_duties import CASE_DUTIES
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.drawing import Drawing, draw
from yorisoi.policy.early_duties import EARLY_DUTIES
from yorisoi.policy.edition import edition as named
from yorisoi.policy.edition_types import Clause, Clock, Edition
from yorisoi.policy.flow import STAY, Duty, Flow, Move
from yorisoi.policy.outreach_flow import OUTREACH_FLOW
from yorisoi.policy.plan_flow import PLAN_FLOW
from yorisoi.policy.prevention_duties import PREVENTION_DUTIES
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ACTING, BODY_LABELS, CAN_LABELS, POST_LABELS, READS_CASES, RIGHTS, ROLE_LABELS, Can
from yorisoi.policy.serious_duties import SERIOUS_DUTIES
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.policy.svg import svg
from yorisoi.policy.year_duties import YEAR_DUTIES

FLOWS: dict[str, Flow] = {
    "report_flow": REPORT_FLOW,
    "case_flow": CASE_FLOW,
    "serious_flow": SERIOUS_FLOW,
    "plan_flow": PLAN_FLOW,
    "outreach_flow": OUTREACH_FLOW,
}
SHIPPED = "ito-nishi"  # the edition that docs/policy/ shows
MADE = "<!-- `yorisoi policy chart` が書き出したもの。手で直さないでください。 -->"
ADDED = "（方針にはなく、補うもの）"


def clock_words(clock: Clock) -> str:
    """Say how long a clock gives, as a rule and not as the time left."""
    counted = {"hours": "時間以内", "school_days": "授業日以内", "days": "日以内", "months": "か月以内"}
    if clock.kind == "same_day":
        return "その日のうち"
    if clock.kind == "set":
        return "会議で決めた日"
    return f"{clock.amount}{counted[clock.kind]}"


def actor_label(actor: str) -> str:
    """Return the label of a post or a body."""
    return str(POST_LABELS.get(actor) or BODY_LABELS[actor])


def place(clause: Clause) -> str:
    """Return where a clause comes from: § of the policy and article, side by side."""
    section = clause.section or "方針に記載なし"
    slip = f"（方針の表記は{clause.cited_as}）" if clause.cited_as else ""
    return f"{section}／{clause.article}{slip}" if clause.article else section


def charts(edition: Edition) -> dict[str, str]:
    """Return the text of every file of docs/policy/ by name, in Japanese, the same each time."""
    with translation.override("ja"):
        files = {f"{name}.md": flow_page(name, flow, edition) for name, flow in FLOWS.items()}
        files |= {f"{name}.svg": svg(draw(flow)) for name, flow in FLOWS.items()}
        files["duties.md"] = duties_page(edition)
        files["roles.md"] = roles_page()
        files["bodies.md"] = bodies_page(edition)
        files["clauses.md"] = clauses_page(edition)
    return files


def write_charts(edition: Edition, folder: Path) -> list[Path]:
    """Write every file into the folder (made if missing) and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in charts(edition).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written


def stale(folder: Path, edition: Edition | None = None) -> list[str]:
    """Return the names of files that are missing or not as the tables now say; none when all is fresh."""
    wanted = charts(edition or named(SHIPPED))
    return [
        name
        for name, text in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def flow_page(name: str, flow: Flow, edition: Edition) -> str:
    """Return the page of one flow: picture, diagram, table of moves."""
    drawing = draw(flow)
    rows = [_move_row(move, flow, drawing, edition) for move in flow.moves]
    start = [f"- {_owed(duty, edition)}" for duty in flow.at_start]
    return _page(
        str(flow.title),
        f"{edition.title} による。図の番号は表の「図」と同じ。",
        f"![{flow.title}]({name}.svg)",
        "```mermaid\n" + mermaid(flow) + "\n```",
        f"## 始まったとき（{flow.labels[flow.start]}）にすべきこと",
        "\n".join(start),
        "## 矢印",
        _table(["図", "いま", "すること", "つぎ", "決める人・会議", "必要なこと", "生まれるすべきこと", "条項"], rows),
    )


def mermaid(flow: Flow) -> str:
    """Return the flow as a mermaid state diagram."""
    lines = ["stateDiagram-v2", "    direction LR"]
    drawn = [state for state in flow.states if state not in flow.aside]
    lines += [f'    state "{flow.labels[state]}" as {state}' for state in drawn]
    lines.append(f"    [*] --> {flow.start}")
    for arrow in draw(flow).arrows:
        lines.append(f"    {arrow.source} --> {arrow.target}: {arrow.label}")
    lines += [f"    {state} --> [*]" for state in drawn if state in flow.resting]
    return "\n".join(lines)


def _move_row(move: Move, flow: Flow, drawing: Drawing, edition: Edition) -> list[str]:
    order = [str(state) for state in flow.states]
    numbers = [str(arrow.number) for arrow in drawing.arrows if move.name in arrow.moves]
    return [
        "・".join(numbers),
        "・".join(str(flow.labels[state]) for state in sorted(map(str, move.source), key=order.index)),
        str(move.label),
        "（そのまま）" if move.target == STAY else str(flow.labels[move.target]),
        "・".join(sorted((actor_label(actor) for actor in move.by), key=_sortable)),
        "<br>".join(str(need.text) for need in move.needs),
        "<br>".join(_owed(duty, edition) for duty in move.duties),
        place(edition.clause(move.cite)),
    ]


def _owed(duty: Duty, edition: Edition) -> str:
    each = f"（{_each(duty)}）" if duty.per else ""
    return f"{duty.text}{each}：{actor_label(duty.owner)}、{clock_words(edition.clock(duty.clock))}"


def _each(duty: Duty) -> str:
    return f"{ROLE_LABELS.get(duty.per, '')}児童ごと"  # of what is no case there is one child, without a role


def duties_page(edition: Edition) -> str:
    """Return the table of duties with their clocks."""
    duties = {
        **REPORT_FLOW.duties(), **CASE_FLOW.duties(), **CASE_DUTIES, **EARLY_DUTIES, **SERIOUS_DUTIES, **BOARD_DUTIES,
        **YEAR_DUTIES, **PREVENTION_DUTIES,
    }  # fmt: skip
    rows = []
    for duty in duties.values():
        clock = edition.clock(duty.clock)
        rows.append(
            [
                str(duty.text),
                actor_label(duty.owner),
                _each(duty) if duty.per else "",
                clock_words(clock),
                f"{clock.basis_label}{'' if clock.in_policy else ADDED}{f'。{clock.note}' if clock.note else ''}",
                place(edition.clause(duty.cite)),
            ]
        )
    return _page(
        "すべきことと期限",
        f"{edition.title} による。「期限はだれの定めか」は数字についてで、すべきこと自体の根拠は条項の欄。",
        _table(["すべきこと", "だれが", "単位", "期限", "期限はだれの定めか", "条項"], rows),
    )


def roles_page() -> str:
    """Return the table of posts and rights, and who acts for whom."""
    rights = list(Can)
    rows = [
        [str(POST_LABELS[post]), *("○" if right in held else "" for right in rights)] for post, held in RIGHTS.items()
    ]
    second = [str(POST_LABELS[post]) for post, held in RIGHTS.items() if held & READS_CASES]
    acting = [[actor_label(post), " → ".join(actor_label(other) for other in row[1:])] for post, row in ACTING.items()]
    return _page(
        "職と権限",
        "通報で名前の挙がった教職員は、どの職でも、その通報と事案から外れる。",
        _table(["職", *(str(CAN_LABELS[right]) for right in rights)], rows),
        "二つ目の認証が要る職（事案を読める職）：" + "・".join(second),
        "## 代わる順（その職の人がいない、または名前が挙がったとき）",
        _table(["職", "代わる順"], acting),
    )


def bodies_page(edition: Edition) -> str:
    """Return the table of bodies: members, chair, quorum."""
    shares = {"half": "半数以上", "majority": "過半数", "two_thirds": "三分の二以上", "all": "全員"}
    rows = [
        [
            body.label + ("" if body.in_policy else "（構成は方針に記載なし）"),
            "・".join(actor_label(post) for post in body.members),
            "・".join(actor_label(post) for post in body.invited),
            " → ".join(actor_label(post) for post in body.chair),
            actor_label(body.outside_contact) if body.outside_contact else "",
            actor_label(body.recorder) if body.recorder else "",
            shares.get(body.quorum, f"{body.quorum}人以上"),
        ]
        for body in edition.bodies.values()
    ]
    return _page(
        "会議",
        f"{edition.title} による。定足数：{edition.clause('organisation.quorum').rule}"
        if "organisation.quorum" in edition.clauses
        else f"{edition.title} による。",
        _table(["会議", "構成員", "招く人", "議長（代わる順）", "外部窓口", "記録", "定足数"], rows),
    )


def clauses_page(edition: Edition) -> str:
    """Return the table of clauses: § of the policy and article of the Act side by side."""
    rows = [
        [
            clause.section or "（記載なし）",
            (clause.article or "") + (f"<br>**方針の表記は「{clause.cited_as}」**" if clause.cited_as else ""),
            clause.rule,
            str(clause.kind_label),
            "○" if clause.in_policy and not clause.lacks else "一部" if clause.in_policy else "補う",
            clause.lacks,
            f"`{clause.key}`",
        ]
        for clause in edition.clauses.values()
    ]
    return _page(
        "条項",
        f"{edition.title} を、私たちのことばで。「補う」は、方針に書かれておらず、このソフトが加えるもの。",
        _table(
            ["方針の§", "法・国の方針", "決まり", "だれの決まりか", "方針に", "方針に書かれていないこと", "名前"], rows
        ),
    )


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([MADE, f"# {title}", *parts]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _sortable(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
