from django.urls import path

from rapport.desk.settings import saved_replies

urlpatterns = [
    path("settings/saved-replies/", saved_replies.index, name="saved-replies"),
    path("settings/saved-replies/new/", saved_replies.new, name="saved-reply-new"),
    path("settings/saved-replies/<int:pk>/", saved_replies.saved_reply, name="saved-reply"),
    path("settings/saved-replies/<int:pk>/removal/", saved_replies.removal, name="saved-reply-removal"),
    path("settings/saved-replies/<int:pk>/return/", saved_replies.bringing_back, name="saved-reply-return"),
    path("saved-replies/preview/", saved_replies.preview, name="saved-reply-preview"),
]
