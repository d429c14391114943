"""Addresses whose code is loaded when somebody first asks for one of them: most installations never do, and each
process would carry the libraries behind them all day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string


class Late(URLResolver):
    """`include` of a module that is not imported yet. No page may lead there by name."""

    def __init__(self, route: str, urlconf: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), urlconf, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Django would load it for the names of every address at the first link of the first page."""


class LateView:
    """A view, named by its dotted path."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, request: HttpRequest, **parts: Any) -> HttpResponse:
        answer: HttpResponse = import_string(self.name)(request, **parts)
        return answer
