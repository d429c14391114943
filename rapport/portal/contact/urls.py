"""Addresses of the contact form."""

from django.urls import path

from rapport.portal.contact import views

urlpatterns = [
    path("", views.contact, {"place": ""}, name="contact"),
    path("<str:place>/embed.js", views.embed, name="contact_embed"),
    path("<str:place>/", views.contact, name="contact_place"),
]
