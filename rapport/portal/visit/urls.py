"""Addresses of a customer's own page."""

from django.urls import path

from rapport.portal.visit import views

urlpatterns = [
    path("", views.portal, name="visit"),
    path("enter/", views.enter, {"token": ""}),
    path("enter/<str:token>/", views.enter, name="enter"),
    path("leaving/", views.leaving, name="leaving"),
    path("files/<uuid:key>/", views.file, name="visit_file"),
    path("<str:number>/", views.matter, name="matter"),
]
