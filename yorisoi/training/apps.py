"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.training."""

    name = "yorisoi.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let activities of the plan be done by drills."""
        from yorisoi.training.drill_places import put_in_place

        put_in_place()
