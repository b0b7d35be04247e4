"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.oversight."""

    name = "yorisoi.oversight"
    default_auto_field = "django.db.models.BigAutoField"
