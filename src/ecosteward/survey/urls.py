from django.urls import path

from ecosteward.survey.views import check, findings, ledger, offline, overview, submit, visits

app_name = "survey"
urlpatterns = [
    path("findings/", ledger.findings, name="findings"),
    path("findings/remind/", ledger.remind_many, name="remind_many"),
    path("findings/export/", ledger.export_many, name="export_many"),
    path("findings/heat/", overview.heat_page, name="heat"),
    path("findings/deadlines/", findings.DeadlinesPage.as_view(), name="deadlines"),
    path("visits/unsure/", overview.UnsureList.as_view(), name="unsure"),
    path("visits/unsure/<int:pk>/", overview.Resolve.as_view(), name="resolve"),
    path("findings/clients/<int:pk>/", overview.client_page, name="client"),
    path("findings/new/", findings.Raise.as_view(), name="raise"),
    path("findings/<int:pk>/", findings.finding_page, name="finding"),
    path("findings/<int:pk>/change/", findings.Judge.as_view(), name="judge"),
    path("findings/<int:pk>/<str:action>/", findings.step, name="step"),
    path("visits/", visits.VisitList.as_view(), name="visits"),
    path("visits/new/", visits.Plan.as_view(), name="plan"),
    path("visits/<int:pk>/", visits.visit_page, name="visit"),
    path("visits/<int:pk>/change/", visits.Change.as_view(), name="change"),
    path("visits/<int:pk>/cancel/", visits.Cancel.as_view(), name="cancel"),
    path("visits/<int:pk>/start/", visits.start, name="start"),
    path("visits/<int:pk>/record/", visits.record, name="record"),
    path("visits/<int:pk>/submit/", submit.Submit.as_view(), name="submit"),
    path("worker.js", offline.worker, name="worker"),
    path("visits/<int:pk>/check/", check.check, name="check"),
    path("visits/<int:pk>/check/topics/<str:topic_id>/", check.set_topic, name="topic"),
    path("visits/<int:pk>/check/<str:item_id>/", check.answer, name="answer"),
    path("visits/<int:pk>/check/<str:item_id>/photos/", check.photograph, name="photograph"),
    path("visits/<int:pk>/check/<str:item_id>/photos/<int:photo>/drop/", check.drop_photo, name="drop_photo"),
]
