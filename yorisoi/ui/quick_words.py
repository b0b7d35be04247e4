"""The words of templates, drawn with less work (`ui.quick`): put together once, translated once in each language."""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import get_language, gettext, ngettext, trans_real

from yorisoi.ui.quick import as_text


def _language() -> Any:
    """Return what stands for the language of the reader: its catalogue, of which there is one, or its name."""
    spoken = getattr(trans_real._active, "value", None)  # type: ignore[attr-defined]
    return spoken if type(spoken) is trans_real.DjangoTranslation else get_language()


class QuickTranslate(TranslateNode):
    """Words that are the same for everybody who reads the language."""

    said: dict[Any, str]

    def render_annotated(self, context: Context) -> str:
        """Return them in the language of the reader."""
        language = _language()
        value = self.said.get(language)
        if value is None:
            value = self.render(context)
            self.said[language] = value = context[self.asvar] if self.asvar else value
        if self.asvar:
            context[self.asvar] = value
            return ""
        return value


class QuickBlockTranslate(BlockTranslateNode):
    """A sentence with values in it; the sentence is put together once, and translated once in each language."""

    lists: dict[int, tuple[str, list[str]]]
    said: dict[Any, str]

    def render_annotated(self, context: Context) -> str:
        """Return the sentence with its values; one of a context or under a name of its own by Django."""
        if self.message_context or self.asvar or (self.plural and self.extra_context):
            return self.render(context)
        sentence, names = self.render_token_list(self.singular)
        given: dict[str, Any] = {name: each.resolve(context) for name, each in self.extra_context.items()}
        if self.plural and self.countervar and self.counter:
            count = given[self.countervar] = self.counter.resolve(context)
            if not isinstance(count, int):
                return self.render(context)
            more, of_more = self.render_token_list(self.plural)
            said, names = ngettext(sentence, more, count), names + of_more
        else:
            said = self._in_words(sentence)
        try:
            return said % {name: as_text(given[name] if name in given else context[name], context) for name in names}
        except (KeyError, ValueError):
            return self.render(context)

    def _in_words(self, sentence: str) -> str:
        language = _language()
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = gettext(sentence)
        return said

    def render_token_list(self, tokens: Any) -> tuple[str, list[str]]:
        """Return the sentence to translate and the names in it."""
        known = self.lists.get(id(tokens))
        if known is None:
            known = self.lists[id(tokens)] = super().render_token_list(tokens)
        return known[0], known[1].copy()  # Django adds to the names
