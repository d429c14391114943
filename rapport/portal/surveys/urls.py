"""Addresses of questions that stand apart from a reply. The secret in them is all the proof a customer needs."""

from django.urls import path

from rapport.portal.campaigns.views import choose
from rapport.portal.surveys import views

urlpatterns = [
    path("", views.survey, {"token": ""}, name="survey_nothing"),
    path("trial/<str:language>/<str:what>", views.trial, name="survey_trial"),
    path("<str:token>", views.survey),
    path("<str:token>/", views.survey, name="survey"),
    path("<str:token>/stop", views.stop, name="survey_stop"),
    path("<str:token>/why/", choose, name="why"),
    path("<str:token>/why/<str:what>", choose, name="why_chosen"),
    path("<str:token>/<str:number>", views.survey, name="survey_number"),
]
