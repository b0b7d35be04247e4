"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.meetings."""

    name = "yorisoi.meetings"
    default_auto_field = "django.db.models.BigAutoField"
