"""Each door brings its own addresses; this page only says where it stands."""

from django.urls import include, path

from rapport.config import static
from rapport.config.late import Late

handler500 = "rapport.web.views.server_error"
urlpatterns = [
    path("static/<str:asked>/<path:name>", static.serve),
    path("account/", include("rapport.config.accounts_urls")),
    path("assets/", include("rapport.web.urls")),
    path("", include("rapport.web.app.urls")),
    path("styleguide/", include("rapport.web.styleguide.urls")),
    Late("api/v1/", "rapport.api.urls", "machines"),
    path("", include("rapport.api.probes.urls")),
    path("hooks/", include("rapport.api.hooks.urls")),
    path("", include("rapport.portal.urls")),
    path("", include("rapport.desk.urls")),
]
