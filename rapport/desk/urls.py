"""The desk: everything an agent or lead works with."""

from django.urls import include, path

app_name = "desk"
urlpatterns = [
    path("", include("rapport.desk.home.urls")),
    path("", include("rapport.desk.pile.urls")),
    path("", include("rapport.desk.search.urls")),
    path("", include("rapport.desk.views.urls")),
    path("", include("rapport.desk.conversations.urls")),
    path("", include("rapport.desk.doing.urls")),
    path("", include("rapport.desk.customers.urls")),
    path("", include("rapport.desk.recoveries.urls")),
    path("", include("rapport.desk.complaints.urls")),
    path("", include("rapport.desk.unhappy.urls")),
    path("", include("rapport.desk.losses.urls")),
    path("", include("rapport.desk.voices.urls")),
    path("", include("rapport.desk.ratings.urls")),
    path("", include("rapport.desk.feedback.urls")),
    path("", include("rapport.desk.reports.urls")),
    path("", include("rapport.desk.surveys.urls")),
    path("", include("rapport.desk.campaigns.urls")),
    path("", include("rapport.desk.alerts.urls")),
    path("", include("rapport.desk.touch.urls")),
    path("", include("rapport.desk.settings.webhook_urls")),
    path("", include("rapport.desk.settings.route_urls")),
    path("", include("rapport.desk.settings.rule_urls")),
    path("", include("rapport.desk.settings.saved_reply_urls")),
    path("", include("rapport.desk.settings.token_urls")),
    path("", include("rapport.desk.settings.inbox_urls")),
    path("", include("rapport.desk.health.urls")),
    path("", include("rapport.desk.automatic.urls")),
    path("", include("rapport.desk.live.urls")),
    path("", include("rapport.desk.people.urls")),
    path("", include("rapport.desk.board.urls")),
    path("", include("rapport.desk.start.urls")),
    path("", include("rapport.desk.settings.urls")),
]
