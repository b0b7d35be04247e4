"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.training."""

    name = "yorisoi.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let activities of the plan be done by drills and trainings, and duties be about what is to be read."""
        from yorisoi.training import drill_places, training_places

        drill_places.put_in_place()
        training_places.put_in_place()
