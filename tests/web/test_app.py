"""Rapport as an app: its manifest, its pictures, and what its service worker keeps."""

import json
import re
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from rapport.web.app import views
from rapport.web.bundle import CSS
from tests.cast import ada
from tests.web.oklch import linear_rgb

pytestmark = pytest.mark.django_db


def hexadecimal(colour: str) -> str:
    """As a manifest writes it."""
    gamma = (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055 for x in linear_rgb(colour))
    return "#" + "".join(f"{round(255 * x):02x}" for x in gamma)


def token(name: str, theme: int) -> str:
    found = re.search(rf"--{name}: light-dark\((oklch\(.*?\)), (oklch\(.*?\))\)", (CSS / "tokens.css").read_text())
    assert found
    return hexadecimal(found[theme + 1])


def test_a_browser_can_install_it(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    shown = json.loads(answer.content)
    assert (shown["name"], shown["start_url"], shown["scope"], shown["display"]) == ("Rapport", "/", "/", "standalone")
    sizes = {(one["sizes"], one.get("purpose", "any")) for one in shown["icons"]}
    assert sizes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"), ("any", "any")}


def test_its_pictures_are_there_small_and_of_the_size_they_say(client: Client) -> None:
    for one in json.loads(client.get("/manifest.webmanifest").content)["icons"]:
        answer = client.get(one["src"])
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, one["type"])
        assert len(answer.content) < 8_000
        if one["type"] == "image/png":
            with Image.open(BytesIO(answer.content)) as picture:
                assert "x".join(map(str, picture.size)) == one["sizes"]


def test_its_colours_are_those_of_the_desk(client: Client) -> None:
    assert (token("sunken", 0), token("paper", 0)) == (views.SUNKEN, views.PAPER)
    client.force_login(ada())
    page = client.get("/alerts/").content.decode()
    assert f'content="{token("sunken", 0)}"' in page
    assert f'content="{token("sunken", 1)}" media' in page


def test_the_service_worker_keeps_three_things_and_no_page_of_anybody(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    first, rest = answer.content.decode().split("\n", 1)
    known = json.loads(first.removeprefix("const KNOWN = ").removesuffix(";"))
    assert known["kept"][0] == known["offline"] == "/offline/"
    assert all(path.startswith("/static/") for path in known["kept"][1:])
    for path in [*known["kept"], known["icon"], known["badge"]]:
        assert client.get(path).status_code == 200
    assert "cache.put" not in rest
    assert rest.count("addAll") == 1


def test_the_offline_page_is_about_nobody(client: Client) -> None:
    stranger = client.get("/offline/").content
    client.force_login(ada())
    assert client.get("/offline/").content == stranger
    assert b"Keine Verbindung" in client.get("/offline/", headers={"accept-language": "de"}).content
