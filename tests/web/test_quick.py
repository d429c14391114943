"""Quick nodes say what Django's own say, of whatever value."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.base import NodeList, VariableDoesNotExist, VariableNode
from django.template.loader import get_template
from django.test import override_settings
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from rapport.web.quick import For, If, Include, Nodes, Simple, Word

BUILTINS = [*(f"django.templatetags.{name}" for name in ("i18n", "l10n", "static")), "rapport.web.templatetags.web"]
PARTS = {
    "part": "[{{ name }}{{ other }}{% if forloop %}{{ forloop.counter }}{% endif %}]",
    "sets": "{% local_time at as moment %}={{ moment }}",
    "deep": "{% include 'part' with other=person.name %}",
    "base": "<{% include 'part' %}{% block head %}base {{ name }}{% endblock %}|{% block main %}{% endblock %}>",
    "middle": "{% extends 'base' %}{% block main %}middle {{ name }}{% block inner %}{% endblock %}{% endblock %}",
}


class Gone(ObjectDoesNotExist):
    pass


class Person:
    name = "Ada <b>"
    do_not_look = "seen"

    def called(self) -> str:
        return "called & said"

    def wants(self, something: object) -> str:
        return f"{something}"

    def harms(self) -> str:
        raise AssertionError("called though it changes data")

    harms.alters_data = True  # type: ignore[attr-defined]

    @property
    def gone(self) -> str:
        raise Gone

    @property
    def broken(self) -> str:
        raise ValueError("broken")

    @property
    def lacking(self) -> str:
        raise AttributeError("lacking")


class Both(dict[str, object]):
    items_sold = 3


class Kind:
    do_not_call_in_templates = True
    label = "kind"


VALUES: dict[str, Any] = {
    "name": "Ada & <i>Co</i> \"'",
    "safe": SafeString("<b>safe</b>"),
    "number": 1234567,
    "half": 1234.5,
    "price": Decimal("12.50"),
    "yes": True,
    "nothing": None,
    "empty": "",
    "at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "day": date(2026, 3, 1),
    "lazy": gettext_lazy("Close"),
    "lazily": SimpleLazyObject(Person),
    "person": Person(),
    "kind": Kind,
    "row": {"name": "<row>", "items": "of the row", "deep": {"down": ["a<", "b"]}, "call": lambda: "from a row"},
    "both": Both(named="<both>"),
    "many": ["x<", "y", "z"],
    "pairs": [("a", 1), ("b", 2)],
    "made": (f"<{n}>" for n in range(0)),
    "rows": [{"name": "first", "many": [1, 2]}, {"name": "second<", "many": []}],
    "text": "word",
    "numbers": {1: "one"},
    "odd": "part",
}
NAMES = """
    name safe number half price yes nothing empty at day lazy lazily.name person.name person.called person.wants
    person.harms person.gone person.lacking_at_all kind kind.label row.name row.items row.missing row.deep.down.0
    row.deep.down.9 row.call row row.values both.named both.items_sold both.nothing many.1 many text.0 text.upper
    missing missing.too name.missing nothing.at_all push autoescape True 12 'quoted&<' _('Close') name|upper name|safe
    row.missing.more row.deep.0 row.deep.missing numbers.1 numbers.2 nothing.at_all|default:name row.missing|default:'<'
    row.missing|upper safe|upper safe|lower name|default:safe safe|cut:'b' at|time:'H:i' at|date name|force_escape
    name|linebreaksbr safe|linebreaksbr name|truncatechars:number nothing|default_if_none:name
    missing|default_if_none:'x' safe|slice:':6' missing|default:_('Close<')
    many|slice:':2' many|length many|join:row.name row.name|default:row.items|upper person.called|upper
    missing|default:'none' missing|default:name half|floatformat at|date:'Y' number|add:1 yes|yesno
