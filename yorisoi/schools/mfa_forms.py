"""The second factor's figures: a step of thirty seconds early or late counts too, and each figure counts once.

The once is kept in the database: a cache in the memory of one worker would let the other worker take it again.
"""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction

LAST = "last_step"  # in the data of the authenticator: the newest step whose figures were taken


def step_of(secret: str, code: str) -> int | None:
    """Return the newest step (RFC 6238) around now whose figures are these, or None."""
    typed = auth.normalize_user_code(code)
    steps = sorted(auth.yield_hotp_counters_from_time(), reverse=True)
    return next((s for s in steps if auth.format_hotp_value(auth.hotp_value(secret, s)) == typed), None)


class _Once(BaseAuthenticateForm):
    def clean_code(self) -> str:
        """Take the code as before, but no step that was taken before, nor one that is older."""
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
                step = step_of(auth.decrypt(row.data["secret"]), code)
                if step is None or step <= row.data.get(LAST, -1):
                    raise get_adapter().validation_error("incorrect_code")
                row.data[LAST] = step
                row.save(update_fields=["data"])
            self.authenticator.data = row.data
        return code


class Login(_Once, AuthenticateForm):
    """At log-in."""


class Again(_Once, ReauthenticateForm):
    """Before something that asks again who is there."""
