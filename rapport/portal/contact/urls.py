"""Addresses of the contact form."""

from django.urls import path

from rapport.portal.contact import views

urlpatterns = [
    path("", views.contact, {"place": ""}, name="contact"),
    path("<str:place>/", views.contact, name="contact_place"),
]
