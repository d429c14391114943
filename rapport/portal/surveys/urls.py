"""Addresses of questions that stand apart from a reply. The secret in them is all the proof a customer needs."""

from django.urls import path

from rapport.portal.surveys import views

urlpatterns = [
    path("", views.survey, {"token": ""}, name="survey_nothing"),
    path("trial/<str:language>/<str:what>", views.trial, name="survey_trial"),
    path("<str:token>", views.survey),
    path("<str:token>/", views.survey, name="survey"),
    path("<str:token>/stop", views.stop, name="survey_stop"),
    path("<str:token>/<str:number>", views.survey, name="survey_number"),
]
