"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.schools."""

    name = "yorisoi.schools"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to log-in and log-out, for the journal."""
        from yorisoi.schools import access_journal  # noqa: F401
