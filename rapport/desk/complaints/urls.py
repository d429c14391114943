from django.urls import path

from rapport.desk.complaints import views

urlpatterns = [
    path("complaints/", views.register, name="complaints"),
    path("complaints/closed/", views.closed, name="complaints-closed"),
    path("complaints/<int:pk>/", views.complaint, name="complaint"),
    path("complaints/<int:pk>/commitment/", views.commitment, name="complaint-commitment"),
    path("complaints/<int:pk>/joining/", views.joining, name="complaint-joining"),
    path("complaints/<int:pk>/none/", views.none, name="complaint-none"),
    path("complaints/<int:pk>/reopening/", views.reopening, name="complaint-reopening"),
]
