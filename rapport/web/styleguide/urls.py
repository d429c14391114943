from django.urls import path

from rapport.web.styleguide import views

app_name = "styleguide"
urlpatterns = [
    path("", views.page, name="page"),
    path("tokens.css", views.stylesheet, name="stylesheet"),
]
