"""Addresses of faces in mails that other tools send."""

from django.urls import path

from rapport.portal.snippets import views

urlpatterns = [
    path("", views.face, {"token": ""}, name="snippet_nothing"),
    path("<str:token>/", views.face, name="snippet"),
    path("<str:token>/<str:number>", views.face, name="snippet_face"),
]
