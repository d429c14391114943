"""Addresses of the question under a reply. The secret in them is all the proof a customer needs."""

from django.urls import path

from rapport.portal.feedback import quoting, views

urlpatterns = [
    path("", views.rate, {"token": ""}, name="rate_nothing"),
    path("<str:token>", views.rate),
    path("<str:token>/", views.rate, name="rate"),
    path("<str:token>/fixed", views.rate, {"face": "fixed"}, name="rate_fixed"),
    path("<str:token>/not-fixed", views.rate, {"face": "not-fixed"}, name="rate_not_fixed"),
    path("<str:token>/quote", quoting.quote, name="rate_quote"),
    path("<str:token>/<str:face>", views.rate, name="rate_face"),
]
