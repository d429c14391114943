"""Addresses of the door for complaints. What names a mail in them is all the proof a customer needs."""

from django.urls import path

from rapport.portal.complaints import views

urlpatterns = [
    path("", views.wrong, {"token": ""}, name="wrong_nothing"),
    path("<str:token>/", views.wrong, name="wrong"),
]
