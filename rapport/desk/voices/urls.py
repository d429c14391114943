from django.urls import path

from rapport.desk.voices import views

urlpatterns = [
    path("voices/", views.page, name="voices"),
    path("voices/behind/", views.behind, name="voices-behind"),
]
