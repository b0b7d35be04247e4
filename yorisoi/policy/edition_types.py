"""What an edition of a school's policy consists of: frozen records, no reading and no checking here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_lists import Channel, Discovery, Form, Helpline, Named, Source, spoken
from yorisoi.policy.flow import Text
from yorisoi.policy.references import in_english
from yorisoi.policy.roles import POST_LABELS

if TYPE_CHECKING:
    from yorisoi.policy.absence import AbsenceRule
    from yorisoi.policy.care_types import CareRules
    from yorisoi.policy.checklists import Checklist
    from yorisoi.policy.interview import InterviewSheet
    from yorisoi.policy.plan_types import PlanRules
    from yorisoi.policy.sheets import RecordSheet
    from yorisoi.policy.short import Short

__all__ = [
    "CLOCK_KINDS",
    "CONDITIONS",
    "KIND_LABELS",
    "QUORUMS",
    "REGULAR",
    "BodyRule",
    "Channel",
    "Clause",
    "Clock",
    "Definition",
    "Discovery",
    "Edition",
    "FollowUp",
    "Form",
    "Helpline",
    "Named",
    "Retention",
    "Source",
    "spoken",
]  # fmt: skip

KIND_LABELS: dict[str, Text] = {
    "statute": _("法律"),
    "national": _("国の基本方針・ガイドライン"),
    "school": _("学校の定め"),
    "city": _("市の定め"),
}
CLOCK_KINDS = ("same_day", "hours", "school_days", "days", "months", "set")
REGULAR: dict[str, Text] = {"weekly": _("毎週"), "monthly": _("毎月"), "term": _("学期ごと")}
QUORUMS = ("half", "majority", "two_thirds", "all")
CONDITIONS = ("continuous", "intent", "severity", "power_gap", "group")  # what 法2条 does not ask for


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule and where it comes from.

    section: § of the school's policy ("" when it has none). article: the place in the Act or the national policy.
    rule: our own words. kind: whose rule it is. in_policy: the school's document says so itself; otherwise the
    software adds it. lacks: what the document leaves out although it names the matter. cited_as: the article that
    the document prints, where that differs from `article`. link: where the source can be read. rule_en: the rule in
    English, where the edition has it.
    """

    key: str
    section: str
    article: str
    rule: str
    kind: str
    in_policy: bool = True
    lacks: str = ""
    cited_as: str = ""
    link: str = ""
    rule_en: str = ""

    @property
    def words(self) -> str:
        """Return the rule in the language of the page."""
        return spoken(self.rule, self.rule_en)

    @property
    def place(self) -> str:
        """Return the § of the school's policy in the language of the page; "" where it has none."""
        return spoken(self.section, in_english(self.section))

    @property
    def source(self) -> str:
        """Return the place in the Act or the national policy in the language of the page."""
        return spoken(self.article, in_english(self.article))

    @property
    def kind_label(self) -> Text:
        """Return whose rule it is, as people read it."""
        return KIND_LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class BodyRule(Named):
    """Who sits in a body and when it can decide.

    members: posts with a seat. invited: posts that may be called in for one case. concerned: those of the invited
    who are called whenever a child of theirs is in the case (担任). chair: in the order of substitution. quorum:
    "half", "majority", "two_thirds", "all" or a number as text. regular: how often it meets whatever happens, or "".
    """

    name: str
    label_ja: str
    members: tuple[str, ...]
    invited: tuple[str, ...]
    concerned: tuple[str, ...]
    chair: tuple[str, ...]
    outside_contact: str
    recorder: str
    quorum: str
    in_policy: bool = True
    label_en: str = ""
    regular: str = ""

    @property
    def member_labels(self) -> list[Text]:
        """Return the posts with a seat, as people read them."""
        return [POST_LABELS[post] for post in self.members]

    @property
    def regular_label(self) -> Text:
        """Return how often it meets whatever happens, or ""."""
        return REGULAR.get(self.regular, "")

    def quorum_of(self, entitled: int) -> int:
        """Return how many of those entitled must be present: never one alone where there are two (O3)."""
        if entitled < 1:
            return 1
        shares = {
            "half": (entitled + 1) // 2,
            "majority": entitled // 2 + 1,
            "two_thirds": -(-entitled * 2 // 3),
            "all": entitled,
        }
        wanted = shares[self.quorum] if self.quorum in shares else min(int(self.quorum), entitled)
        return max(wanted, min(2, entitled))


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may take. basis: whose figure it is. cite: a clause. note: how the figure came about."""

    name: str
    kind: str
    amount: int
    cite: str
    basis: str
    in_policy: bool = True
    note: str = ""

    @property
    def words(self) -> Text:
        """Return how long it gives, as a rule and not as the time left."""
        counted: dict[str, Text] = {
            "hours": _("%(n)d時間以内"), "school_days": _("%(n)d授業日以内"), "days": _("%(n)d日以内"),
            "months": _("%(n)dか月以内"),
        }  # fmt: skip
        if self.kind in counted:
            return counted[self.kind] % {"n": self.amount}
        return _("その日のうち") if self.kind == "same_day" else _("会議で決めた日")

    @property
    def basis_label(self) -> Text:
        """Return whose figure it is, as people read it."""
        return KIND_LABELS[self.basis]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """After how long what is looked at again.

    default_months: the period proposed for 解消. minimum_months: the national policy's figure; a shorter choice
    needs a recorded reason. policy_months: the figure in the school's own document, 0 when it gives none.
    follow_up_days, review_days: dates proposed to the committee, in calendar days.
    """

    default_months: int
    minimum_months: int
    policy_months: int
    follow_up_days: int
    review_days: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept: years after the pupil left school, and after a serious incident's investigation."""

    years_after_leaving: int
    serious_years: int
    in_policy: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """What the document makes of the definition.

    conditions: what it demands beyond 法2条 (see `CONDITIONS`). restated: places where it repeats the definition;
    restated_without_distress: those of them that drop the element of distress.
    """

    conditions: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    restated_without_distress: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """One school's policy in one version."""

    name: str
    title: str
    school_name: str
    city: str
    version: str
    definition: Definition
    bodies: dict[str, BodyRule]
    clocks: dict[str, Clock]
    forms: tuple[Form, ...]
    sources: tuple[Source, ...]
    channels: tuple[Channel, ...]
    discoveries: tuple[Discovery, ...]
    helplines: tuple[Helpline, ...]
    follow_up: FollowUp
    retention: Retention
    care: CareRules
    absence: AbsenceRule
    record_sheet: RecordSheet
    plan: PlanRules
    checklist: Checklist
    interview: InterviewSheet
    short: Short
    clauses: dict[str, Clause]
    files: tuple[str, ...] = field(default=(), compare=False)

    def clause(self, key: str) -> Clause:
        """Return the clause, or raise KeyError."""
        return self.clauses[key]

    def clock(self, name: str) -> Clock:
        """Return the clock, or raise KeyError."""
        return self.clocks[name]

    def body(self, name: str) -> BodyRule:
        """Return the body's rule, or raise KeyError."""
        return self.bodies[name]

    def form(self, code: str) -> Form:
        """Return the form of bullying, or raise KeyError."""
        for form in self.forms:
            if form.code == code:
                return form
        raise KeyError(code)

    def national_helplines(self) -> tuple[Helpline, ...]:
        """Return the helplines that work from everywhere in the country."""
        return tuple(line for line in self.helplines if line.national)
