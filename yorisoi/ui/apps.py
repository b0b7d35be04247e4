"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.ui."""

    name = "yorisoi.ui"
    default_auto_field = "django.db.models.BigAutoField"
