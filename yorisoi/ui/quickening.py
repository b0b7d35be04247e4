"""Gives the parts of a template that has been read the classes of `ui.quick`."""

from __future__ import annotations

from typing import Any

from django.template import Node, Template
from django.template.base import FilterExpression, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

from yorisoi.ui.quick import (
    Constant,
    QuickExpression,
    QuickFor,
    QuickIf,
    QuickInclude,
    QuickLink,
    QuickNodes,
    QuickSame,
    QuickStatic,
    QuickTag,
    QuickToken,
    QuickValue,
    QuickVariable,
    QuickWith,
)
from yorisoi.ui.quick_words import QuickBlockTranslate, QuickTranslate

_NODES: dict[type[Node], type[Node]] = {
    VariableNode: QuickValue,
    ForNode: QuickFor,
    WithNode: QuickWith,
    IncludeNode: QuickInclude,
    CsrfTokenNode: QuickToken,
}


def _mere_name(condition: Any) -> Any:
    """Return the name that a condition asks for; None where it asks more."""
    plain = type(condition) is TemplateLiteral and type(condition.value) is QuickExpression
    return condition.value.var if plain else None


def _always_same_words(node: TranslateNode) -> bool:
    said = node.filter_expression
    constant = not said.filters and isinstance(said.var, Variable) and said.var.lookups is None
    return constant and node.message_context is None and not node.noop


def _always_same(node: SimpleNode) -> bool:
    given = all(type(each) is Constant for each in (*node.args, *node.kwargs.values()))
    return given and getattr(node.func, "always_same", False) and node.target_var is None and not node.takes_context


def _quicken_node(node: Any) -> None:
    kind = type(node)
    if kind in _NODES:
        node.__class__ = _NODES[kind]
    elif kind is IfNode:
        node.plain = [(_mere_name(condition), condition, nodes) for condition, nodes in node.conditions_nodelists]
        node.__class__ = QuickIf
    elif kind is TranslateNode and _always_same_words(node):
        node.said, node.__class__ = {}, QuickTranslate
    elif kind is BlockTranslateNode:
        node.lists, node.said, node.__class__ = {}, {}, QuickBlockTranslate
    elif kind is SimpleNode and _always_same(node):
        node.drawn, node.__class__ = None, QuickSame
    elif kind is SimpleNode:
        node.__class__ = QuickTag
    elif kind is StaticNode and type(node.path) is Constant:
        node.known, node.__class__ = None, QuickStatic
    elif kind is URLNode and not node.kwargs and type(node.view_name) is Constant:
        node.__class__ = QuickLink


def _quicken_expression(found: Any) -> None:
    if type(found) is not FilterExpression or found.filters:
        return
    if not found.is_var:
        found.__class__ = Constant
    elif type(found.var) is QuickVariable:
        found.__class__ = QuickExpression


def _visit(found: Any, seen: set[int]) -> None:
    """Give every part its class, the inner ones first."""
    if isinstance(found, (Node, FilterExpression, Variable, TokenBase)):
        if id(found) in seen:
            return
        seen.add(id(found))
    if isinstance(found, Variable):
        if type(found) is Variable and found.lookups is not None and not found.translate:
            found.__class__ = QuickVariable
    elif isinstance(found, FilterExpression):
        _visit(found.var, seen)
        for _function, args in found.filters:
            _visit([each for _looked_up, each in args], seen)
        _quicken_expression(found)
    elif isinstance(found, (Node, TokenBase)):
        for each in list(vars(found).values()):
            _visit(each, seen)
        if isinstance(found, Node):
            _quicken_node(found)
    elif isinstance(found, (list, tuple)):
        for each in found:
            _visit(each, seen)
        if type(found) is NodeList:
            nodes: Any = found
            nodes.parts = [node.s if type(node) is TextNode else node for node in found]
            nodes.__class__ = QuickNodes
    elif isinstance(found, dict):
        for each in found.values():
            _visit(each, seen)


def quicken(template: Template) -> None:
    """Let a template that has been read go the short ways."""
    _visit(template.nodelist, set())


class Loader(cached.Loader):
    """Reads each template once, and lets it go the short ways."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the template."""
        template: Any = super().get_template(template_name, skip)
        if not self.engine.debug and not getattr(template, "is_quick", False):
            quicken(template)
            template.is_quick = True
        return template


__all__ = ["Loader", "quicken"]
