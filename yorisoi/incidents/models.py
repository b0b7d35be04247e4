"""Serious incidents: what each is about, its steps, its dated lines, what was submitted, who does what by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yorisoi.duties.models import Duty
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.policy.serious_facts import CLAIMANTS, Origin
from yorisoi.policy.serious_flow import IncidentState
from yorisoi.reports.models import StepRow
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.numbers import label_of


class Incident(SealedRow):
    """重大事態, of one child. Sealed under a key of its own; never deleted, never ended but by its flow.

    claimed_at: since when a claim of pupil or guardian stands. lead: who investigates, as the board decided.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=40)
    state = models.CharField(max_length=16, default=IncidentState.OPENED)
    entered_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8)
    claimant = models.CharField(max_length=8, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    harm = models.BooleanField(default=False)  # 1号
    absence = models.BooleanField(default=False)  # 2号
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents")
    told_at = models.DateTimeField(null=True, blank=True)  # 市教委, first word
    reported_at = models.DateTimeField(null=True, blank=True)  # 発生報告
    lead = models.CharField(max_length=6, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)  # the investigation
    closed_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["school", "state", "-opened_at"], name="incident_state")]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="one_incident_of_a_number"),
            models.UniqueConstraint(fields=["school", "token"], name="incident_opened_once"),
            models.CheckConstraint(
                name="incident_state_known", condition=Q(state__in=[s.value for s in IncidentState])
            ),
            models.CheckConstraint(name="incident_origin_known", condition=Q(origin__in=[o.value for o in Origin])),
            models.CheckConstraint(name="incident_claimant_known", condition=Q(claimant__in=["", *CLAIMANTS])),
            models.CheckConstraint(name="incident_lead_known", condition=Q(lead__in=["", "board", "school"])),
            models.CheckConstraint(
                name="incident_has_a_ground",
                condition=Q(harm=True) | Q(absence=True) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(  # nothing ends without an investigation, whatever a program thinks
                name="closed_after_an_investigation",
                condition=~Q(state=IncidentState.CLOSED.value)
                | Q(closed_at__isnull=False, begun_at__isnull=False, reported_at__isnull=False),
            ),
        ]

    @property
    def label(self) -> str:
        """The number: 「2026-0417」."""
        return label_of(self.year, self.number)


class IncidentMatter(models.Model):
    """What an incident touches: a report, a case. Whoever is shut out of one of them is shut out of the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="matters")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents")
    report = models.ForeignKey(
        "reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_matter_is_one",
                condition=Q(case__isnull=False, report__isnull=True) | Q(case__isnull=True, report__isnull=False),
            ),
            models.UniqueConstraint(fields=["incident", "case"], name="incident_case_once"),
            models.UniqueConstraint(fields=["incident", "report"], name="incident_report_once"),
        ]


class IncidentMember(models.Model):
    """Who was brought in beside the managers and 生徒指導主任: invited, or with a measure to carry out."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10)
    since = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "staff"], name="incident_member_once")]


class IncidentStep(StepRow):
    """An arrow of the flow of serious incidents."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")

    class Meta(StepRow.Meta):
        indexes = [models.Index(fields=["incident", "at"], name="incident_steps")]

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.incident.key


class IncidentLine(SealedRow):
    """One dated line: a call, an explanation, a hearing, a point of the official list … Written once.

    `kind` is a key of `incidents.kinds.KINDS`; `code` a point of the list or a choice. A correction points at the old.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    body = SealedField()
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["occurred_at", "recorded_at", "id"]
        indexes = [models.Index(fields=["incident", "kind"], name="incident_line_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "token"], condition=~Q(token=""), name="incident_line_sent_once"
            )
        ]

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.incident.key


class IncidentCopy(SealedRow):
    """What was submitted to 市教委 about an incident, exactly as submitted. The board reads this and nothing else."""

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text_sent = SealedField()

    class Meta:
        ordering = ["-at", "id"]


class IncidentMeasure(SealedRow):
    """A measure against repetition: what, who, by when. Done when its row of doing is written."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    words = SealedField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["due_on", "at", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "token"], name="incident_measure_once")]

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.incident.key


class MeasureDone(SealedRow):
    """That a measure was carried out, and what came of it."""

    measure = models.OneToOneField(IncidentMeasure, on_delete=models.PROTECT, related_name="done")
    words = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def sealing_key(self) -> DataKey:
        """The incident's key."""
        return self.measure.incident.key


from yorisoi.incidents.models_more import HoldRelease, HoldReleaseAnswer, IncidentCopyFile  # noqa: E402

__all__ = [
    "HoldRelease",
    "HoldReleaseAnswer",
    "Incident",
    "IncidentCopy",
    "IncidentCopyFile",
    "IncidentLine",
    "IncidentMatter",
    "IncidentMeasure",
    "IncidentMember",
    "IncidentStep",
    "MeasureDone",
]
