"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.journal."""

    name = "yorisoi.journal"
    default_auto_field = "django.db.models.BigAutoField"
