"""Cases: children and their roles, steps on the flowchart, and the entries of the record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.case_flow import CaseState
from yorisoi.policy.roles import Role
from yorisoi.reports.models import Report, StepRow
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.numbers import label_of


class Case(SealedRow):
    """事案. Its number stays when it is reopened. Dates here are set by bodies or follow from entries."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default=CaseState.SUSPECTED)
    entered_at = models.DateTimeField()  # since when in this state
    opened_at = models.DateTimeField()
    recognised_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    board_told_at = models.DateTimeField(null=True, blank=True)
    forms = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)
    may_be_serious = models.BooleanField(null=True)
    last_act_on = models.DateField(null=True, blank=True)
    period_months = models.PositiveSmallIntegerField(default=3)
    short_period_reason = SealedField()
    period_ends_on = models.DateField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)
    follow_up_date = models.DateField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )  # 統合済み: goes on there; from then on this row never changes
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_into")

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["school", "state", "-opened_at"], name="case_state"),
            models.Index(  # the board puts its cases in order without a look at the rows
                fields=["school", "state", "may_be_serious", "urgent", "entered_at", "id"], name="case_board"
            ),
            models.Index(fields=["school", "recognised_at"], name="case_recognised"),  # figures of a school year
            # few went into another or came out of one: an index of all would be taken for useless, every row be read
            models.Index(fields=["merged_into"], name="case_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["split_from"], name="case_split", condition=Q(split_from__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_case_of_a_number"),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=[s.value for s in CaseState])),
            models.CheckConstraint(
                name="resolved_has_a_time", condition=~Q(state="resolved") | Q(resolved_at__isnull=False)
            ),
            models.CheckConstraint(
                name="merged_goes_on_elsewhere",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number: 「2026-0417」."""
        return label_of(self.year, self.number)


class CaseReport(models.Model):
    """Which report lives in which case today: each in one. Where it lived before is kept in `ReportMove`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="report_links")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="case_link")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")


class CaseReach(models.Model):
    """Whose shut-outs hold for a case: every report that is or ever was in it, or in a case joined with it.

    Only ever grows: whoever is shut out of one of these reports is shut out of the case, wherever the report went.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reaches")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reaches")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "report"], name="reaches_once")]


class ReportMove(SealedRow):
    """A report went from one case to another, by the decision of a body. Written once."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports_gone")
    target = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports_come")
    move = models.CharField(max_length=20)  # merge, split, move_report
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.PROTECT, related_name="+")
    reason = SealedField()

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class Involvement(SealedRow):
    """A child's role in a case. Roles end and begin; rows stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="involvements")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = SealedField()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "pupil", "role"], condition=Q(until__isnull=True), name="one_open_role"
            ),
            models.CheckConstraint(name="role_known", condition=Q(role__in=[r.value for r in Role])),
        ]

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.case.key


class RolePutRight(SealedRow):
    """A role was given by mistake: the child never held it. The role ended when this was written; both stay."""

    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="put_right")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = SealedField()

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.involvement.case.key


class CaseMember(models.Model):
    """Who is on the case team: assigned a duty, a hearing, a watch, or invited."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="case_memberships")
    why = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "staff"], condition=Q(until__isnull=True), name="on_the_team_once")
        ]


class CaseStep(StepRow):
    """An arrow of the case flow."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")

    class Meta(StepRow.Meta):
        indexes = [models.Index(fields=["case", "at"], name="case_steps")]

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.case.key


class Entry(SealedRow):
    """One line of the record: an act, a hearing, a measure, an observation … Written once.

    `kind` is a key of `cases.entries.KINDS`; `code` and `flag` are its machine-readable parts; `body`
    holds the words. A correction is a new entry whose `corrects` points at the old one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=30, blank=True)
    flag = models.CharField(max_length=20, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = SealedField()
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["occurred_at", "recorded_at", "id"]
        indexes = [
            models.Index(fields=["case", "kind", "occurred_at"], name="entry_kind"),
            # few lines correct another: an index of all of them would be taken for useless and every line be read
            models.Index(fields=["corrects"], name="entry_corrects", condition=Q(corrects__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "token"], condition=~Q(token=""), name="entry_sent_once")
        ]

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.case.key


class SharedEntry(models.Model):
    """A line that stands in the record of another case as well: merged into it, or split off with it.

    The line itself stays where it was written, under that case's key.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shared")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="shared_in")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "entry"], name="shared_once")]


class BoardCopy(SealedRow):
    """What was submitted to 市教委, exactly as submitted. The board sees this and nothing else."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="board_copies")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="board_copies")
    report = models.ForeignKey(  # where it is about a report on which nothing has been decided
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="board_copies"
    )
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text_sent = SealedField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="board_copy_of_one",
                condition=Q(case__isnull=False, report__isnull=True) | Q(case__isnull=True, report__isnull=False),
            )
        ]


# what is counted of an act, beside its line
from yorisoi.cases.act_models import Act, ActCheck, ActPerson  # noqa: E402

__all__ = [
    "Act",
    "ActCheck",
    "ActPerson",
    "BoardCopy",
    "Case",
    "CaseMember",
    "CaseReport",
    "CaseStep",
    "Entry",
    "Involvement",
]


# The rows of hearings, visits and measures are models of this app as well.
from yorisoi.cases import models_hearings, models_measures, models_places, models_serious  # noqa: E402, F401
