"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.surveys."""

    name = "yorisoi.surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on everyone's first page and on a child's page."""
        from yorisoi.duties.heads import add_head
        from yorisoi.schools.pupil_parts import add_part
        from yorisoi.surveys.heads import first_page, pupil_part

        add_head(first_page)
        add_part(pupil_part)
