"""Addresses of log-in and account, under allauth's own names so that its views find each other."""

from django.urls import path

from yorisoi.schools import account_views as views

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", views.forgotten, name="account_reset_password"),
    path("password/set/", views.not_here, name="account_set_password"),
    path("signup/", views.not_here, name="account_signup"),
    path("email/", views.not_here, name="account_email"),
    path("confirm-email/", views.not_here, name="account_email_verification_sent"),
    path("2fa/", views.mfa_index, name="mfa_index"),
    path("2fa/authenticate/", views.mfa_authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.mfa_reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.view_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", views.generate_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", views.download_codes, name="mfa_download_recovery_codes"),
]