"""
SAID = [
    *(f"{{{{ {name} }}}}" for name in NAMES.split()),
    "{% if name %}a{% else %}b{% endif %}",
    "{% if missing %}a{% elif row.missing %}b{% elif person.name %}c{% endif %}",
    "{% if not missing and number > 3 and 'x' in missing %}a{% else %}b{% endif %}",
    "{% if name == 'x' or row.name == '<row>' %}a{% endif %}{% if missing.more %}b{% endif %}",
    "{% if nothing is None %}a{% endif %}{% if missing is None %}b{% endif %}{% if missing == nothing %}c{% endif %}",
    "{% if row.missing|default:name == name %}a{% endif %}{% if row.missing.more|length > 0 %}b{% else %}c{% endif %}",
    "{% if name|default:missing %}a{% endif %}{% if missing|default:missing %}b{% else %}c{% endif %}",
    "{% for one in many %}{{ forloop.counter }}{{ forloop.revcounter0 }}{{ one }}{{ forloop.last }}{% endfor %}",
    "{% for one in many reversed %}{{ one }}{{ forloop.first }}{% empty %}none{% endfor %}",
    "{% for one in missing %}{{ one }}{% empty %}- {{ name }}{% endfor %}{% for x in made %}{% empty %}-{% endfor %}",
    "{% for a, b in pairs %}{{ a }}={{ b }};{% endfor %}",
    "{% for row in rows %}{{ row.name }}{% for x in row.many %}{{ x }}{{ forloop.parentloop.counter }}{% endfor %}"
    "{% endfor %}{{ row.name }}{{ x }}",
    "{% for one in many %}{% include 'part' with other=one %}{% endfor %}{{ other }}",
    "{% for one in rows %}{% local_time at as moment %}={{ moment }}{% endfor %}{{ moment }}",
    "{% include 'part' %}{% include 'part' with name='own <' only %}{% include 'deep' %}{% include odd %}",
    "{% include 'sets' %}{{ moment }}",
    "{% with a=name b=row.deep.down.0 %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% autoescape off %}{{ name }}{{ safe }}{{ name|linebreaksbr }}{% avatar name %}{% endautoescape %}",
    "{% localize off %}{{ half }}{{ number }}{% endlocalize %}{{ half }}",
    "{% avatar name 's' %}{% badge name tone='bad' %}{% status 'Open' %}{% icon row.icon|default:'bell' 16 %}",
    "{% blocktranslate with who=name count n=number %}{{ who }}{% plural %}{{ n }}{{ who }}{% endblocktranslate %}",
    "{% translate 'Close' %} {% translate name %} {% url 'desk:pile' %} {% url 'desk:conversation' text %}",
    "{% extends 'base' %}{% block head %}own {{ block.super }}{% endblock %}",
    "{% extends 'middle' %}{% block inner %}{{ name }}{{ block.super }}{% endblock %}",
]


def engines(text: str) -> tuple[Engine, Engine]:
    parts = ("django.template.loaders.locmem.Loader", {**PARTS, "whole": text})
    return (
        Engine(builtins=BUILTINS, loaders=[("rapport.web.folding.Loader", [parts])]),
        Engine(builtins=BUILTINS, loaders=[parts]),
    )


def say(engine: Engine) -> str:
    return str(engine.get_template("whole").render(Context(VALUES)))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text", SAID)
def test_they_say_the_same(text: str, language: str) -> None:
    quick, plain = engines(text)
    with translation.override(language), timezone.override("Asia/Tokyo"):
        expected = say(plain)
        assert [say(quick), say(quick)] == [expected, expected]


WRONG = [
    ("{{ person.broken }}", ValueError),
    ("{{ person.lacking }}", AttributeError),
    ("{{ name|default:missing }}", VariableDoesNotExist),
    ("{% include 'nowhere' %}", TemplateDoesNotExist),
]


@pytest.mark.parametrize(("text", "problem"), WRONG)
def test_what_goes_wrong_goes_wrong_alike(text: str, problem: type[Exception]) -> None:
    for engine in engines(text):
        with pytest.raises(problem):
            say(engine)


@override_settings(USE_THOUSAND_SEPARATOR=True)
def test_numbers_are_written_as_the_settings_say() -> None:
    quick, plain = engines("{{ number }}")
    assert say(quick) == say(plain) == "1,234,567"


def test_what_stands_for_missing_names_is_kept() -> None:
    quick, plain = engines("{{ missing }}{{ row.missing }}{% if missing %}x{% endif %}")
    quick.string_if_invalid = plain.string_if_invalid = "(no %s)"
    assert say(quick) == say(plain) == "(no missing)(no row.missing)"


def test_each_page_has_its_own_token() -> None:
    made = engines("{% csrf_token %}{% with csrf_token=other %}{% csrf_token %}{% endwith %}{% csrf_token %}")[0]
    pages = [
        made.get_template("whole").render(Context({"csrf_token": token, "other": "third"})) for token in ("a", "b")
    ]
    found = [re.findall('value="(.*?)"', str(page)) for page in pages]
    assert found == [["a", "third", "a"], ["b", "third", "b"]]
    assert "csrf" not in made.get_template("whole").render(Context())


def kinds(nodes: NodeList) -> Iterator[type[object]]:
    for node in nodes.get_nodes_by_type(object):  # type: ignore[arg-type]
        yield type(node)


def test_the_templates_of_the_desk_are_quick() -> None:
    page = get_template("desk/conversations/_head.html").template.nodelist  # type: ignore[attr-defined]
    assert isinstance(page, Nodes)
    assert {Word, If, For, Include, Simple} <= set(kinds(page))
    assert VariableNode not in set(kinds(page))


def test_pages_of_errors_ask_djangos_own() -> None:
    debugging = Engine(
        debug=True,
        builtins=BUILTINS,
        loaders=[("rapport.web.folding.Loader", [("django.template.loaders.locmem.Loader", {"whole": "{{ name }}"})])],
    )
    assert set(kinds(debugging.get_template("whole").nodelist)) == {VariableNode}
