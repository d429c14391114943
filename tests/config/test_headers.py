"""Every answer carries the headers that keep pages closed to strangers."""

import asyncio
import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from rapport.config.middleware import POLICY, SecurityHeaders, ServerTiming


def answer(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponseBase:
    response = SecurityHeaders(view)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponseBase)
    return response


def test_a_page_may_load_nothing_from_elsewhere_and_stands_in_no_frame() -> None:
    headers = answer(lambda _: HttpResponse()).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_the_policy_allows_no_inline_script_and_no_other_server() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in POLICY
    assert not re.search(r"https?:|\*", POLICY)


def test_a_view_keeps_its_own_policy_and_then_may_stand_in_our_frame() -> None:
    own = {
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'self'",
        "Referrer-Policy": "no-referrer",
    }
    headers = answer(lambda _: HttpResponse(headers=own)).headers
    assert headers["Content-Security-Policy"] == own["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "X-Frame-Options" not in headers


def test_an_async_view_gets_them_too() -> None:
    async def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    async def ask() -> HttpResponseBase:
        answering = SecurityHeaders(view)(RequestFactory().get("/"))
        assert not isinstance(answering, HttpResponseBase)
        return await answering

    assert asyncio.run(ask()).headers["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/no-such-page/", "/static/x/no-such-file.css"])
def test_real_answers_have_them(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.get("/account/login/")
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@pytest.mark.django_db
def test_timing_counts_queries() -> None:
    from django.db import connection

    def view(_: HttpRequest) -> HttpResponse:
        for _number in range(3):
            connection.cursor().execute("SELECT 1")
        return HttpResponse()

    value = ServerTiming(view)(RequestFactory().get("/")).headers["Server-Timing"]
    assert re.fullmatch(r'app;dur=\d+\.\d, db;desc="3 queries"', value)


def test_timing_is_off_unless_asked_for() -> None:
    from django.conf import settings

    assert not any("ServerTiming" in name for name in settings.MIDDLEWARE)


@pytest.mark.django_db
def test_nobody_signs_up_from_outside(client: Client) -> None:
    response = client.post("/account/signup/", {"email": "eve@example.com", "password1": "a long enough word"})
    from rapport.team.models import User

    assert not User.objects.filter(email="eve@example.com").exists()
    assert response.status_code in (403, 404)
