from django.urls import path

from rapport.desk.feedback import digests, giving, reasons, review, training

urlpatterns = [
    path("feedback/", review.agenda, name="feedback-review"),
    path("feedback/<int:pk>/", review.item, name="feedback-item"),
    path("feedback/<int:pk>/reading/", review.reading, name="feedback-reading"),
    path("feedback/<int:pk>/commitment/", review.commitment, name="feedback-commitment"),
    path("feedback/<int:pk>/joining/", review.joining, name="feedback-joining"),
    path("feedback/<int:pk>/nothing/", review.nothing, name="feedback-nothing"),
    path("feedback/<int:pk>/sharing/", review.sharing, name="feedback-sharing"),
    path("feedback/reasons/", reasons.reasons, name="feedback-reasons"),
    path("feedback/reasons/<int:pk>/", reasons.behind, name="feedback-behind"),
    path("feedback/digests/", digests.digests, name="digests"),
    path("feedback/digests/wish/", digests.wish, name="digest-wish"),
    path("feedback/digests/<int:pk>/", digests.digest, name="digest"),
    path("feedback/training/", training.shelf, name="training"),
    path("feedback/training/<int:pk>/", training.case, name="training-case"),
    path("ratings/<int:pk>/training/", training.use, name="rating-training"),
    path("ratings/<int:pk>/reason/", giving.reason, name="rating-reason"),
]
