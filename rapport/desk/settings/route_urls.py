from django.urls import path

from rapport.desk.settings import routes

urlpatterns = [
    path("settings/alert-routes/", routes.index, name="alert-routes"),
    path("settings/alert-routes/climbing/", routes.climbing, name="alert-climbing"),
    path("settings/alert-routes/new/<slug:kind>/", routes.new, name="alert-route-new"),
    path("settings/alert-routes/<int:pk>/", routes.route, name="alert-route"),
    path("settings/alert-routes/<int:pk>/removal/", routes.removal, name="alert-route-removal"),
    path("settings/alert-routes/<int:pk>/trial/", routes.trial, name="alert-route-trial"),
]
