"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.duties."""

    name = "yorisoi.duties"
    default_auto_field = "django.db.models.BigAutoField"
