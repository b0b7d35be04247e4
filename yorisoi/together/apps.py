"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.together."""

    name = "yorisoi.together"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about notes and activities be done by lessons; files of lessons stand with all others."""
        from yorisoi.together.places import put_in_place

        put_in_place()
