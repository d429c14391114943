"""What is alike for everybody is rendered once; what is not, never."""

from pathlib import Path

import pytest
from django.template import Context, Engine, Template
from django.template.base import NodeList
from django.template.loader import get_template
from django.utils import translation

import rapport
from rapport.web.folding import Folded, fold

ENGINE = Engine(
    builtins=["django.templatetags.i18n", "django.templatetags.static", "rapport.web.templatetags.web"], debug=True
)


def folded(text: str) -> Template:
    made = ENGINE.from_string(text)
    fold(made.nodelist)
    return made


def kinds(nodes: NodeList) -> list[str]:
    return [type(node).__name__ for node in nodes]


ALIKE = [
    'a {% translate "Close" %} b',
    '<a href="{% url "desk:pile" %}">{% icon "bell" 16 %}</a>',
    '{% translate "Close" %}',
    "{% static 'web/js/app.js' %}",
    "{% face 4 %}{% comment %}x{% endcomment %}",
]
NOT_ALIKE = [
    "{{ name }}",
    "{% icon name %}",
    "{% translate name %}",
    '{% translate "Close" as closing %}',
    "{% url 'desk:conversation' name %}",
    "{% url name %}",
    '{% translate "Close"|add:name %}',
    "{% csrf_token %}",
    "{% icon name as drawn %}",
    "{% static name %}",
]


@pytest.mark.parametrize("text", ALIKE)
def test_what_is_alike_is_one_node(text: str) -> None:
    assert kinds(folded(text).nodelist) == ["Folded"]


@pytest.mark.parametrize("text", NOT_ALIKE)
def test_what_is_not_alike_is_left(text: str) -> None:
    assert "Folded" not in kinds(folded(text).nodelist)


def test_text_alone_stays_text() -> None:
    assert kinds(folded("only text").nodelist) == ["TextNode"]


def test_each_language_has_its_own() -> None:
    made = folded('<p>{% translate "Close" %} {{ name }}</p>')
    assert kinds(made.nodelist) == ["Folded", "VariableNode", "TextNode"]
    said = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            said.append(made.render(Context({"name": "<b>"})))
    assert said == ["<p>Close &lt;b&gt;</p>", "<p>Schließen &lt;b&gt;</p>", "<p>Close &lt;b&gt;</p>"]


@pytest.mark.parametrize(
    "text",
    [
        '{% if on %}{% translate "Close" %}!{% else %}{% icon "bell" %}!{% endif %}',
        '{% for one in many %}{% translate "Close" %}!{{ one }}{% empty %}{% icon "bell" %}!{% endfor %}',
        '{% with x=1 %}{% translate "Close" %} {{ x }}{% endwith %}',
        '{% block main %}{% translate "Close" %} {{ on }}{% endblock %}',
    ],
)
@pytest.mark.parametrize("values", [{"on": True, "many": [1, 2]}, {"on": False, "many": []}])
def test_parts_of_pages_say_what_they_said(text: str, values: dict[str, object]) -> None:
    plain, made = ENGINE.from_string(text), folded(text)
    assert list(made.nodelist.get_nodes_by_type(Folded))
    for _ in range(2):
        assert made.render(Context(values)) == plain.render(Context(values))


def test_the_templates_of_the_desk_are_folded() -> None:
    page = get_template("web/base.html").template  # type: ignore[attr-defined]
    assert page.nodelist.get_nodes_by_type(Folded)


def test_no_template_changes_the_language() -> None:
    """What is folded looks for the language once a page."""
    found = [
        path for path in (Path(rapport.__file__).parent).rglob("templates/**/*.*") if "{% language" in path.read_text()
    ]
    assert found == []
