from django.urls import path

from ecosteward.agency.views import entries, overview, staff, system, trainings

app_name = "agency"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("policy/", overview.PolicyPage.as_view(), name="policy"),
    path("staff/", staff.StaffList.as_view(), name="staff"),
    path("staff/add/", staff.AddStaff.as_view(), name="staff_add"),
    path("staff/<int:pk>/", staff.person, name="person"),
    path("staff/<int:pk>/change/", staff.ChangeStaff.as_view(), name="staff_change"),
    path("staff/<int:pk>/leave/", staff.Leave.as_view(), name="staff_leave"),
    path("staff/<int:pk>/return/", staff.return_to_work, name="staff_return"),
    path("staff/<int:pk>/certificates/add/", entries.AddCertificate.as_view(), name="certificate_add"),
    path("staff/<int:pk>/education/add/", entries.AddEducation.as_view(), name="education_add"),
    path("staff/<int:pk>/appraisals/add/", entries.AddAppraisal.as_view(), name="appraisal_add"),
    path("staff/<int:pk>/agreements/add/", entries.AddAgreement.as_view(), name="agreement_add"),
    path("certificates/<int:pk>/change/", entries.ChangeCertificate.as_view(), name="certificate_change"),
    path("certificates/<int:pk>/confirm/", entries.confirm_certificate, name="certificate_confirm"),
    path("certificates/<int:pk>/remove/", entries.RemoveCertificate.as_view(), name="certificate_remove"),
    path("education/<int:pk>/change/", entries.ChangeEducation.as_view(), name="education_change"),
    path("education/<int:pk>/confirm/", entries.confirm_education, name="education_confirm"),
    path("education/<int:pk>/remove/", entries.RemoveEducation.as_view(), name="education_remove"),
    path("appraisals/<int:pk>/change/", entries.ChangeAppraisal.as_view(), name="appraisal_change"),
    path("trainings/", trainings.TrainingList.as_view(), name="trainings"),
    path("trainings/add/", trainings.AddTraining.as_view(), name="training_add"),
    path("trainings/<int:pk>/", trainings.training, name="training"),
    path("trainings/<int:pk>/change/", trainings.ChangeTraining.as_view(), name="training_change"),
    path("papers/", system.papers, name="papers"),
    path("papers/add/", system.AddPaper.as_view(), name="paper_add"),
    path("papers/<int:pk>/change/", system.ChangePaper.as_view(), name="paper_change"),
    path("papers/<int:pk>/withdraw/", system.WithdrawPaper.as_view(), name="paper_withdraw"),
    path("quality-lead/", system.Appoint.as_view(), name="quality_lead"),
    path("credit/add/", system.AddCredit.as_view(), name="credit_add"),
    path("credit/<int:pk>/change/", system.ChangeCredit.as_view(), name="credit_change"),
]
