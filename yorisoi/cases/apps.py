"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.cases."""

    name = "yorisoi.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the cases to a child's page; ask of what comes into a report whether it could be serious."""
        from yorisoi.cases.pupil_part import part
        from yorisoi.cases.serious import heard_in_report
        from yorisoi.reports.words_found import LISTENERS
        from yorisoi.schools.pupil_parts import add_part

        add_part(part)
        if heard_in_report not in LISTENERS:
            LISTENERS.append(heard_in_report)
