from django.urls import path

from rapport.desk.touch import views

urlpatterns = [
    path("touch/", views.touch, {"token": ""}),
    path("touch/<str:token>/", views.touch, name="touch"),
]
