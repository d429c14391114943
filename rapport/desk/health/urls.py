from django.urls import path

from rapport.desk.health import views

urlpatterns = [path("health/", views.health, name="health")]
