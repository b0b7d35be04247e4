"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.journal."""

    name = "yorisoi.journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let rows become objects with less work."""
        from yorisoi.journal.rows import fill_at_once, keep_words

        fill_at_once()
        keep_words()
