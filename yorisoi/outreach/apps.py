"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.outreach."""

    name = "yorisoi.outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the plan link what is told to homes; stand on the first page of whoever approves."""
        from yorisoi.outreach.places import put_in_place

        put_in_place()
