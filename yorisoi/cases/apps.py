"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.cases."""

    name = "yorisoi.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the cases to a child's page."""
        from yorisoi.cases.pupil_part import part
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
