from django.urls import path

from ecosteward.evaluation.views import complaints, contracts, improvements, public, scores, surveys

app_name = "evaluation"
urlpatterns = [
    path("", contracts.EvaluationList.as_view(), name="list"),
    path("clients/<int:pk>/", contracts.client, name="client"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/survey/", surveys.OpenSurvey.as_view(), name="survey_open"),
    path("contracts/<int:pk>/scorecard/", scores.OpenCard.as_view(), name="scorecard_open"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/code.svg", surveys.code, name="survey_code"),
    path("surveys/<int:pk>/withdraw/", surveys.WithdrawSurvey.as_view(), name="survey_withdraw"),
    path("s/thanks/", public.answered, name="answered"),
    path("s/<str:token>/", public.answer, name="answer"),
    path("opinions/", complaints.ComplaintList.as_view(), name="opinions"),
    path("opinions/add/", complaints.pick, name="complaint_pick"),
    path("opinions/add/<int:client>/", complaints.Raise.as_view(), name="complaint_add"),
    path("opinions/<int:pk>/", complaints.complaint, name="complaint"),
    path("opinions/<int:pk>/assign/", complaints.Assign.as_view(), name="complaint_assign"),
    path("opinions/<int:pk>/handle/", complaints.Handle.as_view(), name="complaint_handle"),
    path("opinions/<int:pk>/answer/", complaints.Answer.as_view(), name="complaint_answer"),
    path("opinions/<int:pk>/confirm/", complaints.confirm, name="complaint_confirm"),
    path("opinions/<int:pk>/confirm-for/", complaints.ConfirmFor.as_view(), name="complaint_confirm_for"),
    path("opinions/<int:pk>/reopen/", complaints.Reopen.as_view(), name="complaint_reopen"),
    path("opinions/<int:pk>/close/", complaints.Close.as_view(), name="complaint_close"),
    path("improvements/", improvements.ImprovementList.as_view(), name="improvements"),
    path("improvements/add/", improvements.Plan.as_view(), name="improvement_add"),
    path("improvements/<int:pk>/", improvements.improvement, name="improvement"),
    path("improvements/<int:pk>/change/", improvements.Change.as_view(), name="improvement_change"),
    path("improvements/<int:pk>/finish/", improvements.Finish.as_view(), name="improvement_finish"),
    path("improvements/<int:pk>/verify/", improvements.Verify.as_view(), name="improvement_verify"),
    path("improvements/<int:pk>/return/", improvements.Return.as_view(), name="improvement_return"),
    path("scorecards/<int:pk>/", scores.Card.as_view(), name="scorecard"),
    path("scorecards/<int:pk>/sign/", scores.Sign.as_view(), name="scorecard_sign"),
    path("scorecards/<int:pk>/discard/", scores.Discard.as_view(), name="scorecard_discard"),
]
