"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.surveys."""

    name = "yorisoi.surveys"
    default_auto_field = "django.db.models.BigAutoField"
