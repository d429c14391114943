from django.urls import path

from rapport.desk.recoveries import views

urlpatterns = [
    path("recoveries/", views.recoveries, name="recoveries"),
    path("recoveries/<int:pk>/", views.recovery, name="recovery"),
    path("recoveries/<int:pk>/contact/", views.contact, name="recovery-contact"),
    path("recoveries/<int:pk>/apology/", views.apology, name="recovery-apology"),
    path("recoveries/<int:pk>/fix/", views.fix, name="recovery-fix"),
    path("recoveries/<int:pk>/question/", views.question, name="recovery-question"),
    path("recoveries/<int:pk>/owner/", views.owner, name="recovery-owner"),
    path("recoveries/<int:pk>/closure/", views.closure, name="recovery-closure"),
]
