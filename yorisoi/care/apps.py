"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.care."""

    name = "yorisoi.care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the chapters below of this one: duties, a child's page and line, the agenda, what ends in a talk."""
        from yorisoi.care.put_in_place import put_in_place

        put_in_place()
