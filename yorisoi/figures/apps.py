"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.figures."""

    name = "yorisoi.figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on the pages of cases."""
        from yorisoi.figures.places import put_in_place

        put_in_place()
