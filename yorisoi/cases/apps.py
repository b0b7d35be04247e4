"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.cases."""

    name = "yorisoi.cases"
    default_auto_field = "django.db.models.BigAutoField"
