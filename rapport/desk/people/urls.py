from django.urls import path

from rapport.desk.people import joining, security, views

urlpatterns = [
    path("sign-in/", views.sign_in, {"token": ""}),
    path("sign-in/<str:token>/", views.sign_in, name="sign_in"),
    path("invitation/", joining.joining, {"token": ""}),
    path("invitation/<str:token>/", joining.joining, name="invited"),
    path("you/", views.you, name="you"),
    path("you/security/", security.security, name="security"),
    path("you/sessions/ending/", security.sessions_end, name="sessions-ending"),
    path("you/sessions/<int:pk>/ending/", security.session_end, name="session-ending"),
    path("you/duty/", views.duty, name="duty"),
]
