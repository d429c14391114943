from django.urls import path

from rapport.desk.reports import behind, fixed, report, samples, work, work_export

urlpatterns = [
    path("reports/workload/", work.work, name="work"),
    path("reports/workload/behind/", work.behind, name="work-behind"),
    path("reports/workload/export/", work_export.export, name="work-export"),
    path("ratings/report/", report.report, name="ratings-report"),
    path("ratings/fixed/", fixed.fixed, name="fixed"),
    path("ratings/behind/", behind.behind, name="ratings-behind"),
    path("ratings/samples/", samples.drawing, name="samples"),
    path("ratings/samples/<int:pk>/", samples.sample, name="sample"),
    path("ratings/samples/<int:pk>/<int:drawn>/", samples.told, name="sample-told"),
]
