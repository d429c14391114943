from django.urls import path

from rapport.desk.losses import cohort, views

urlpatterns = [
    path("losses/", views.page, name="losses"),
    path("losses/stayed/", cohort.behind, name="losses-stayed"),
    path("losses/<int:pk>/", views.loss, name="loss"),
    path("losses/<int:pk>/end/", views.end, name="loss-end"),
    path("losses/<int:pk>/question/", views.question, name="loss-question"),
    path("customers/<uuid:public_id>/losses/", views.of_customer, name="customer-losses"),
]
