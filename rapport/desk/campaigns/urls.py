from django.urls import path

from rapport.desk.campaigns import views

urlpatterns = [
    path("campaigns/", views.index, name="campaigns"),
    path("campaigns/new/", views.new, name="campaign-new"),
    path("campaigns/count/", views.counting, name="campaign-count"),
    path("campaigns/<int:pk>/", views.campaign, name="campaign"),
    path("campaigns/<int:pk>/plan/", views.plan, name="campaign-plan"),
    path("campaigns/<int:pk>/start/", views.start, name="campaign-start"),
    path("campaigns/<int:pk>/trial/", views.trial, name="campaign-trial"),
    path("campaigns/<int:pk>/state/", views.state, name="campaign-state"),
    path("campaigns/<int:pk>/answers/", views.answers, name="campaign-answers"),
    path("campaigns/<int:pk>/answers/<int:outreach>/reason/", views.reason, name="campaign-reason"),
    path("campaigns/<int:pk>/people/", views.people, name="campaign-people"),
]
