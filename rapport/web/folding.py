"""What a template says to everybody alike is rendered once for each language: a run of text, translated words, icons
and addresses without arguments becomes one node. Half of the nodes of a page of the desk are such."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.template import Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from rapport.web.quick import quicken
from rapport.web.templatetags import web

# Tags that give the same for the same words, whoever asks.
ALIKE: frozenset[Callable[..., object]] = frozenset({web.icon, web.face, web.face_drawing})


class Loader(cached.Loader):
    """Keeps every template, as Django's does, and folds it before it is used."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        found: Any = super().get_template(template_name, skip)
        if not getattr(found, "is_folded", False):
            fold(found.nodelist)
            if not found.engine.debug:  # its pages of errors ask Django's nodes where they stand
                found.nodelist = quicken(found.nodelist)
            found.is_folded = True
        return found  # type: ignore[no-any-return]


class Folded(Node):
    """A run of nodes that say the same to everybody who reads this language."""

    child_nodelists = ()

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self.said: dict[tuple[str | None, bool], SafeString] = {}

    def render(self, context: Any) -> SafeString:
        of_page = context.render_context.dicts[0]  # no template changes the language half-way
        language = of_page.get(Folded)
        if language is None:
            language = of_page[Folded] = get_language()
        key = language, context.autoescape
        known = self.said.get(key)
        if known is None:
            known = self.said[key] = SafeString("".join(node.render(context) for node in self.nodes))
        return known


def fold(nodes: NodeList) -> None:
    """In place, and in everything below."""
    nodes[:] = list(_folded(nodes))
    for node in nodes:
        for below in _below(node):
            fold(below)


def _folded(nodes: Iterable[Node]) -> Iterator[Node]:
    run: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and says_the_same(node):
            run.append(node)
            continue
        if all(isinstance(one, TextNode) for one in run):
            yield from run
        elif run:
            yield Folded(run)
        run = []
        if node is not None:
            yield node


def _below(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):  # its nodelist is a copy
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if nodes:
            yield nodes


def says_the_same(node: Node) -> bool:
    """Whether nothing but the language decides what the node renders."""
    match node:
        case TextNode() | LoadNode() | CommentNode():
            return True
        case TranslateNode():
            return node.asvar is None and node.message_context is None and _is_given(node.filter_expression)
        case StaticNode():
            return node.varname is None and _is_given(node.path)
        case URLNode():
            return node.asvar is None and not node.args and not node.kwargs and _is_given(node.view_name)
        case SimpleNode():
            given = [*node.args, *node.kwargs.values()]
            return (
                type(node) is SimpleNode
                and node.target_var is None
                and node.func in ALIKE
                and all(map(_is_given, given))
            )
    return False


def _is_given(value: FilterExpression) -> bool:
    """Whether the template itself holds the value."""
    return not value.filters and (not isinstance(value.var, Variable) or value.var.lookups is None)
