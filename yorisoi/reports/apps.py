"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.reports."""

    name = "yorisoi.reports"
    default_auto_field = "django.db.models.BigAutoField"
