"""Keeping a list until it is decided, and doing what its preview showed: the class days of each class, in one go."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.attendance.importing import Plan, preview, read
from yorisoi.attendance.models import AttendanceUpload, Register
from yorisoi.attendance.taking import locked_register, recount_class, write_day
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.crypto import seal, unseal
from yorisoi.journal.keys import school_key
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff


class PlanChanged(Exception):
    """The register is no longer what the person saw in the preview."""


def _about(upload: AttendanceUpload) -> str:
    return f"attendance.upload.content:{upload.pk}"


@transaction.atomic
def keep_upload(*, school: School, content: bytes, by: Staff) -> AttendanceUpload:
    """Seal an uploaded list until it is applied or thrown away; earlier undecided ones of this person are emptied."""
    if not by.can(Can.ATTENDANCE) or by.school_id != school.pk:
        raise PermissionDenied
    for old in AttendanceUpload.objects.filter(school=school, by=by, closed_at__isnull=True):
        _empty(old)
    upload = AttendanceUpload(school=school, by=by, made_at=clock.now())
    upload.content = seal(school_key(school.pk), content, _about(upload))
    upload.save(force_insert=True)
    journal(by=by, school_id=school.pk, event="attendance.upload", about=upload, bytes=len(content))
    return upload


def upload_plan(upload: AttendanceUpload, by: Staff) -> Plan:
    """Return what an undecided upload would do. Raises `NotARoster` for a file that is no list."""
    return preview(by, *read(unseal(school_key(upload.school_id), bytes(upload.content), _about(upload))))


@transaction.atomic
def close_upload(*, upload: AttendanceUpload, by: Staff) -> None:
    """Empty an upload that is thrown away."""
    _empty(upload)
    journal(by=by, school_id=upload.school_id, event="attendance.upload_closed", about=upload)


def _empty(upload: AttendanceUpload) -> None:
    upload.content = b""
    upload.closed_at = clock.now()
    upload.save(update_fields=["content", "closed_at"])


@transaction.atomic
def apply_upload(*, upload: AttendanceUpload, by: Staff, digest: str) -> Plan:
    """Do what the preview showed. Raises `PlanChanged` when the register has changed since. Twice is once."""
    upload = AttendanceUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.closed_at is not None:
        return Plan()
    plan = upload_plan(upload, by)
    if plan.digest != digest:
        raise PlanChanged
    now = clock.now()
    registers: dict[int, Register] = {}
    for (school_class, day), changes in plan.by_day().items():
        if school_class.pk not in registers:
            registers[school_class.pk] = locked_register(school_class)
        write_day(registers[school_class.pk], day, by, changes, now, "file")
    for register in registers.values():
        recount_class(register, upload.school, by)
    journal(
        by=by, school_id=upload.school_id, event="attendance.import", about=upload, lines=len(plan.lines),
        days=len(plan.days), problems=len(plan.problems),
    )  # fmt: skip
    _empty(upload)
    return plan
