"""allauth and axes as this school uses them: accounts made by the school, secrets sealed, counting per user name."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from yorisoi.journal.crypto import seal, unseal

FRESH_SECONDS = 300
SECRET = "mfa.secret"  # noqa: S105 - what the sealed bytes are, not a secret


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; no mail to unknown people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up: the roster makes accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave the counting of wrong passwords to axes, which keeps it in the database for all processes."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Return the account's page."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before a change of the second factor, unless it was given minutes ago."""
        records = get_authentication_records(context.request, context.request.user)
        if any(time.time() - record.get("at", 0) < FRESH_SECONDS for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie sealed under the master key; the app on the phone shows the user name."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return base64.b64encode(seal(settings.MASTER_KEY, text.encode(), SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return unseal(settings.MASTER_KEY, base64.b64decode(encrypted_text), SECRET).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return the user name, never a mail address."""
        return user.get_username()


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the name under which axes counts: case does not matter to the log-in, so not to the counting either."""
    name = (credentials or {}).get("username") or (request.POST.get("login") if request is not None else None)
    return name.strip().casefold()[:255] if name else None
