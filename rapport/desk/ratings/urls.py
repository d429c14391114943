from django.urls import path

from rapport.desk.ratings import views

urlpatterns = [path("ratings/", views.ratings, name="ratings")]
