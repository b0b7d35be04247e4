"""What the sheet of an interview asks, and what must be there before it is done (§第2-3(2)①, E2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.edition_types import Named, spoken
from yorisoi.policy.flow import Need, Text

CITE = "detection.interview"
YES, NO, UNSURE, NOT_TOLD = "yes", "no", "unsure", "not_told"
# code → what the child said, in answer to each of the two particular questions
ANSWERS: dict[str, Text] = {
    NO: _("ない"),
    YES: _("ある"),
    UNSURE: _("わからない"),
    NOT_TOLD: _("話せなかった"),
}
BULLYING, SCHOOL = "bullying", "school"
QUESTIONS: dict[str, Text] = {
    BULLYING: _("いやなことをされたり、言われたりしていないか（いじめ）"),
    SCHOOL: _("学校に来るのがつらい、休みたいと思うことはないか（不登校）"),
}
REPORT, CONCERN, NOTHING, AGAIN = "report", "concern", "nothing", "again"
OUTCOMES: dict[str, Text] = {
    REPORT: _("通報にする（その日のうちに小委員会）"),
    CONCERN: _("気がかりとして残す"),
    AGAIN: _("もう一度話す日を決める"),
    NOTHING: _("いまは心配ない"),
}
SIGNS: dict[str, Text] = {
    "face": _("表情がさえない・目を合わせない"),
    "voice": _("声が小さい・返事をためらう"),
    "tears": _("涙ぐむ・ふるえる"),
    "body": _("頭やおなかが痛いと言う・眠そう"),
    "injury": _("けが・あざがある"),
    "things": _("服や持ち物のよごれ・こわれ・不足"),
    "friends": _("友だちの名前が出てこない・急に変わった"),
    "fear": _("だれかの目を気にする・口止めされている様子"),
}


@dataclass(frozen=True, slots=True)
class Sign(Named):
    """What an adult may see while a child talks."""

    code: str
    label_ja: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class InterviewSheet:
    """The words of the sheet in one edition: the two particular questions, what to ask besides, what may be seen."""

    bullying_ja: str
    bullying_en: str
    school_ja: str
    school_en: str
    prompts: tuple[str, ...]
    signs: tuple[Sign, ...]

    def question(self, name: str) -> str:
        """Return one of the two particular questions, in the language of the page."""
        words = {BULLYING: (self.bullying_ja, self.bullying_en), SCHOOL: (self.school_ja, self.school_en)}
        return spoken(*words[name])

    def sign(self, code: str) -> str:
        """Return what a sign is called; one that this edition no longer has keeps the name that it shipped with."""
        return next((one.label for one in self.signs if one.code == code), str(SIGNS.get(code, code)))


def read_interview(row: Reader) -> InterviewSheet:
    """Read the sheet of an edition. Raises BadEdition."""
    signs = []
    for one in row.rows("signs"):
        signs.append(Sign(one.text("code"), one.text("label"), one.text("label_en", "")))
        one.finish()
    made = InterviewSheet(
        row.text("bullying"),
        row.text("bullying_en", ""),
        row.text("school"),
        row.text("school_en", ""),
        row.texts("prompts", default=[]),
        tuple(signs),
    )
    row.finish()
    if len({sign.code for sign in signs}) != len(signs):
        raise row.bad("signs", "同じ code が二度書かれています。")
    return made


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a filled sheet says. found: words that speak of bullying stand in what the child said."""

    bullying: str = ""
    school: str = ""
    outcome: str = ""
    reason: bool = False
    next_on: date | None = None
    today: date | None = None
    found: bool = False
    weighed: bool = False


def _later(facts: SheetFacts) -> bool:
    if facts.outcome != AGAIN:
        return True
    return facts.next_on is not None and (facts.today is None or facts.next_on >= facts.today)


NEEDS: tuple[Need, ...] = (
    Need(
        "bullying",
        _("いじめについて聞いた答えを選んでください。聞けなかったときは「話せなかった」を選びます。"),
        CITE,
        lambda f: f.bullying in ANSWERS,
    ),
    Need(
        "school",
        _("学校に来づらいかについて聞いた答えを選んでください。聞けなかったときは「話せなかった」を選びます。"),
        CITE,
        lambda f: f.school in ANSWERS,
    ),
    Need("outcome", _("この面談をどう終えるかを選んでください。"), CITE, lambda f: f.outcome in OUTCOMES),
    Need(
        "reason",
        _("「いまは心配ない」と考えた理由（何を見て、聞いて）を書いてください。"),
        CITE,
        lambda f: f.outcome != NOTHING or f.reason,
    ),
    Need("next_on", _("もう一度話す日（今日から後）を入れてください。"), CITE, _later),
    Need(
        "passed_on",
        _("いじめが「ある」と話した面談は、通報にします。いじめかどうかは、一人では決めません。"),
        "response.pass_on",
        lambda f: f.bullying != YES or f.outcome in {"", REPORT},
    ),
    Need(
        "weighed",
        _("いじめを思わせることばがあります。通報にするか、読んだうえで通報にしないことを選んでください。"),
        "detection.concerns",
        lambda f: not f.found or f.weighed or f.outcome in {"", REPORT},
    ),
)


def unmet(facts: SheetFacts) -> tuple[Need, ...]:
    """Return what the sheet still lacks, in its order."""
    return tuple(need for need in NEEDS if not need.met(facts))
