"""Django's nodes ask of every value whether it could be anything. Most are a word in a dictionary or on a row: here
such a value is found and written in one call, and whatever is not so plain is left to Django's own way."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

from django.conf import settings
from django.template import Template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, TemplateLiteral, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.smartif import TokenBase
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

from rapport.web.addresses import reverse

_special = re.compile(r"[&<>\"']").search


class Expression(FilterExpression):
    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        variable: Any = self.var
        lookups = variable.lookups if self.is_var else None
        if lookups is None:
            if self.filters or (self.is_var and variable.translate):
                return super().resolve(context, ignore_failures)
            return variable.literal if self.is_var else variable
        first = lookups[0]
        for known in reversed(context.dicts):
            if first in known:
                found = known[first]
                break
        else:
            return self._missing(context, ignore_failures)
        if callable(found):
            return super().resolve(context, ignore_failures)
        for bit in lookups[1:]:
            kind = type(found)
            if kind is dict:
                if bit not in found:
                    if hasattr(dict, bit) or bit[0].isdigit():
                        return super().resolve(context, ignore_failures)
                    return self._missing(context, ignore_failures)
                found = found[bit]
            elif found is None:
                return self._missing(context, ignore_failures)
            elif hasattr(kind, "__getitem__"):
                return super().resolve(context, ignore_failures)
            else:
                try:
                    found = getattr(found, bit)
                except Exception:  # Django's way decides what becomes of it
                    return super().resolve(context, ignore_failures)
            if callable(found):
                return super().resolve(context, ignore_failures)
        return self._filtered(found, context) if self.filters else found

    def _missing(self, context: Any, ignore_failures: bool) -> Any:
        if not ignore_failures and context.template.engine.string_if_invalid:
            return super().resolve(context)
        found = None if ignore_failures else ""
        return self._filtered(found, context) if self.filters else found

    def _filtered(self, found: Any, context: Any) -> Any:
        """As Django does it."""
        for func, given in self.filters:
            # What the template itself holds is safe.
            values = [arg.resolve(context) if is_asked else mark_safe(arg) for is_asked, arg in given]  # noqa: S308
            if getattr(func, "expects_localtime", False):
                found = template_localtime(found, context.use_tz)
            named = {"autoescape": context.autoescape} if getattr(func, "needs_autoescape", False) else {}
            made = func(found, *values, **named)
            is_safe = getattr(func, "is_safe", False) and isinstance(found, SafeData)
            found = mark_safe(made) if is_safe else made  # noqa: S308 - the filter says so of what was safe before
        return found


class Nodes(NodeList):
    """Of a template that is ready: nothing is added any more."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__(nodes)
        self.parts: tuple[Any, ...] = tuple(node.s if type(node) is TextNode else node.render for node in self)
        self.known: dict[type[Node], list[Any]] = {}

    def render(self, context: Context) -> SafeString:
        return SafeString("".join([part if type(part) is str else part(context) for part in self.parts]))

    def get_nodes_by_type(self, nodetype: type[Any]) -> list[Any]:
        """What extends a template asks for its blocks each time."""
        found = self.known.get(nodetype)
        if found is None:
            found = self.known[nodetype] = super().get_nodes_by_type(nodetype)
        return found


class Word(VariableNode):
    def render(self, context: Context) -> str:
        try:
            found = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(found)
        if kind is SafeString:
            return found  # type: ignore[no-any-return]
        if kind is str:
            return escape(found) if context.autoescape and _special(found) else found
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(found)
        return render_value_in_context(found, context)


class If(IfNode):
    asked: tuple[tuple[Callable[[Any], Any] | None, NodeList], ...]

    def render(self, context: Context) -> Any:
        for ask, nodes in self.asked:
            try:
                if ask is not None and not ask(context):
                    continue
            except VariableDoesNotExist:
                continue
            return nodes.render(context)
        return ""


