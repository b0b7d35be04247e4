"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.documents."""

    name = "yorisoi.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the way to an extract to a child's page."""
        from yorisoi.documents.pupil_part import part
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
