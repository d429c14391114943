from django.urls import path

from rapport.desk.search import palette, views

urlpatterns = [
    path("search/", views.page, name="search"),
    path("palette/", palette.page, name="palette"),
]
