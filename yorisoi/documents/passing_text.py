"""The package for another school: what of a child's record goes along, as a person has chosen, before masking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.entries import KINDS as LINES
from yorisoi.cases.models import Case
from yorisoi.cases.present_known import form_labels
from yorisoi.cases.queries import cases_for
from yorisoi.documents.blocks import Head, Paper, Para
from yorisoi.documents.extract_text import Gathering, add_case
from yorisoi.documents.gather import Gathered, gather, say_day, say_moment
from yorisoi.documents.masking import Finder
from yorisoi.journal import clock
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import seats_until_now

SHORT, WHOLE = "short", "whole"
GROUND_LABELS: dict[str, Text] = {
    "consent": gettext_lazy("本人・保護者の同意（個人情報保護法69条2項1号）"),
    "office": gettext_lazy("受け取る学校の仕事に必要な限度で、相当の理由がある（同法69条2項3号、いじめ防止法27条）"),
    "benefit": gettext_lazy("渡すことが明らかに本人の利益になる（同法69条2項4号）"),
    "rules": gettext_lazy("法令に基づく（同法69条1項、学校教育法施行規則24条）"),
}
CONSENT_LABELS: dict[str, Text] = {
    "agreed": gettext_lazy("保護者が同意した"),
    "told": gettext_lazy("渡すことを保護者に伝え、反対はなかった"),
    "refused": gettext_lazy("保護者は反対している"),
    "not_asked": gettext_lazy("保護者には聞いていない（理由を下に書く）"),
}
WAY_LABELS: dict[str, Text] = {
    "in_person": gettext_lazy("会って手渡した"),
    "post": gettext_lazy("書留・簡易書留で送った"),
    "secure": gettext_lazy("学校間の安全な通信で送った"),
    "other": gettext_lazy("そのほか（下に書く）"),
}
# The lines of a summary: what was aimed at, done and confirmed, not who said what.
SHORT_KINDS = ("goal", "care", "guidance", "follow_up", "pupil_confirmation", "guardian_confirmation")
LAST = 3  # of each kind


@dataclass(frozen=True)
class Said:
    """What the person who decides writes. ground, consent: codes; their notes beside them."""

    to: str
    ground: str
    consent: str
    ground_note: str = ""
    consent_note: str = ""
    watching: str = ""
    safety: str = ""
    more: str = ""


def cases_of(pupil: Pupil, by: Staff) -> list[Case]:
    """Return the cases of a child that this person may read, the open ones first."""
    rows = cases_for(by).filter(involvements__pupil=pupil, involvements__put_right__isnull=True).distinct()
    rows = rows.exclude(state=CaseState.MERGED)
    return sorted(rows, key=lambda case: (is_resting(case), case.opened_at))


def is_resting(case: Case) -> bool:
    """Say whether the matter is decided: then it goes along only if somebody chooses it."""
    return case.state in CASE_FLOW.resting


def package(
    pupil: Pupil, by: Staff, finder: Finder, said: Said, chosen: Mapping[UUID, str], cases: Sequence[Case]
) -> tuple[Paper, Gathering]:
    """Gather what goes along: what the person wrote, then each chosen case, in short or whole."""
    found = Gathering()
    seats = [str(seat.school_class) for seat in reversed(seats_until_now(pupil))]
    found.blocks.append(Head(_("この資料について")))
    found.blocks.append(
        Para(
            _("取り扱いに注意し、受け取った学校の支援のためだけに使ってください。ほかの子どもは ■■■ としています。"),
            small=True,
        )
    )
    found.facts(
        (_("子ども"), pupil.name),
        (_("学級"), "・".join(seats)),
        (_("渡す学校"), said.to),
        (_("まとめた日時"), say_moment(clock.now())),
    )
    for what, label, note in (
        (_("根拠"), GROUND_LABELS[said.ground], said.ground_note),
        (_("保護者の意向"), CONSENT_LABELS[said.consent], said.consent_note),
    ):
        found.blocks.append(Para(f"{what}: {label}"))  # words of ours: nothing of them is anybody's name
        if note.strip():
            found.facts((what, note))
    told = ((_("見守りについて決めたこと"), said.watching), (_("安全のために必要なこと"), said.safety))
    if rows := [(label, words) for label, words in (*told, (_("そのほか"), said.more)) if words.strip()]:
        found.blocks.append(Head(_("伝えたいこと")))
        found.facts(*rows)
    for case in cases:
        if case.pk not in chosen:
            continue
        if chosen[case.pk] == WHOLE:
            add_case(found, gather(case, by), pupil, finder)
        else:
            _short(found, gather(case, by), pupil)
    rules = edition(pupil.school.edition)
    paper = Paper(
        kind="package",
        title=_("引継ぎ資料"),
        about="",
        school=pupil.school.name,
        edition=f"{rules.name}・{rules.version}",
        blocks=tuple(found.blocks),
        mark=_("取扱注意・複写禁止"),
    )
    return paper, found


def _short(found: Gathering, told: Gathered, pupil: Pupil) -> None:
    case = told.case
    found.cases.append(case)
    found.blocks.append(Head(_("事案 %(number)s（要点）") % {"number": case.label}))
    held = [row for row in told.people if row.pupil_id == pupil.pk]
    found.facts(
        (_("立場"), "・".join(f"{ROLE_LABELS[row.role]}（{say_day(row.since)}から）" for row in held)),
        (_("態様"), "、".join(form_labels(case.edition, case.forms))),
        (_("認知した日"), say_day(case.recognised_at)),
        (_("いまの状態"), str(CASE_FLOW.labels[CaseState(case.state)])),
        (_("最後の行為の日"), say_day(case.last_act_on)),
        (_("解消を確かめられる日"), say_day(case.period_ends_on)),
    )
    rows = []
    for kind in SHORT_KINDS:
        lines = [one for one in told.of_kind(kind) if one.pupil_id in (None, pupil.pk)][-LAST:]
        for one in lines:
            words = "\n".join(str(value) for value in one.data("body").values() if str(value).strip())
            rows.append(((say_moment(one.occurred_at), str(LINES[kind].label), words, one.by.name), ""))
    found.rows(rows)
