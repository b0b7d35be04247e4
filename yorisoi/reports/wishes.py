"""What whoever told wishes: who shall not know, whom to talk to, how they feel. Carried on wherever it is decided.

A wish binds nobody by itself; it must be seen before the family is told, so it is shown in the meeting, on the case
and where a visit or a call is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy.flow import Text
from yorisoi.reports.answers import NOT_HOME, STILL_LABELS, codes_of, said_in_words
from yorisoi.reports.models import Report

_HOME = (
    r"(?:お?(?:うち|家)の(?:人|ひと)|(?:お|御)?(?:母|父|かあ|とう|ばあ|じい|祖母|祖父)(?:さん|ちゃん|様)|ママ|パパ|母親|父親|両親|"
    r"(?:だれ|誰)にも|(?<!母)(?<!父)親(?!友|しい|切)|おや(?=に|には|は|へ)|家族|かぞく|保護者|家(?=に|には)|うち(?=に|には))"
)
_ADVERB = r"(?:は|も|だけは)?[、 \u3000]*(?:もう|まだ|絶対に?|ぜったいに?)?"
_TELL = (
    r"(?:(?:言|い)わないで|(?:話|はな)さないで|(?:伝|つた)えないで|(?:知|し)らせないで|(?:教|おし)えないで|"
    r"(?:連絡|れんらく|電話|でんわ)(?:を)?しないで|(?:言|い)って(?:ほしく|欲しく)な)"
)
# 「悪口を言わないで」 asks for something else: telling needs somebody to tell, or the thing itself.
_SECRET = (
    rf"(?:(?:に|へ|このこと|この話|このはなし|これ)(?:を)?{_ADVERB}{_TELL}|"
    r"(?:知|し)られ(?:たくな|ると(?:困|こま)|ないように|ないで)|(?:ばれ|バレ)(?:たくな|ると(?:困|こま)|ないように)|"
    r"(?:ないしょ|内緒|ひみつ|秘密)(?:に(?:して|し)|で(?:お|き)|だよ|です))"
)
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
_ASKS, _OF_HOME = re.compile(_SECRET), re.compile(_HOME)
LONGEST_QUOTE = 120

WHO: dict[str, Text] = {
    "self": gettext_lazy("本人"),
    "child": gettext_lazy("知らせた子ども"),
    "guardian": gettext_lazy("保護者"),
    "other": gettext_lazy("知らせた人"),
}


@dataclass(frozen=True)
class Wishes:
    """The wishes of one report. `who` says whose; `asked` are sentences of the narrative that ask for silence."""

    report: Report
    who: Text
    withhold: tuple[Text, ...] = ()
    talk_to: tuple[Text, ...] = ()
    feel: Text = ""
    still_going: Text = ""
    asked: tuple[str, ...] = ()
    family: bool = False
    child: bool = False

    @property
    def quiet(self) -> bool:
        """Somebody shall not know."""
        return bool(self.withhold or self.asked)

    @property
    def any(self) -> bool:
        """There is something to heed."""
        return bool(self.quiet or self.talk_to or self.feel)

    @property
    def warning(self) -> str:
        """What to say beside the duty to tell the family, or nothing."""
        if self.family:
            said = _("%(who)sは、おうちの人に知られたくないと言っています。会議で決めてからにしてください。")
            return said % {"who": self.who}
        return ""


def wishes(report: Report) -> Wishes:
    """Return the wishes that a report carries."""
    answers = report.data("answers")
    withheld = [code for code in codes_of(answers, "withhold") if code != "nobody"]
    silent = NOT_HOME in codes_of(answers, "wish")  # chosen in 元気アンケート
    asked = (*_asked(report.text("narrative")), *([str(said_in_words("wish", NOT_HOME))] if silent else ()))
    whose, scale = "".join(codes_of(answers, "whose")), "".join(codes_of(answers, "feel_scale"))
    feel: Text = "、".join(str(said_in_words("feel", code)) for code in codes_of(answers, "feel"))
    if scale:
        feel = _("%(n)s(0〜10で10がとてもつらい)") % {"n": scale}
    return Wishes(
        report=report,
        who=WHO[_whose(report, whose)],
        withhold=tuple(said_in_words("withhold", code) for code in withheld),
        talk_to=tuple(said_in_words("talk_to", code) for code in codes_of(answers, "talk_to")),
        feel=feel,
        still_going=STILL_LABELS.get(report.still_going, ""),
        asked=asked,
        family=silent or "family" in withheld or any(_OF_HOME.search(sentence) for sentence in asked),
        child="child" in withheld,
    )


def wishes_of(reports: Iterable[Report]) -> list[Wishes]:
    """Return the wishes of these reports, of those that have any."""
    return [found for found in map(wishes, reports) if found.any]


def _whose(report: Report, whose: str) -> str:
    if report.source == "child":
        return "self" if whose == "me" else "child"
    return "guardian" if report.source == "guardian" else "other"


def _asked(narrative: str) -> list[str]:
    """Return the sentences that ask for silence, in the words in which they stand."""
    found = [hit[0].strip() for hit in _SENTENCE.finditer(narrative) if _ASKS.search(hit[0])]
    return [sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[:LONGEST_QUOTE]}…" for sentence in found]
