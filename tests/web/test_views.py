import gzip

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings

from rapport.web import bundle
from rapport.web.templatetags.web import stylesheet_url


def test_the_style_sheet_is_kept_for_a_year_at_its_own_address(client: Client) -> None:
    answer = client.get(stylesheet_url())
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.decode().startswith(bundle.LAYERS)


def test_an_old_address_answers_but_is_not_kept(client: Client) -> None:
    answer = client.get(stylesheet_url().replace(bundle.sheet().version, "000000000000"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"


def test_the_style_sheet_travels_packed_and_light(client: Client) -> None:
    answer = client.get(stylesheet_url(), headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000
    assert gzip.decompress(answer.content).decode() == bundle.sheet().text


def test_nothing_can_be_written_there(client: Client) -> None:
    assert client.post(stylesheet_url()).status_code == 405


@override_settings(DEBUG=True)
def test_a_changed_file_changes_the_address_while_developing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stylesheet_url()
    monkeypatch.setattr(bundle, "LAYERS", bundle.LAYERS + "p { color: red; }\n")
    assert stylesheet_url() != before


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OperationalError("the line is cut"), 503, "Back in a moment"),
        (InterfaceError("the line is closed"), 503, "Back in a moment"),
        (ValueError("ours"), 500, "Something broke on our side"),
    ],
)
def test_a_database_that_does_not_answer_is_told_apart_from_a_fault(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, words: str
) -> None:
    def sheet() -> None:
        raise fault

    monkeypatch.setattr(bundle, "sheet", sheet)
    answer = Client(raise_request_exception=False).get("/assets/rapport-000000000000.css")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert answer["Content-Security-Policy"]
