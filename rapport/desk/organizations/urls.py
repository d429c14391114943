from django.urls import path

from rapport.desk.organizations import views

urlpatterns = [
    path("organizations/<int:pk>/", views.page, name="organization"),
    path("organizations/<int:pk>/details/", views.details, name="organization-details"),
    path("organizations/<int:pk>/domains/", views.domains, name="organization-domains"),
    path("organizations/<int:pk>/domains/removal/", views.domain_removal, name="organization-domain-removal"),
    path("organizations/<int:pk>/people/", views.people, name="organization-people"),
    path("organizations/<int:pk>/people/removal/", views.people_removal, name="organization-people-removal"),
    path("organizations/<int:pk>/mergers/", views.mergers, name="organization-mergers"),
    path("organizations/<int:pk>/mergers/<int:merge>/undoing/", views.undoing, name="organization-undoing"),
]
