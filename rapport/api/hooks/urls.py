"""Addresses below /hooks/."""

from django.urls import path

from rapport.api.hooks.views import bring

urlpatterns = [
    path("mail/<slug:provider>/", bring, name="mail-hook"),
    # Mailgun sends raw MIME exactly to addresses that end in this word.
    path("mail/<slug:provider>/mime", bring, name="mail-hook-mime"),
]
