"""The account's own pages: allauth's views with what this school adds, and a clear page for what it leaves out."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.base import views as mfa_views
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.internal import flows
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yorisoi.schools.demo import demo_cards
from yorisoi.schools.guards import account, public
from yorisoi.schools.queries import public_context


class Login(account_views.LoginView):
    """User name and password; in a demo also the people of the school as cards."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the school that people see at the top, and the demo's cards."""
        return {**super().get_context_data(**kwargs), **public_context(self.request), "demo_cards": demo_cards()}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Answer a wrong password with the page and 422, as every refused form does."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class ActivateTotp(totp_views.ActivateTOTPView):
    """Set up the app on the phone. Having shown a right code counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Activate, and record the second factor (allauth does so at the next log-in only)."""
        authenticator, codes = flows.activate_totp(self.request, form)
        authenticator.user = self.request.user
        post_authentication(self.request, authenticator)
        self.did_generate_recovery_codes = bool(codes)
        return super(totp_views.ActivateTOTPView, self).form_valid(form)


class DeactivateTotp(totp_views.DeactivateTOTPView):
    """Take the app away, for a new phone: the session has no second factor any more."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Deactivate, and forget that this session passed a second factor."""
        response = super().form_valid(form)
        records = self.request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        self.request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r.get("method") != "mfa"]
        return response


login = public(Login.as_view())
logout = public(account_views.logout)
inactive = public(account_views.account_inactive)
reauthenticate = account(account_views.reauthenticate)
change_password = account(account_views.password_change)

mfa_index = account(mfa_views.index)
mfa_authenticate = public(mfa_views.authenticate)  # between password and log-in: allauth asks for its own stage
mfa_reauthenticate = account(mfa_views.reauthenticate)
activate_totp = account(method_decorator(never_cache, name="dispatch")(ActivateTotp).as_view())
deactivate_totp = account(DeactivateTotp.as_view())
view_codes = account(method_decorator(never_cache, name="dispatch")(code_views.ViewRecoveryCodesView).as_view())
generate_codes = account(code_views.generate_recovery_codes)
download_codes = account(code_views.download_recovery_codes)


@public
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Say whom to ask for a new password: nothing is sent by mail."""
    return render(request, "account/password_reset.html", public_context(request))


@public
def not_here(_request: HttpRequest) -> HttpResponse:
    """What allauth offers and a school does not: sign-up, mail addresses, codes by mail."""
    raise Http404
