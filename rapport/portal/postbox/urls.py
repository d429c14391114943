"""Addresses of the local postbox."""

from django.urls import path

from rapport.portal.postbox import views

urlpatterns = [
    path("", views.postbox, name="postbox"),
    path("<str:key>", views.mail, name="postbox_mail"),
    path("<str:key>/page", views.page, name="postbox_page"),
    path("<str:key>/source", views.source, name="postbox_source"),
]
