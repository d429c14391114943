from django.urls import path

from rapport.desk.automatic import views

urlpatterns = [path("automatic-mail/", views.automatic_mail, name="automatic")]
