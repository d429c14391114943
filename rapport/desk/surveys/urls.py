from django.urls import path

from rapport.desk.surveys import calls, results, rules

urlpatterns = [
    path("surveys/", results.index, name="surveys"),
    path("surveys/<int:pk>/", results.survey, name="survey"),
    path("surveys/<int:pk>/behind/", results.behind, name="survey-behind"),
    path("surveys/<int:pk>/calls/", calls.calls, name="survey-calls"),
    path("surveys/<int:pk>/calls/<int:asking>/", calls.call, name="survey-call"),
    path("settings/surveys/", rules.index, name="survey-rules"),
    path("settings/surveys/new/", rules.new, name="survey-new"),
    path("settings/surveys/<int:pk>/", rules.rule, name="survey-rule"),
    path("settings/surveys/<int:pk>/trial/", rules.trial, name="survey-trial"),
]
