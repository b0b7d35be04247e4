"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.cases."""

    name = "yorisoi.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the cases to a child's page; say who may write which line; ask whether a report could be serious."""
        from yorisoi.cases.pupil_part import part
        from yorisoi.cases.rights import by_post
        from yorisoi.cases.serious import heard_in_report
        from yorisoi.duties.pressing import MAY_WRITE
        from yorisoi.reports.words_found import LISTENERS
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
        if heard_in_report not in LISTENERS:
            LISTENERS.append(heard_in_report)
        MAY_WRITE.append(by_post)
