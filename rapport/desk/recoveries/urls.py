from django.urls import path

from rapport.desk.recoveries import figures, goodwill, prevention, turned, views

urlpatterns = [
    path("recoveries/", views.recoveries, name="recoveries"),
    path("recoveries/figures/", figures.figures, name="recovery-figures"),
    path("recoveries/figures/behind/", figures.behind, name="recovery-figures-behind"),
    path("recoveries/turned-round/", turned.turned_round, name="turned-round"),
    path("recoveries/<int:pk>/example/", turned.example, name="recovery-example"),
    path("recoveries/<int:pk>/", views.recovery, name="recovery"),
    path("recoveries/<int:pk>/second-chance/", views.second_chance, name="recovery-second-chance"),
    path("recoveries/<int:pk>/contact/", views.contact, name="recovery-contact"),
    path("recoveries/<int:pk>/apology/", views.apology, name="recovery-apology"),
    path("recoveries/<int:pk>/apology/parts/", views.apology_parts_of, name="recovery-apology-parts"),
    path("recoveries/<int:pk>/apology/sent/", views.apology_sent, name="recovery-apology-sent"),
    path("recoveries/<int:pk>/agreement/", views.agreement, name="recovery-agreement"),
    path("recoveries/<int:pk>/fix/", views.fix, name="recovery-fix"),
    path("recoveries/<int:pk>/question/", views.question, name="recovery-question"),
    path("recoveries/<int:pk>/public/", views.public, name="recovery-public"),
    path("recoveries/<int:pk>/lesson/", views.lesson, name="recovery-lesson"),
    path("recoveries/<int:pk>/goodwill/", goodwill.give, name="recovery-goodwill"),
    path("recoveries/<int:pk>/prevention/", prevention.of_recovery, name="recovery-prevention"),
    path("recoveries/<int:pk>/owner/", views.owner, name="recovery-owner"),
    path("recoveries/<int:pk>/closure/", views.closure, name="recovery-closure"),
    path("recoveries/<int:pk>/reopening/", views.reopening, name="recovery-reopening"),
    path("goodwill/", goodwill.ledger, name="goodwill"),
    path("goodwill/<int:pk>/decision/", goodwill.decision, name="goodwill-decision"),
    path("prevention/", prevention.register, name="prevention"),
    path("prevention/<int:pk>/done/", prevention.done, name="prevention-done"),
    path("prevention/<int:pk>/letters/", prevention.letters, name="prevention-letters"),
]
