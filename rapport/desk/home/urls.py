from django.urls import path

from rapport.desk.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.part, name="today"),
]
