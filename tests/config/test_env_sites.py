"""Settings that list sites, networks and inboxes: what cannot be one stops the start with its name."""

import pytest

from rapport.config.env import BadSetting, env_inboxes, env_networks, env_origins


def test_sites_as_browsers_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_FORM_SITES", "https://www.example.com/, http://localhost:8080")
    assert env_origins("RAPPORT_FORM_SITES") == ["https://www.example.com", "http://localhost:8080"]


@pytest.mark.parametrize(
    "bad", ["www.example.com", "*", "https://*.example.com", "https://a.example/page", "https://a'; x", "javascript:1"]
)
def test_what_is_no_site_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("RAPPORT_FORM_SITES", bad)
    with pytest.raises(BadSetting, match="RAPPORT_FORM_SITES"):
        env_origins("RAPPORT_FORM_SITES")


def test_networks_of_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_PROXIES", "127.0.0.1, 10.0.0.9/8, ::1")
    assert [str(network) for network in env_networks("RAPPORT_PROXIES")] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    monkeypatch.setenv("RAPPORT_PROXIES", "proxy.example.com")
    with pytest.raises(BadSetting, match="RAPPORT_PROXIES"):
        env_networks("RAPPORT_PROXIES")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("", ["0"]), ("no", ["0"]), ("yes", ["1"]), ("1", ["1"]), ("Help@x.example, b@x", ["help@x.example", "b@x"])],
)
def test_which_inboxes_have_a_form(monkeypatch: pytest.MonkeyPatch, text: str, meant: list[str]) -> None:
    monkeypatch.setenv("RAPPORT_CONTACT_FORM", text)
    assert env_inboxes("RAPPORT_CONTACT_FORM", "1") == meant
    monkeypatch.setenv("RAPPORT_CONTACT_FORM", "help")
    with pytest.raises(BadSetting, match="RAPPORT_CONTACT_FORM"):
        env_inboxes("RAPPORT_CONTACT_FORM", "1")
