from django.urls import path

from rapport.web import views

app_name = "web"
urlpatterns = [path("rapport-<slug:version>.css", views.stylesheet, name="stylesheet")]
