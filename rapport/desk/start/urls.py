from django.urls import path

from rapport.desk.start import views

urlpatterns = [
    path("start/", views.start, {"key": ""}, name="start"),
    path("start/<str:key>/", views.start, name="start-with"),
    path("settings/start/", views.steps, name="setting-up"),
]
