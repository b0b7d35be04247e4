"""Templates that go the short ways draw what Django draws; addresses are what `reverse` says; holders hold as Local."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from asgiref.local import Local
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from yorisoi.ui.links import address, link
from yorisoi.ui.locals import Holds
from yorisoi.ui.quickening import quicken


class Pair(NamedTuple):
    """A tuple with names."""

    first: str
    second: int


@dataclass
class Row:
    """A row with what templates ask of one."""

    name: Any
    inner: Any = None

    @property
    def loud(self) -> str:
        """A property."""
        return f"{self.name}!"

    def called(self) -> str:
        """A method without arguments."""
        return f"<{self.name}>"

    def wanting(self, more: str) -> str:
        """A method that wants one, which a template cannot give."""
        return more

    def deletes(self) -> str:
        """What a template may not call."""
        raise AssertionError

    deletes.alters_data = True  # type: ignore[attr-defined]


THINGS: dict[str, Any] = {
    "text": "a < b & 'c' \"d\"",
    "safe": mark_safe("<b>x</b>"),
    "lazy": gettext_lazy("すべて"),
    "none": None,
    "yes": True,
    "number": 12345,
    "part": 0.5,
    "row": Row("<i>", Row({"deep": ["p", "q"]})),
    "pair": Pair("<1>", 2),
    "dict": {"items": "mine", "key": "v<", "0": "zero"},
    "list": ["l<", "m", [1, 2]],
    "make": lambda: "made<",
}
NAMES = [
    *THINGS,
    *("row.name", "row.loud", "row.called", "row.wanting", "row.deletes", "row.nothing", "row.inner.name.deep.1"),
    *("pair.first", "pair.1", "pair.5", "pair.count", "dict.items", "dict.key", "dict.0", "dict.none", "dict.values"),
    *("list.0", "list.2.1", "list.9", "list.none", "text.upper", "text.0", "nothing", "nothing.more", "none.more"),
]
WHOLE = [
    "{% translate 'すべて' %}|{% translate '100%% です' %}|{% translate 'すべて' as told %}{{ told }}",
    "{% blocktranslate with n=row.name %}{{ n }}を見る{% endblocktranslate %}",
    "{% blocktranslate count n=list|length %}{{ n }}件{% plural %}{{ n }}件{% endblocktranslate %}",
    "{% blocktranslate count n=pair.1 with row=text %}{{ n }}{{ row }}{% plural %}{{ row }}件{% endblocktranslate %}",
    "{% blocktranslate with n=number m=lazy s=safe %}{{ n }}{{ m }}{{ s }}{{ text }}{{ none }}{% endblocktranslate %}",
    "{% blocktranslate %}{{ text }}{{ number }}{% endblocktranslate %}{% blocktranslate %}100%{% endblocktranslate %}",
    "{% blocktranslate with n=nothing %}{{ n }}{{ nothing }} 100%{% endblocktranslate %}{{ n }}",
    "{% blocktranslate with n=text context 'date' asvar told %}{{ n }}{% endblocktranslate %}{{ told }}",
    "{% for one in list %}{{ forloop.counter }}{{ one }}{% endfor %}{% for one in nothing %}{% empty %}0{% endfor %}",
    "{% with a=row.inner b=pair.first %}{{ a.name.deep }}{{ b }}{% endwith %}",
    "{% icon 'check' 'small' %}{% icon 'clock' %}{% chip text 'danger' %}{% person text pair.first lazy %}",
    "{% url 'cases:board' %}{% url 'cases:board' as there %}{{ there }}{% url 'no:such' as gone %}[{{ gone }}]",
    "{% static 'ui/yorisoi.js' %}{% if nothing and row %}1{% elif row.name == '<i>' and not none %}2{% endif %}",
    "{% include 'ui/_pager.html' with page=none %}{{ text|default:'x' }}{{ nothing|default:text }}",
    "{% if nothing %}1{% elif none.more %}2{% elif none %}3{% else %}4{% endif %}{% if row.loud %}5{% endif %}",
    "{% if row.called == '<<i>>' %}6{{ nothing.more }}{% endif %}{% if list %}{% if nothing %}7{% endif %}8{% endif %}",
    "{% csrf_token %}{% with csrf_token='aB3' %}{% csrf_token %}{% endwith %}",
    "{% with csrf_token='<' %}{% csrf_token %}{% endwith %}",
    "{% load l10n %}{{ number }}{{ part }}{{ yes }}{% localize off %}{{ number }}{% endlocalize %}{{ list.2.0 }}",
    "{% autoescape off %}{{ text }}{{ row.name }}{{ lazy }}{% endautoescape %}",
]


def both(source: str, language: str = "ja") -> tuple[str, str]:
    """Draw a template as Django does, and by the short ways, each twice."""
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    slow, quick = engine.from_string(source), engine.from_string(source)
    quicken(quick)
    with translation.override(language):
        return tuple(one.render(Context(THINGS)) + one.render(Context(THINGS)) for one in (slow, quick))  # type: ignore[return-value]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_found_as_django_finds_it(name: str) -> None:
    source = f"{{{{ {name} }}}}|{{% if {name} %}}y{{% else %}}n{{% endif %}}"
    slow, quick = both(source)
    assert quick == slow


def test_numbers_are_grouped_where_the_house_says_so(settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    slow, quick = both("{{ number }}", "en")
    assert quick == slow


@pytest.mark.parametrize("source", WHOLE)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_part_draws_the_same(source: str, language: str) -> None:
    slow, quick = both(source, language)
    assert quick == slow


def test_a_sentence_in_numbers_does_the_same_work_however_often_it_is_drawn() -> None:
    source = (
        "{% blocktranslate count n=list|length with x=text %}{{ n }}{{ x }}{% plural %}{{ n }}件{% endblocktranslate %}"
    )
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    template = engine.from_string(source)
    quicken(template)
    for _time in range(3):
        template.render(Context(THINGS))
    (node,) = template.nodelist
    assert [names for _sentence, names in node.lists.values()] == [["n", "x"], ["n"]]  # type: ignore[attr-defined]


def test_words_follow_the_reader() -> None:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    template = engine.from_string("{% translate 'すべて' %}")
    quicken(template)
    for language in ("ja", "en", "ja"):
        with translation.override(language):
            assert template.render(Context()) == translation.gettext("すべて")


def test_what_a_property_raises_is_not_swallowed() -> None:
    class Broken:
        @property
        def name(self) -> str:
            raise AttributeError("inside")

    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    template = engine.from_string("{{ it.name }}")
    quicken(template)
    with pytest.raises(AttributeError, match="inside"):
        template.render(Context({"it": Broken()}))


def _names(resolver: Any, before: str = "") -> list[str]:
    found = [f"{before}{name}" for name in resolver.reverse_dict if isinstance(name, str)]
    for space, (_prefix, inner) in resolver.namespace_dict.items():
        found += _names(inner, f"{before}{space}:")
    return found


def test_every_address_is_what_reverse_says() -> None:
    known = 0
    for name in _names(get_resolver()):
        one, two = uuid4(), uuid4()
        for args in ((), (one,), (7,), (-7,), (one, two), (one, 12), ("text",), (one, "a&b"), (True,)):
            for _time in range(2):
                found = link(name, *args)
                try:
                    wanted = reverse(name, args=args)
                except NoReverseMatch:
                    assert found is None, (name, args)
                    continue
                assert found in (None, wanted), (name, args)
                assert address(name, *args) == wanted
                known += found is not None
    assert known > 200


def test_a_holder_holds_as_local_does() -> None:
    for held in (Local(), Holds("held")):
        assert getattr(held, "value", None) is None
        with pytest.raises(AttributeError):
            del held.value
        held.value = 1
        seen: list[Any] = []
        other = threading.Thread(target=lambda held=held, seen=seen: seen.append(getattr(held, "value", "none")))
        other.start()
        other.join()
        assert (held.value, seen) == (1, ["none"])
        del held.value
        assert not hasattr(held, "value")
