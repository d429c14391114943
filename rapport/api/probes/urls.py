"""Addresses that load balancers and monitors know by heart."""

from django.urls import path

from rapport.api.probes import views

urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
