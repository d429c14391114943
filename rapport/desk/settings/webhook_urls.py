from django.urls import path

from rapport.desk.settings import webhooks

urlpatterns = [
    path("settings/webhooks/", webhooks.index, name="webhooks"),
    path("settings/webhooks/new/", webhooks.new, name="webhook-new"),
    path("settings/webhooks/<int:webhook>/", webhooks.endpoint, name="webhook"),
    path("settings/webhooks/<int:webhook>/removal/", webhooks.removal, name="webhook-removal"),
    path("settings/webhooks/<int:webhook>/secret/", webhooks.secret, name="webhook-secret"),
    path("settings/webhooks/<int:webhook>/test/", webhooks.test, name="webhook-test"),
    path("settings/webhooks/<int:webhook>/<int:delivery>/", webhooks.delivery, name="webhook-delivery"),
    path("settings/webhooks/<int:webhook>/<int:delivery>/replay/", webhooks.replay, name="webhook-replay"),
]
