"""Django's templates, drawn with less work: the same text, letter for letter.

A page is some two thousand small parts. Django looks each name up as if it might be anything (an item, an attribute, a
place in a list, each by an exception), translates the same words again, and looks for the address of every link in the
table of all addresses. Here the parts of a template that has been read get the classes below (`ui.quickening`), which
go the short way where it is known to lead to the same, and else leave it to Django. In DEBUG nothing is changed.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from django.template import Context, VariableDoesNotExist
from django.template.base import FilterExpression, NodeList, Variable, VariableNode, render_value_in_context
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.templatetags.static import StaticNode
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from yorisoi.ui.links import link

_ATTRIBUTES, _ITEMS, _PLACES = range(3)
_kinds: dict[type, int] = {}


def _kind_of(kind: type) -> int:
    """Say what a name after a dot can be of this type, as Django tries it."""
    if not hasattr(kind, "__getitem__"):
        found = _ATTRIBUTES
    elif issubclass(kind, (tuple, list, str)):
        found = _PLACES  # an item by a name is always a TypeError
    else:
        found = _ITEMS
    _kinds[kind] = found
    return found


class QuickVariable(Variable):
    """A name, with its parts after dots."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        """Look the name up."""
        lookups: tuple[str, ...] = self.lookups  # type: ignore[assignment]
        name = lookups[0]
        for names in reversed(context.dicts):
            if name in names:
                current = names[name]
                break
        else:
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))
        if callable(current):
            return super().resolve(context)
        for bit in lookups[1:]:
            kind = _kinds.get(type(current))
            if kind is None:
                kind = _kind_of(type(current))
            try:
                if kind == _ATTRIBUTES:
                    current = getattr(current, bit)
                elif kind == _ITEMS:
                    current = current[bit]
                else:
                    current = current[int(bit)] if bit.isdecimal() else getattr(current, bit)
            except (TypeError, AttributeError, KeyError, ValueError, IndexError):
                return super().resolve(context)
            if callable(current):
                return super().resolve(context)
        return current


class QuickExpression(FilterExpression):
    """A name without filters."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        """Return its value; "" for what is not there, None where that is asked for."""
        try:
            return self.var.resolve(context)
        except VariableDoesNotExist:
            return None if ignore_failures else context.template.engine.string_if_invalid


class Constant(FilterExpression):
    """A text or a number without filters."""

    __slots__ = ()

    def resolve(self, _context: Any, ignore_failures: bool = False) -> Any:  # noqa: ARG002 - as Django calls it
        """Return it."""
        return self.var


class QuickValue(VariableNode):
    """What stands in double braces."""

    def render_annotated(self, context: Context) -> str:
        """Return the value as text."""
        said = self.filter_expression
        if type(said) is QuickExpression:
            try:
                value = said.var.resolve(context)
            except VariableDoesNotExist:
                value = said.resolve(context)
        else:
            value = said.resolve(context)
        return as_text(value, context)


def as_text(value: Any, context: Context) -> str:
    """Return a value as it stands in a page (`render_value_in_context`)."""
    if isinstance(value, Promise):
        value = str(value)
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value) if context.autoescape else value
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    return render_value_in_context(value, context)


class QuickNodes(NodeList):
    """The parts of a template, those that are mere text as text."""

    parts: list[Any]

    def render(self, context: Context) -> SafeString:
        """Draw them."""
        drawn = [part if type(part) is str else part.render_annotated(context) for part in self.parts]
        return SafeString("".join(drawn))


class QuickIf(IfNode):
    """A condition: a mere name is looked up without a way through three functions.

    plain: for each branch the name, or None where there is more to ask.
    """

    plain: list[tuple[Any, Any, NodeList]]

    def render_annotated(self, context: Context) -> str:
        """Draw the first branch whose condition holds."""
        for name, condition, nodes in self.plain:
            try:
                holds = name.resolve(context) if name is not None else condition is None or condition.eval(context)
            except VariableDoesNotExist:
                holds = False
            if holds:
                return nodes.render(context)
        return ""


class QuickFor(ForNode):
    """A loop: the same."""

    render_annotated = ForNode.render


class QuickWith(WithNode):
    """A name given: the same."""

    render_annotated = WithNode.render


class QuickInclude(IncludeNode):
    """Another template put in: the same."""

    render_annotated = IncludeNode.render


class QuickTag(SimpleNode):
    """A tag that is a function."""

    def render_annotated(self, context: Context) -> Any:
        """Draw what the function returns, or put it under its name."""
        args = [each.resolve(context) for each in self.args]
        if self.takes_context:
            args.insert(0, context)
        drawn = self.func(*args, **{name: each.resolve(context) for name, each in self.kwargs.items()})
        if self.target_var is not None:
            context[self.target_var] = drawn
            return ""
        return drawn if type(drawn) is SafeString or not context.autoescape else conditional_escape(drawn)


class QuickSame(SimpleNode):
    """A tag that always draws the same."""

    drawn: str | None

    def render_annotated(self, context: Context) -> str:
        """Draw it once."""
        if self.drawn is None:
            self.drawn = self.render(context)
        return self.drawn


class QuickToken(CsrfTokenNode):
    """The token of a form."""

    def render_annotated(self, context: Context) -> str:
        """Draw its field; a token is letters and digits."""
        token = str(context.get("csrf_token") or "")
        if not token.isalnum() or token == "NOTPROVIDED":  # noqa: S105 (Django's word for none)
            return self.render(context)
        return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">')


class QuickStatic(StaticNode):
    """The address of a file of ours."""

    known: tuple[Any, str] | None

    def url(self, context: Context) -> str:
        """Return it; it changes with the settings alone."""
        where = (settings.STORAGES["staticfiles"]["BACKEND"], settings.STATIC_URL, settings.STATIC_ROOT)
        if self.known is None or self.known[0] != where:
            self.known = (where, super().url(context))
        return self.known[1]


class QuickLink(URLNode):
    """The address of a page."""

    def render_annotated(self, context: Context) -> str:
        """Return it, or put it under its name."""
        found = link(self.view_name.resolve(context), *[each.resolve(context) for each in self.args])
        if found is None:
            return self.render(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return found
