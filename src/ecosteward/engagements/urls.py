from django.urls import path

from ecosteward.engagements.views import client, contracts, drafting, plans, standing, steps, tasks

app_name = "engagements"
urlpatterns = [
    path("", contracts.ContractList.as_view(), name="contracts"),
    path("client/<int:pk>/", client.client, name="client"),
    path("client/<int:client>/draft/", contracts.Draft.as_view(), name="draft"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/change/", contracts.Change.as_view(), name="change"),
    path("contracts/<int:pk>/pick/", drafting.Pick.as_view(), name="pick"),
    path("contracts/<int:pk>/line/", drafting.AddLine.as_view(), name="add-line"),
    path("contracts/<int:pk>/papers/<str:kind>/", drafting.AddPaper.as_view(), name="add-paper"),
    path("contracts/<int:pk>/team/", drafting.AddMember.as_view(), name="add-member"),
    path("contracts/<int:pk>/sign/", standing.Sign.as_view(), name="sign"),
    path("contracts/<int:pk>/end/", standing.End.as_view(), name="end"),
    path("contracts/<int:pk>/close/", standing.close, name="close"),
    path("contracts/<int:pk>/plan/", plans.plan, name="plan"),
    path("lines/<int:pk>/", drafting.ChangeLine.as_view(), name="change-line"),
    path("lines/<int:pk>/remove/", drafting.remove_line, name="remove-line"),
    path("papers/<int:pk>/remove/", drafting.remove_paper, name="remove-paper"),
    path("team/<int:pk>/", drafting.ChangeMember.as_view(), name="change-member"),
    path("team/<int:pk>/remove/", drafting.remove_member, name="remove-member"),
    path("tasks/", tasks.TaskList.as_view(), name="tasks"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/start/", steps.start, name="start"),
    path("tasks/<int:pk>/record/", steps.Record.as_view(), name="record"),
    path("tasks/<int:pk>/submit/", steps.Submit.as_view(), name="submit"),
    path("tasks/<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("tasks/<int:pk>/accept/", steps.Accept.as_view(), name="accept"),
    path("tasks/<int:pk>/return/", steps.Return.as_view(), name="return"),
    path("tasks/<int:pk>/cancel/", steps.Cancel.as_view(), name="cancel"),
    path("tasks/<int:pk>/restore/", steps.restore, name="restore"),
    path("tasks/<int:pk>/reschedule/", steps.Reschedule.as_view(), name="reschedule"),
    path("tasks/<int:pk>/assign/", steps.Assign.as_view(), name="assign"),
]
