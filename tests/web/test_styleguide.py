"""The style guide lives: a new token or partial that it does not show is a failure here."""

from pathlib import Path

import pytest
from django.test import Client, override_settings

from rapport.web.styleguide import tokens
from rapport.web.templatetags import web

PARTIALS = {path.name for path in (Path(tokens.__file__).parents[1] / "templates" / "web").glob("_*.html")}


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/tokens.css"])
def test_there_is_none_outside_of_debug(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@override_settings(DEBUG=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_seen_in_both_themes(client: Client, theme: str) -> None:
    page = client.get("/styleguide/", {"theme": theme}).content.decode()
    assert f'data-theme="{theme}"' in page
    assert 'data-theme="x"' not in client.get("/styleguide/", {"theme": "x"}).content.decode()


@override_settings(DEBUG=True)
def test_it_shows_every_partial(client: Client) -> None:
    web._rendered.clear()  # what is kept rendered would not be counted
    web._face.cache_clear()
    web._key_help.cache_clear()
    web._alerts.clear()
    web._parts.clear()
    shown = {Path(one.name).name for one in client.get("/styleguide/").templates if one.name}
    assert PARTIALS - shown == set()


@override_settings(DEBUG=True)
def test_it_shows_every_colour_and_measure(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    styles = client.get("/styleguide/tokens.css").content.decode()
    names = [one.name for one in tokens.tokens() if one.name not in {"font", "mono", "quick"}]
    assert len(names) > 40
    for name in names:
        assert f"show-{name}" in page
        assert f".show-{name} " in styles
