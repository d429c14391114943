"""Addresses below /api/v1/. Each goes through the door, known or not."""

from functools import partial

from django.urls import URLPattern, path, re_path

from rapport.api.describing import openapi
from rapport.api.door import through_the_door, unknown
from rapport.api.main import api


def _behind_the_door(pattern: object) -> URLPattern:
    assert isinstance(pattern, URLPattern)
    pattern.callback = through_the_door(pattern.callback)
    return pattern


offered, _, namespace = api.urls
views = {str(one.pattern): one for one in offered}.values()  # listed once a method, though one view answers them all

urlpatterns = [
    path("openapi.json", through_the_door(partial(openapi, api=api)), name="api-openapi"),
    path("", ([_behind_the_door(one) for one in views], namespace, namespace)),
    re_path(r"^(?P<rest>[\s\S]*)\Z", through_the_door(unknown)),
]
