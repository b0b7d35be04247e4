"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.attendance."""

    name = "yorisoi.attendance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about warnings; stand on the first page and on a child's page."""
        from yorisoi.attendance.places import put_in_place

        put_in_place()
