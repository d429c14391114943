from django.urls import path

from rapport.desk.settings import rules

urlpatterns = [
    path("settings/rules/", rules.index, name="rules"),
    path("settings/rules/new/", rules.new, name="rule-new"),
    path("settings/rules/<int:rule>/", rules.rule, name="rule"),
    path("settings/rules/<int:rule>/trial/", rules.trial, name="rule-trial"),
    path("settings/rules/<int:rule>/switch/", rules.switch, name="rule-switch"),
    path("settings/rules/<int:rule>/order/", rules.order, name="rule-order"),
    path("settings/rules/<int:rule>/removal/", rules.removal, name="rule-removal"),
    path("settings/rules/<int:rule>/return/", rules.bringing_back, name="rule-return"),
]
