"""Reports: what came in, what was noted, who read it, who is shut out."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yorisoi.journal import clock
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.report_flow import ReportState
from yorisoi.reports.custody_models import (
    Direction,
    IdentityOpening,
    NameWithdrawal,
    ReporterCorrection,
    StaffMention,
)
from yorisoi.reports.talk_models import Message, MessageFile, MessageSeen
from yorisoi.schools.models import Pupil, School, SchoolClass, Staff
from yorisoi.schools.numbers import label_of

__all__ = [
    "Attachment", "AttachmentCopy", "AttachmentNote", "AttachmentPart", "Direction", "Exclusion", "Finding",
    "IdentityOpening", "Memo", "Message", "MessageFile", "MessageSeen", "NameWithdrawal", "NamedPupil",
    "OriginalOpened", "Reading", "Report", "ReportStep", "ReporterCorrection", "SameMatter", "StaffMention", "StepRow",
]  # fmt: skip


class Report(SealedRow):
    """情報・通報: one thing that came in by one of the doors. What was said is never changed or deleted."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=20)  # child guardian community staff other
    channel = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    anonymous = models.BooleanField(default=False)
    forms = models.JSONField(default=list)
    still_going = models.CharField(max_length=10, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    narrative = SealedField()
    answers = SealedField()
    reporter = SealedField()
    received_from = SealedField()
    token_hash = models.BinaryField(unique=True)
    code_hash = models.BinaryField(unique=True, null=True)
    state = models.CharField(max_length=20, default=ReportState.RECEIVED)
    urgent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            # the inbox, the ledger and other lists are counted and put in order without a look at the rows
            models.Index(fields=["school", "state", "received_at", "id", "urgent_at"], name="report_inbox"),
            models.Index(fields=["school", "year", "received_at", "id", "state"], name="report_in_order"),
            models.Index(
                fields=["school", "state", "received_at", "id"],
                name="report_urgent",
                condition=Q(urgent_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_report_of_a_number"),
            models.CheckConstraint(
                name="report_state_known", condition=Q(state__in=[state.value for state in ReportState])
            ),
            models.CheckConstraint(
                name="report_source_known",
                condition=Q(source__in=["child", "guardian", "community", "staff", "other"]),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """受付番号, as on the receipt: 「2026-0417」."""
        return label_of(self.year, self.number)


class NamedNow(models.Manager["NamedPupil"]):
    """The names that stand: those withdrawn as mistaken are left out."""

    def get_queryset(self) -> models.QuerySet[NamedPupil]:
        """Leave out what is withdrawn and not named again."""
        gone = NameWithdrawal.objects.filter(named=OuterRef("pk"), restored_at__isnull=True)
        return super().get_queryset().filter(~Exists(gone))


class NamedPupil(models.Model):
    """A child named in a report (by whoever reported, or added by the intake officer).

    `NamedPupil.now` and `report.named_pupils(manager="now")` are the names that stand; facts and lists use those.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="named_pupils")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    objects = models.Manager()
    now = NamedNow()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "pupil", "role"], name="named_once")]


class Exclusion(SealedRow):
    """A member of staff who is shut out of a report and of its case.

    Takes effect at once, even from an unconfirmed mention; lifting it takes another person and a reason.
    """

    WHY = ["named", "mentioned", "withheld"]

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="exclusions")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="exclusions")
    why = models.CharField(max_length=12)
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    phrase = SealedField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "staff"], condition=Q(lifted_at__isnull=True), name="shut_out_once"
            ),
            models.CheckConstraint(name="exclusion_why_known", condition=Q(why__in=["named", "mentioned", "withheld"])),
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class Memo(SealedRow):
    """メモ of the intake officer. Written once; a correction is another memo."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="memos")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = SealedField()
    kind = models.CharField(max_length=12, default="memo")  # memo, interim (当面の対応)

    class Meta:
        ordering = ["at", "id"]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class SameMatter(SealedRow):
    """Two reports speak of the same matter. Each keeps its number, clock, memo, receipt and shut-outs.

    Ended with a reason where the link was a mistake; the row stays. `reason` is of the link, `end_reason` of its end.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="same_as")
    other = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="same_of")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_reason = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "other"], condition=Q(ended_at__isnull=True), name="same_matter_once"
            ),
            models.CheckConstraint(name="same_matter_of_two", condition=~Q(report=models.F("other"))),
        ]

    def sealing_key(self) -> DataKey:
        """The first report's key."""
        return self.report.key


class Finding(SealedRow):
    """Words that a rule of `policy.urgency` found in what was told or noted. A person looks; the row stays.

    place: narrative, answers, memo, message, or facts (what was ticked). ref: which memo or message, "" where there is
    only one. words: {found, before, after}.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=30)
    cite = models.CharField(max_length=60)
    grave = models.BooleanField(default=False)
    place = models.CharField(max_length=20)
    ref = models.CharField(max_length=40, blank=True)
    words = SealedField()
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)  # urgent, not_urgent
    reason = SealedField()

    class Meta:
        ordering = ["-grave", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "rule", "place", "ref"], name="found_once"),
            models.CheckConstraint(
                name="looked_with_outcome",
                condition=Q(looked_at__isnull=True, outcome="")
                | Q(looked_at__isnull=False, outcome__in=["urgent", "not_urgent"]),
            ),
        ]

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


class Reading(models.Model):
    """Who read a report first when; the receipt page tells how many adults have."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "staff"], name="read_first_once")]


class StepRow(SealedRow):
    """One arrow taken: by which body or post, by whom, when, on what grounds. Written once."""

    move = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=20)  # the body or post that took it
    meeting = models.ForeignKey("meetings.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cite = models.CharField(max_length=60)
    reason = SealedField()
    details = SealedField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]


class ReportStep(StepRow):
    """An arrow of the report flow."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")

    def sealing_key(self) -> DataKey:
        """The report's key."""
        return self.report.key


from yorisoi.reports.attachment_models import (  # noqa: E402 - Django looks for models here
    Attachment,
    AttachmentCopy,
    AttachmentNote,
    AttachmentPart,
    OriginalOpened,
)

__all__ = [
    "Attachment",
    "AttachmentCopy",
    "AttachmentNote",
    "AttachmentPart",
    "Direction",
    "Exclusion",
    "Finding",
    "IdentityOpening",
    "Memo",
    "Message",
    "MessageFile",
    "MessageSeen",
    "NameWithdrawal",
    "NamedPupil",
    "OriginalOpened",
    "Reading",
    "Report",
    "ReportStep",
    "ReporterCorrection",
    "SameMatter",
    "StaffMention",
    "StepRow",
]
