"""Pages travel compressed; what is not a page goes as it is."""

import gzip
import io
from collections.abc import Iterator

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from rapport.config.middleware import PackedPages

PAGE = "<p>Who waits</p>" * 500


def packed(answer: HttpResponseBase, accepts: str = "gzip") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    made: HttpResponseBase = PackedPages(lambda _: answer)(request)  # type: ignore[assignment]
    return made


def test_a_page_is_packed_for_whoever_can_unpack_it() -> None:
    answer = packed(HttpResponse(PAGE))
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == PAGE
    assert len(answer.content) < len(PAGE) / 5
    assert "Content-Encoding" not in packed(HttpResponse(PAGE), accepts="")


def test_the_length_tells_nothing_of_what_is_inside() -> None:
    lengths = {len(getattr(packed(HttpResponse(PAGE)), "content", b"")) for _ in range(20)}
    assert len(lengths) > 5


def parts() -> Iterator[bytes]:
    yield PAGE.encode()


@pytest.mark.parametrize(
    "answer",
    [
        StreamingHttpResponse(parts(), content_type="text/event-stream"),
        StreamingHttpResponse(parts(), content_type="text/html"),
        FileResponse(io.BytesIO(PAGE.encode()), content_type="application/octet-stream"),
        JsonResponse({"text": PAGE}),
    ],
)
def test_what_is_no_page_goes_as_it_is(answer: HttpResponseBase) -> None:
    assert "Content-Encoding" not in packed(answer)


@pytest.mark.django_db
def test_the_pages_of_the_site_are_packed(client: Client) -> None:
    answer = client.get("/account/login/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