class For(ForNode):
    sequence: Any
    nodelist_loop: Any
    nodelist_empty: Any

    def render(self, context: Context) -> Any:
        if len(self.loopvars) != 1:
            return super().render(context)
        parent = context.get("forloop", {})
        name, body = self.loopvars[0], self.nodelist_loop.parts
        with context.push() as scope:
            values = self.sequence.resolve(context, ignore_failures=True)
            if values is None:
                values = ()
            elif not hasattr(values, "__len__"):
                values = list(values)
            number = len(values)
            if not number:
                return self.nodelist_empty.render(context)
            loop: dict[str, Any] = {"parentloop": parent}
            scope["forloop"] = loop
            said: list[str] = []
            for index, item in enumerate(reversed(values) if self.is_reversed else values):
                loop["counter0"], loop["counter"] = index, index + 1
                loop["revcounter"], loop["revcounter0"] = number - index, number - index - 1
                loop["first"], loop["last"] = index == 0, index == number - 1
                scope[name] = item
                said += [part if type(part) is str else part(context) for part in body]
        return SafeString("".join(said))


class Include(IncludeNode):
    """Of a template that is named in the template itself."""

    found: Template | None = None

    def render(self, context: Any) -> Any:
        template = self.found
        if template is None:
            template = context.template.engine.get_template(self.template.var)
            self.found = template
        given = {}
        for name, value in self.extra_context.items():
            given[name] = value.resolve(context)
        state = context.render_context
        outer, state.template = state.template, template
        context.dicts.append(given)
        state.dicts.append({})
        try:
            return template.nodelist.render(context)
        finally:
            state.dicts.pop()
            context.dicts.pop()
            state.template = outer


class Simple(SimpleNode):
    def render(self, context: Context) -> Any:
        given = [context] if self.takes_context else []
        for one in self.args:
            given.append(one.resolve(context))
        named = {}
        for name, value in self.kwargs.items():
            named[name] = value.resolve(context)
        said = self.func(*given, **named)
        if self.target_var is not None:
            context[self.target_var] = said
            return ""
        return conditional_escape(said) if context.autoescape and type(said) is not SafeString else said


class Url(URLNode):
    """Without arguments by name and without a variable it is put into."""

    def render(self, context: Any) -> Any:
        given = []
        for one in self.args:
            given.append(one.resolve(context))
        url = reverse(self.view_name.resolve(context), given)
        return escape(url) if context.autoescape and _special(url) else url


class Token(CsrfTokenNode):
    """Written once for all forms of a page."""

    def render(self, context: Any) -> Any:
        token, known = context.get("csrf_token"), context.render_context.dicts[0]
        found = known.get(Token)
        if found is None or found[0] is not token:
            found = known[Token] = (token, super().render(context))
        return found[1]


QUICK: Mapping[type[Node], type[Node]] = {VariableNode: Word, ForNode: For, SimpleNode: Simple, CsrfTokenNode: Token}


def quicken(nodes: Iterable[Node]) -> Nodes:
    """The same nodes, and all below them, quick from now on."""
    nodes = list(nodes)
    for node in nodes:
        _quicken(node)
    return Nodes(nodes)


def _quicken(node: Any) -> None:
    for value in vars(node).values():
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]:
            _quicken_expression(one)
    kind = type(node)
    if kind is IfNode:
        _quicken_if(node)
        return
    for name in node.child_nodelists:
        below = getattr(node, name, None)
        if type(below) is NodeList:
            setattr(node, name, quicken(below))
    if kind is IncludeNode and not node.isolated_context and _is_name(node.template):
        node.__class__ = Include
    elif kind is URLNode and not node.kwargs and not node.asvar:
        node.__class__ = Url
    elif kind in QUICK:
        node.__class__ = QUICK[kind]


def _quicken_if(node: Any) -> None:
    node.__class__ = If
    node.conditions_nodelists = [(condition, quicken(below)) for condition, below in node.conditions_nodelists]
    for condition, _ in node.conditions_nodelists:
        _quicken_condition(condition)
    node.asked = tuple((_asked(condition), below) for condition, below in node.conditions_nodelists)


def _is_name(expression: FilterExpression) -> bool:
    return isinstance(expression.var, str) and not expression.filters and not expression.var.startswith(".")


def _quicken_expression(value: Any) -> None:
    if type(value) is FilterExpression:
        value.__class__ = Expression


def _quicken_condition(condition: Any) -> None:
    if isinstance(condition, TemplateLiteral):
        _quicken_expression(condition.value)
    elif isinstance(condition, TokenBase):
        _quicken_condition(condition.first)
        _quicken_condition(condition.second)


def _asked(condition: Any) -> Callable[[Any], Any] | None:
    if condition is None:
        return None
    if isinstance(condition, TemplateLiteral):
        value: Any = condition.value
        return partial(value.resolve, ignore_failures=True)
    return condition.eval  # type: ignore[no-any-return]
