from django.urls import path

from rapport.desk.customers import erasure, people, record, story, views

urlpatterns = [
    path("customers/<uuid:public_id>/", record.page, name="customer"),
    path("customers/<uuid:public_id>/likeness/", record.likeness, name="customer-likeness"),
    path("customers/<uuid:public_id>/timeline/", story.timeline, name="customer-timeline"),
    path("customers/<uuid:public_id>/timeline/export/", story.export, name="customer-export"),
    path("customers/<uuid:public_id>/erasure/", erasure.erasure, name="customer-erasure"),
    path("customers/<uuid:public_id>/details/", record.details, name="customer-details"),
    path("customers/<uuid:public_id>/addresses/", record.addresses, name="customer-addresses"),
    path("customers/<uuid:public_id>/addresses/removal/", record.removal, name="customer-removal"),
    path("customers/<uuid:public_id>/addresses/choice/", record.choice, name="customer-choice"),
    path("customers/<uuid:public_id>/asking/", record.asking, name="customer-asking"),
    path("customers/<uuid:public_id>/mergers/", record.mergers, name="customer-mergers"),
    path("customers/<uuid:public_id>/mergers/<int:pk>/undoing/", record.undoing, name="customer-undoing"),
    path("conversations/<str:reference>/customer/", views.of_conversation, name="conversation-customer"),
    path("conversations/<str:reference>/participants/", people.participants, name="participants"),
    path("conversations/<str:reference>/participants/removal/", people.removal, name="participants-removal"),
    path("messages/<uuid:public_id>/admission/", people.admission, name="admission"),
]
