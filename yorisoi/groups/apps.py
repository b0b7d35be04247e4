"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.groups."""

    name = "yorisoi.groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the plan's activities be done by sessions; stand on the first page and on a child's page."""
        from yorisoi.groups.places import put_in_place

        put_in_place()
