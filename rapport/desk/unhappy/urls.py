from django.urls import path

from rapport.desk.unhappy import views

urlpatterns = [
    path("unhappy/", views.page, name="unhappy"),
    path("unhappy/<uuid:public_id>/owner/", views.owner, name="unhappy-owner"),
    path("unhappy/<uuid:public_id>/contact/", views.contact, name="unhappy-contact"),
]
