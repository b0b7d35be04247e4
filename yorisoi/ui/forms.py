"""How every form looks: Django's own renderer through our field template, and widgets with pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OURS = {
    "django/forms/errors/list/default.html": "ui/forms/errors.html",
    "django/forms/errors/list/ul.html": "ui/forms/errors.html",
    "django/forms/widgets/radio.html": "ui/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "ui/forms/widgets/choices.html",
    # without `maxlength`: a browser cuts what is pasted without a word; the form says by how much it is too long
    "django/forms/widgets/textarea.html": "ui/forms/widgets/textarea.html",
}


def say_in_our_words() -> None:
    """Say of every field of every form, by how much a text is too long and which sign it cannot hold, as `WordsField`
    does: Django's own sentences are no help to somebody in a hurry."""
    MaxLengthValidator.message = gettext_lazy("%(limit_value)d字までにしてください。いまは%(show_value)d字あります。")
    ProhibitNullCharactersValidator.message = gettext_lazy(
        "目に見えない、残せない文字（NUL）がまじっています。写した文は、手で打ちなおすか、別のところから写しなおしてください。"
    )


def said_for(field: forms.BoundField) -> list[str]:
    """Return what is wrong with a field; Django's word for "required" becomes one that names the field."""
    bare = str(forms.Field.default_error_messages["required"])
    chosen = isinstance(field.field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple)
    ours = _("「%(label)s」を選んでください。") if chosen else _("「%(label)s」を書いてください。")
    return [ours % {"label": strip_tags(str(field.label))} if str(each) == bare else str(each) for each in field.errors]


class Renderer(TemplatesSetting):
    """Looks in the project's templates first, then in Django's own; ours stand in for those listed in `OURS`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def __init__(self) -> None:
        super().__init__()
        self._shipped = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Return the template to use in place of `template_name`."""
        try:
            return super().get_template(OURS.get(template_name, template_name))
        except TemplateDoesNotExist:
            return self._shipped.get_template(template_name)


class PictureMixin:
    """Each option is a large card with the drawing that `icons` names for its value (`ui/icons/<name>.svg`)."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, icons: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.icons = dict(icons or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the drawing to Django's own option."""
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["icon"] = self.icons.get(str(value), "")
        return option

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        copied = super().__deepcopy__(memo)  # type: ignore[misc]
        copied.icons = dict(self.icons)
        return copied


class PictureRadios(PictureMixin, forms.RadioSelect):
    """One of several, by picture. `attrs={"class": "faces"}` sets them closer, for a row of faces."""

    template_name = "ui/forms/widgets/pictures.html"
    option_template_name = "ui/forms/widgets/picture.html"


class PictureChecks(PictureMixin, forms.CheckboxSelectMultiple):
    """Any number, by picture."""

    template_name = "ui/forms/widgets/pictures.html"
    option_template_name = "ui/forms/widgets/picture.html"
