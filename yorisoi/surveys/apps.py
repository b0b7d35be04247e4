"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.surveys."""

    name = "yorisoi.surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about what is to be read; stand on everyone's first page and on a child's page."""
        from yorisoi.surveys.places import put_in_place

        put_in_place()
