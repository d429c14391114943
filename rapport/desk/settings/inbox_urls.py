from django.urls import path

from rapport.desk.settings import faces, form_embed, hours, inbox_trial, inboxes

urlpatterns = [
    path("settings/inboxes/", inboxes.index, name="inboxes"),
    path("settings/inboxes/new/", inboxes.new, name="inbox-new"),
    path("settings/inboxes/<int:inbox>/", inboxes.inbox, name="inbox"),
    path("settings/inboxes/<int:inbox>/mailbox/", inboxes.mailbox, name="inbox-mailbox"),
    path("settings/inboxes/<int:inbox>/server/", inboxes.server, name="inbox-server"),
    path("settings/inboxes/<int:inbox>/faces/", faces.faces_of, name="inbox-faces"),
    path("settings/inboxes/<int:inbox>/faces/<slug:language>/", faces.faces_of, name="inbox-faces-in"),
    path("faces/<slug:language>/preview/", faces.preview, name="faces-preview"),
    path("settings/inboxes/<int:inbox>/form/", form_embed.form_embed, name="inbox-form"),
    path("settings/inboxes/<int:inbox>/trial/", inbox_trial.trial, name="inbox-trial"),
    path("settings/inboxes/<int:inbox>/trial/<slug:step>/", inbox_trial.trial_step, name="inbox-trial-step"),
    path("settings/hours/", hours.index, name="hours"),
    path("settings/hours/new/", hours.new, name="hours-new"),
    path("settings/hours/<int:hours>/", hours.edit, name="hours-edit"),
    path("settings/hours/<int:hours>/removal/", hours.removal, name="hours-removal"),
]
