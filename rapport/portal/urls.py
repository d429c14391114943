"""Addresses of the customers' door."""

from django.urls import include, path

app_name = "portal"
urlpatterns = [
    path("contact/", include("rapport.portal.contact.urls")),
    path("r/", include("rapport.portal.feedback.urls")),
    path("quotes/", include("rapport.portal.quotes.urls")),
    path("s/", include("rapport.portal.surveys.urls")),
    path("w/", include("rapport.portal.complaints.urls")),
    path("f/", include("rapport.portal.snippets.urls")),
    path("portal/", include("rapport.portal.visit.urls")),
    path("postbox/", include("rapport.portal.postbox.urls")),
]
