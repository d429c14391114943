"""The API as a whole."""

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from rapport.api import problems
from rapport.api.bearer import Bearer
from rapport.api.describing import INTRODUCTION
from rapport.api.views import conversations, losses, organizations, pile, ratings, recoveries, search

# No page of documentation: the one that django-ninja has loads its scripts from elsewhere.
api = NinjaAPI(
    title="Rapport",
    version="1",
    description=INTRODUCTION,
    auth=Bearer(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
for handled in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(handled, problems.answer)
for room in (pile, conversations, search, ratings, recoveries, losses, organizations):
    api.add_router("", room.router)
