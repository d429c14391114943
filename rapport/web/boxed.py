"""Bytes of strangers as an answer: boxed in, whatever they claim to be (S08 to S11)."""

from urllib.parse import quote

from django.http import HttpResponse

BOXED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Always a download, under its own name."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return box(response)


def box(response: HttpResponse) -> HttpResponse:
    """Nothing in it runs, fetches, or is taken for another type."""
    response["Content-Security-Policy"] = BOXED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
