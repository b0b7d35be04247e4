"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.ui."""

    name = "yorisoi.ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in our words what a field cannot take, and let pages be drawn with less work."""
        from yorisoi.ui.forms import say_in_our_words
        from yorisoi.ui.locals import hold_plainly
        from yorisoi.ui.spoken import speak_at_once

        say_in_our_words()
        hold_plainly()
        speak_at_once()
