"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.prevention."""

    name = "yorisoi.prevention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about activities; link what is done elsewhere; stand on the first page."""
        from yorisoi.prevention.places import put_in_place

        put_in_place()
