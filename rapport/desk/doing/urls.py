from django.urls import path

from rapport.desk.doing import views

urlpatterns = [
    path("doing/", views.many, name="doing_many"),
    path("doing/bar/", views.bar, name="bar"),
    path("next/", views.next_one, name="next_one"),
    path("changes/<int:pk>/", views.progress, name="progress"),
    path("changes/<int:pk>/undoing/", views.undoing, name="undoing"),
    path("conversations/<str:reference>/doing/", views.one, name="doing"),
    path("conversations/<str:reference>/joining/", views.joining, name="joining"),
    path("conversations/<str:reference>/moving/", views.moving, name="moving"),
    path("conversations/<str:reference>/splitting/", views.splitting, name="splitting"),
]
