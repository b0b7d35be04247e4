"""The life of an item of 学校だより: drafted, waiting to be looked at, approved, issued, taken back (§第2-3(1)③)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Flow, Need, Text, move
from yorisoi.policy.plan_flow import EVALUATION
from yorisoi.policy.roles import RIGHTS, Can


class ItemState(StrEnum):
    """Where an item stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[str, Text] = {
    ItemState.DRAFT: _("下書き"),
    ItemState.WAITING: _("確認待ち"),
    ItemState.APPROVED: _("承認"),
    ItemState.ISSUED: _("発行"),
    ItemState.WITHDRAWN: _("取り下げ"),
}
CITE, SURVEY = "prevention.guardians", "detection.survey"
READ_BY_ALL = (ItemState.APPROVED, ItemState.ISSUED)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the policy asks of a text before it goes on. `wrong`: the names of the rules that it breaks."""

    title: str = ""
    body: str = ""
    wrong: frozenset[str] = frozenset()
    seen: bool = True  # the text that the page showed is the one that goes on
    another: bool = True  # whoever approves is not who handed it in
    reason: str = ""


def _keeps(name: str, text: Text, cite: str) -> Need:
    return Need(name, text, cite, lambda f: name not in f.wrong)


WRITTEN = Need(
    "written", _("題と本文を書く"), CITE, lambda f: bool(f.title.strip()) and len(f.body.strip()) >= 20
)  # fmt: skip
NO_CHILD = _keeps("no_child", _("子どもの名前を消す"), CITE)
NO_SMALL = _keeps(
    "no_small", _("5人より少ない人数と、そこから分かってしまう数を消す（だれのことか分かるため）"), SURVEY
)
NO_CASES = _keeps("no_cases", _("「〇件」と件数を書かない（件数の多い少ないで評価しない。法34条）"), EVALUATION)
NO_PERSONAL = _keeps("no_personal", _("ひとりの子どものことと分かる言い方を消す"), CITE)
FROM_TABLE = _keeps("from_table", _("人数は、結果の表にある数だけを書く"), SURVEY)
SAME_TEXT = Need("same_text", _("ほかの人が直した文を、もう一度読む"), CITE, lambda f: f.seen)
ANOTHER = Need("another", _("書いて出した人とは別の人が承認する"), CITE, lambda f: f.another)
REASON = Need("reason", _("わけを書く"), CITE, lambda f: bool(f.reason.strip()))
RULES = (NO_CHILD, NO_SMALL, NO_CASES, NO_PERSONAL, FROM_TABLE)

WRITERS = tuple(post for post, rights in RIGHTS.items() if Can.OUTREACH in rights)
APPROVERS = tuple(post for post, rights in RIGHTS.items() if Can.OUTREACH_APPROVE in rights)

OUTREACH_FLOW = Flow(
    name="outreach_flow",
    title=_("学校だよりの記事"),
    states=ItemState,
    start=ItemState.DRAFT,
    labels=STATE_LABELS,
    resting=frozenset({ItemState.ISSUED, ItemState.WITHDRAWN}),
    moves=(
        move(
            "submit", _("確認に出す"), cite=CITE, source=[ItemState.DRAFT], target=ItemState.WAITING, by=WRITERS,
            needs=[SAME_TEXT, WRITTEN, *RULES],
        ),
        move(
            "return", _("書き直しにもどす"), cite=CITE, source=[ItemState.WAITING], target=ItemState.DRAFT, by=WRITERS,
            needs=[REASON],
        ),
        move(
            "reopen", _("承認を取り消して、書き直す"), cite=CITE, source=[ItemState.APPROVED], target=ItemState.DRAFT,
            by=APPROVERS, needs=[REASON],
        ),
        move(
            "give_up", _("書くのをやめる"), cite=CITE, source=[ItemState.DRAFT], target=ItemState.WITHDRAWN, by=WRITERS,
            needs=[REASON],
        ),
        move(
            "approve", _("承認する"), cite=CITE, source=[ItemState.WAITING], target=ItemState.APPROVED, by=APPROVERS,
            needs=[SAME_TEXT, WRITTEN, *RULES, ANOTHER],
        ),
        move(
            "issue", _("発行する"), cite=CITE, source=[ItemState.APPROVED], target=ItemState.ISSUED, by=APPROVERS,
        ),
        move(
            "withdraw", _("取り下げる"), cite=CITE,
            source=[ItemState.WAITING, ItemState.APPROVED, ItemState.ISSUED], target=ItemState.WITHDRAWN, by=APPROVERS,
            needs=[REASON],
        ),
    ),
    places={
        ItemState.DRAFT: (0, 0), ItemState.WAITING: (1, 0), ItemState.APPROVED: (2, 0), ItemState.ISSUED: (3, 0),
        ItemState.WITHDRAWN: (2, 1),
    },
)  # fmt: skip

# how a text may be given out, and to whom
WHOM: dict[str, Text] = {
    "families": _("全家庭"),
    "grade": _("学年の家庭"),
    "class": _("学級の家庭"),
    "children": _("子ども"),
    "community": _("地域"),
    "staff": _("教職員"),
}
GIVEN: dict[str, Text] = {
    "item": _("学校だより"),
    "short": _("方針の概略版"),
    "child": _("子ども向けの概略版"),
    "handout": _("懇談会の資料"),
}
# by grades; what fits every grade, and every kind of school, first
BANDS: dict[str, Text] = {
    "all": _("全学年"),
    "low": _("1・2年生"),
    "middle": _("3・4年生"),
    "high": _("5・6年生"),
}
