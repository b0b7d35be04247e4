"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.cases."""

    name = "yorisoi.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the cases to a child's page, and say who may write which line."""
        from yorisoi.cases.pupil_part import part
        from yorisoi.cases.rights import by_post
        from yorisoi.duties.pressing import MAY_WRITE
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
        MAY_WRITE.append(by_post)
