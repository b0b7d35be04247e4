"""App configuration."""

from django.apps import AppConfig


class Config(AppConfig):
    """yorisoi.oversight."""

    name = "yorisoi.oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duties be about what 市教委 asks; stand on the pages of cases and serious incidents."""
        from yorisoi.oversight.places import put_in_place

        put_in_place()
