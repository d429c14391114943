from django.urls import path

from rapport.desk.promises import views

urlpatterns = [path("promises/", views.page, name="promises")]
