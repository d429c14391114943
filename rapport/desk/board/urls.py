from django.urls import path

from rapport.desk.board import views

urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/<int:number>/", views.question, name="question"),
    path("board/<int:number>/answers/", views.answers, name="question-answers"),
    path("board/answers/<int:number>/thanks/", views.thanks, name="answer-thanks"),
    path("board/answers/<int:number>/acceptance/", views.acceptance, name="answer-acceptance"),
]
