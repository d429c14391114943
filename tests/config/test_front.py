"""Files of npm packages that pages load: by name only, and only those."""

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from rapport.config.front import FILES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", FILES)
def test_each_is_served_as_a_script(client: Client, name: str) -> None:
    answer = client.get(static(name))
    assert answer.status_code == 200
    assert "javascript" in answer["Content-Type"]
    assert len(answer.content) > 10_000


@pytest.mark.parametrize("name", ["front/package.json", "front/../package.json", "squire-rte/package.json", "front/"])
def test_nothing_else_of_the_packages_is(client: Client, name: str) -> None:
    assert not finders.find(name)


def test_a_package_that_is_missing_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILES, "front/none.js", "none/none.js")
    assert not finders.find("front/none.js")
