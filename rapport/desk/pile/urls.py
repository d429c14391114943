from django.urls import path

from rapport.desk.pile import views

urlpatterns = [
    path("pile/", views.folder, {"name": "pile"}, name="pile"),
    path("mine/", views.folder, {"name": "mine"}, name="mine"),
    path("asked/", views.folder, {"name": "asked"}, name="asked"),
    path("unassigned/", views.folder, {"name": "unassigned"}, name="unassigned"),
    path("waiting/", views.folder, {"name": "waiting"}, name="waiting"),
    path("later/", views.folder, {"name": "later"}, name="later"),
    path("drafts/", views.folder, {"name": "drafts"}, name="drafts"),
    path("undelivered/", views.folder, {"name": "undelivered"}, name="undelivered"),
    path("done/", views.folder, {"name": "done"}, name="done"),
    path("lists/<slug:name>/", views.part, name="list"),
    path("folders/", views.folders, name="folders"),
]
