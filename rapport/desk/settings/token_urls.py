from django.urls import path

from rapport.desk.settings import notifications, tokens

urlpatterns = [
    path("settings/notifications/", notifications.notifications, name="notifications"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<int:token>/revocation/", tokens.revocation, name="token-revocation"),
]
