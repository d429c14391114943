from django.urls import path

from rapport.desk.live import views

urlpatterns = [path("live/", views.stream, name="live")]
