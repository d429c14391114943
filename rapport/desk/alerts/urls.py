from django.urls import path

from rapport.desk.alerts import views

urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/bell/", views.bell, name="bell"),
    path("alerts/reading/", views.reading, name="alerts-reading"),
]
