"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.incidents."""

    name = "yorisoi.incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about incidents; stand on the pages of cases, reports and warnings, in extracts."""
        from yorisoi.documents.extract_parts import PARTS
        from yorisoi.incidents.family import of_incidents
        from yorisoi.incidents.places import put_in_place

        put_in_place()
        if of_incidents not in PARTS:
            PARTS.append(of_incidents)
