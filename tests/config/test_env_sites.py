"""Settings that name sites, networks, inboxes, hosts and times: what cannot be one stops the start with its name."""

import pytest

from rapport.config.env import (
    BadSetting,
    env_domain,
    env_host,
    env_inboxes,
    env_networks,
    env_origins,
    env_site,
    env_time,
    env_url,
    misspelt,
)


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


@pytest.mark.parametrize(
    ("text", "meant"),
    [("", "127.0.0.1"), ("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("[::1]", "::1"), (" ::", "::")],
)
def test_where_to_listen(monkeypatch: pytest.MonkeyPatch, text: str, meant: str) -> None:
    """The web server takes addresses only, so that a name would end as a traceback in the log."""
    monkeypatch.setenv("RAPPORT_HOST", text)
    assert env_host("RAPPORT_HOST", "127.0.0.1") == meant


@pytest.mark.parametrize("bad", ["help.example.com", "127.0.0.1:80", "*", "256.1.1.1"])
def test_what_is_no_address_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("RAPPORT_HOST", bad)
    with pytest.raises(BadSetting, match="RAPPORT_HOST is "):
        env_host("RAPPORT_HOST", "127.0.0.1")


@pytest.mark.parametrize(
    "bad",
    ["help.example.com", "ftp://x.example", "http://x.example:abc", "http://x:99999", "http://[::1", "http://a b"],
)
def test_what_is_no_page_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("RAPPORT_URL", "https://help.example.com/")
    assert env_site("RAPPORT_URL", "") == "https://help.example.com"
    monkeypatch.setenv("RAPPORT_URL", bad)
    with pytest.raises(BadSetting, match="RAPPORT_URL is "):
        env_site("RAPPORT_URL", "")


@pytest.mark.parametrize("bad", ["mail.example.com", "smtp://x:port", "smtp://x:70000", "smtp://[::1", "http://x"])
def test_what_is_no_mail_server_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("RAPPORT_SMTP_URL", bad)
    with pytest.raises(BadSetting, match="RAPPORT_SMTP_URL is not understood"):
        env_url("RAPPORT_SMTP_URL", ("smtp", "smtps"), "smtp://x")


@pytest.mark.parametrize(
    "bad", ["a b", "mail@example.com", "https://example.com", "-x.example", "x..example", "ä.example"]
)
def test_what_is_no_domain_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    """It stands in every Message-ID."""
    monkeypatch.setenv("RAPPORT_MAIL_DOMAIN", "help.example.com")
    assert env_domain("RAPPORT_MAIL_DOMAIN") == "help.example.com"
    monkeypatch.setenv("RAPPORT_MAIL_DOMAIN", bad)
    with pytest.raises(BadSetting, match="RAPPORT_MAIL_DOMAIN is "):
        env_domain("RAPPORT_MAIL_DOMAIN")


@pytest.mark.parametrize("bad", ["25:00", "noon", "03:10+02:00"])
def test_what_is_no_time_of_day_stops_the_start(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("RAPPORT_BACKUP_AT", bad)
    with pytest.raises(BadSetting, match="RAPPORT_BACKUP_AT is "):
        env_time("RAPPORT_BACKUP_AT", "03:10")


def test_a_name_that_is_mistyped_is_told_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = "RAPPORT_{}".format
    for name in ("SMTP_URI", "PORT", "SERVICE_HOST", "TEST_DATABASE_URL"):
        monkeypatch.setenv(ours(name), "x")
    known = [ours(name) for name in ("SMTP_URL", "SMTP_PORT", "HOST", "DATABASE_URL")]
    assert misspelt(known) == [f"{ours('SMTP_URI')} is no setting and is ignored. Did you mean {ours('SMTP_URL')}?"]
    assert misspelt([*known, ours("SMTP_URI")]) == []
