"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.incidents."""

    name = "yorisoi.incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about incidents; stand on the pages of cases, reports and warnings."""
        from yorisoi.incidents.places import put_in_place

        put_in_place()
