"""Mail for notices: a word that something waits, without a name, a number or a narrative.

Sent by `tick`, never in a request.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from yorisoi.duties.models import Notice
from yorisoi.duties.notices import AT_ONCE
from yorisoi.duties.queries import unseen
from yorisoi.journal import clock
from yorisoi.policy.roles import Can
from yorisoi.schools.sandboxes import real

log = logging.getLogger(__name__)
MOST_FAILURES = 10
OLDEST = timedelta(days=3)  # what nobody could be mailed for so long is on their list anyway


def send_waiting(*, most: int = 200) -> int:
    """Mail the notices that wait; return how many went out. Two at once never send one twice.

    A failure is counted on the row and tried again at the next tick, up to ten times.
    """
    if not settings.MAIL_ON:
        return 0
    sent = 0
    waiting = Notice.objects.filter(
        real(),
        mailed_at__isnull=True,
        seen_at__isnull=True,
        mail_failures__lt=MOST_FAILURES,
        at__gt=clock.now() - OLDEST,
        staff__is_active=True,
    ).exclude(staff__email="")
    with get_connection() as connection:
        for pk in waiting.values_list("pk", flat=True)[:most]:
            with transaction.atomic():
                row = (
                    Notice.objects.select_for_update(skip_locked=_skips(), of=("self",))
                    .select_related("staff")
                    .filter(pk=pk, mailed_at__isnull=True)
                    .first()
                )
                if row is None or not unseen(row.staff).filter(pk=row.pk).exists():
                    continue  # gone meanwhile, or a matter that this person is shut out of by now
                try:
                    _message(row, connection).send()
                except (OSError, smtplib.SMTPException) as error:
                    log.warning("mail for notice %s failed: %s", row.pk, type(error).__name__)
                    row.mail_failures += 1
                    row.save(update_fields=["mail_failures"])
                else:
                    row.mailed_at = clock.now()
                    row.save(update_fields=["mailed_at"])
                    sent += 1
    return sent


def _skips() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def _message(row: Notice, connection: BaseEmailBackend) -> EmailMessage:
    board = row.staff.can(Can.BOARD)
    with override("ja"):
        subject = _("よりそい：お知らせがあります")
        lines = [
            _("急ぎのお知らせがあります。") if row.kind in AT_ONCE else _("確かめてほしいことがあります。"),
            _("内容はメールには書きません。ログインして「学校からの報告」を開いてください。")
            if board
            else _("内容はメールには書きません。ログインして「すべきこと」を開いてください。"),
            f"{settings.BASE_URL}/board/" if board else f"{settings.BASE_URL}/duties/",
        ]
    return EmailMessage(
        subject, "\n\n".join(lines), settings.DEFAULT_FROM_EMAIL, [row.staff.email], connection=connection
    )
