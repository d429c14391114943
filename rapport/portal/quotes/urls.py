"""Addresses of what customers allowed to be quoted."""

from django.urls import path

from rapport.portal.quotes import views

urlpatterns = [
    path("<int:inbox>/", views.page, name="quotes"),
    path("<int:inbox>.json", views.data, name="quotes_data"),
]
