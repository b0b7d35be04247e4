"""What a kind of line in a case's record consists of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can

FACT, JUDGEMENT, CONTACT, OBSERVATION = "fact", "judgement", "contact", "observation"
NATURES: dict[str, Text] = {
    FACT: _("事実"),
    JUDGEMENT: _("判断"),
    CONTACT: _("連絡"),
    OBSERVATION: _("観察"),
}
STAFF_TOLD: tuple[tuple[str, Text], ...] = (  # how all staff come to know; `notify`: each confirms the reading
    ("notify", _("この文を全教職員に知らせ、読んだことを確かめる")),
    ("told", _("職員会議・朝会などで、口頭で伝えた")),
    ("needless", _("全体への共有は必要ないと判断した")),
)


_HINT = re.compile(r"\s*[（(][^（）()]*[）)]$")


def short(label: Text) -> str:
    """Return a choice's label as it is read later: without the hint in brackets that the form gives."""
    return _HINT.sub("", str(label)) or str(label)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of words. `fact` tells the adult's view from what was seen and said."""

    name: str
    label: Text
    help: Text = ""
    required: bool = True
    long: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of line.

    pupil: "victim", "perpetrator", "any", "optional" or "" – which children can be chosen. codes and flags: choices
    (value → label). settles: the `done_by` values that this record fulfils ("{code}" is filled in). right: who may
    write it; flag_rights: flags that want another right. posts: only these posts, or who acts for them (empty: any).
    """

    name: str
    label: Text
    nature: str
    fields: tuple[Field, ...]
    cite: str
    pupil: str = ""
    codes: tuple[tuple[str, Text], ...] = ()
    code_label: Text = ""
    flags: tuple[tuple[str, Text], ...] = ()
    flag_label: Text = ""
    second: bool = False
    settles: tuple[str, ...] = ()
    verb: Text = ""
    by_hand: bool = True  # offered in the list of things to record
    right: Can = Can.WRITE_CASE
    flag_rights: tuple[tuple[str, Can], ...] = ()
    posts: tuple[str, ...] = ()

    def said(self, code: str, flag: str) -> list[Text]:
        """Return what was chosen, in short words for reading."""
        chosen = (dict(self.codes).get(code), dict(self.flags).get(flag))
        return [short(label) for label in chosen if label is not None]
