from django.urls import path

from rapport.desk.views import views

urlpatterns = [
    path("views/", views.index, name="views"),
    path("views/part/", views.part, name="views-part"),
    path("views/keeping/", views.keeping, name="view-keeping"),
    path("views/return/", views.bringing_back, name="view-return"),
    path("views/<int:pk>/", views.page, name="view"),
    path("views/<int:pk>/editing/", views.editing, name="view-editing"),
    path("views/<int:pk>/place/", views.place, name="view-place"),
    path("views/<int:pk>/removal/", views.removal, name="view-removal"),
]
