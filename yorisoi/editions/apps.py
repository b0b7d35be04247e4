"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.editions."""

    name = "yorisoi.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the policy find what schools keep; let duties be about the helplines of a year."""
        from yorisoi.editions.places import put_in_place

        put_in_place()
