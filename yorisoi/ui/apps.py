"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.ui."""

    name = "yorisoi.ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let pages be drawn with less work."""
        from yorisoi.ui.locals import hold_plainly
        from yorisoi.ui.spoken import speak_at_once

        hold_plainly()
        speak_at_once()
