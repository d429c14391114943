from django.urls import path

from rapport.desk.ratings import quotes, views

urlpatterns = [
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/quotes/", quotes.quotes, name="quotes"),
    path("ratings/quotes/<int:pk>/", quotes.quote, name="quote"),
]
