"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.yearend."""

    name = "yorisoi.yearend"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on the first page of those who turn the year, and of those who take over."""
        from yorisoi.duties.first_page import HEADS
        from yorisoi.yearend.first_page import head

        HEADS.add(head)
