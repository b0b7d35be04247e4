"""What a kind of dated line of a serious incident consists of, and what comes before it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Need, Text
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_flow import IncidentState as S

BOARD, FAMILY, INQUIRY, AROUND, PRESS, OTHER = "board", "family", "inquiry", "around", "press", "other"
GROUPS: dict[str, Text] = {
    BOARD: _("市教委・警察"),
    FAMILY: _("対象児童・保護者"),
    INQUIRY: _("調査"),
    AROUND: _("関係する児童・保護者"),
    PRESS: _("報道"),
    OTHER: _("そのほか"),
}
AFTER_FACTS = frozenset({S.CAUSES, S.RESULTS, S.EXPLAINED, S.FOLLOWING, S.CLOSED})
BEGUN = frozenset({S.FACTS, *AFTER_FACTS})
DONE = frozenset({S.RESULTS, S.EXPLAINED, S.FOLLOWING, S.CLOSED})
FACTS_FIRST = Need(
    "facts_first",
    _("事実が明らかになるまで、原因や検証は書きません。先に「事実が明らかになった」に進めてください。"),
    "serious.investigation",
    bool,
)
BEGIN_FIRST = Need(
    "begin_first",
    _("調査を始める前です。先に、説明などを終えて「事実の調査を始める」に進めてください。"),
    "serious.explain_second",
    bool,
)
RESULTS_FIRST = Need("results_first", _("調査の結果がまとまってから記録します。"), "serious.information", bool)
WISHES_KEPT = Need(
    "wishes_kept",
    _(
        "聴けない事情、または望まないことが記録されています。本人・家族の今の意向をどう確かめて聴いたかを、「本人・家族の意向」に書いてください。"
    ),
    "serious.wishes",
    bool,
)
WHY_NOT_HEARD = Need("wishes", _("本人から聴けないときは、家族の意向を書いてください。"), "serious.wishes", bool)
NO_NAMES = Need(
    "no_names",
    _("児童の名前が入っています。個人が分かることは、この部屋から出しません。名前を除いて書いてください。"),
    "serious.press",
    bool,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of words. auto: nobody types it, it is stated from what is on record when the line is written."""

    name: str
    label: Text
    help: Text = ""
    required: bool = True
    long: bool = True
    auto: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of line.

    codes: choices. stage: 1 or 2, the explanation whose points are ticked with it. states: only in these (empty: any),
    else `first` says what comes before. settles: what it does of what is owed. to_board: the field that is submitted.
    next_on: "", "optional" or "required" – the day of the next one. right: who may write it.
    """

    name: str
    label: Text
    group: str
    cite: str
    fields: tuple[Field, ...]
    verb: Text
    codes: tuple[tuple[str, Text], ...] = ()
    code_label: Text = ""
    stage: int = 0
    states: frozenset[str] = frozenset()
    first: Need | None = None
    settles: str = ""
    to_board: str = ""
    next_on: str = ""
    hint: Text = ""
    right: Can = Can.REPORT_TO_BOARD
    by_hand: bool = True


def words(label: Text, help_text: Text = "") -> Field:
    return Field("words", label, help_text)


WHOM = Field("whom", _("相手（だれに。職・氏名）"), long=False)
WHO_TOLD = Field("who", _("説明した人"), long=False)
THEIR_WORDS = Field("reply", _("相手のことば・意向"), _("「 」で、言ったとおりに。"), required=False)
