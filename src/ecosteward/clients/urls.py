from django.urls import path

from ecosteward.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.ClientList.as_view(), name="list"),
    path("new/", views.NewClient.as_view(), name="new"),
    path("assign/", views.assign_many, name="assign_many"),
    path("import/", views.Upload.as_view(), name="import"),
    path("import/template/", views.import_template, name="import_template"),
    path("import/<str:token>/", views.Preview.as_view(), name="import_preview"),
    path("import/<str:token>/done/", views.Imported.as_view(), name="import_done"),
    path("<int:pk>/profile/", views.profile, name="profile"),
    path("<int:pk>/change/", views.ChangeClient.as_view(), name="change"),
    path("<int:pk>/stage/", views.ChangeStage.as_view(), name="stage"),
    path("<int:client>/people/assign/", views.Assign.as_view(), name="assign"),
    path("<int:client>/people/<int:pk>/release/", views.release, name="release"),
    path("<int:client>/contacts/new/", views.NewContact.as_view(), name="new_contact"),
    path("<int:client>/contacts/enrol/", views.EnrolContact.as_view(), name="enrol"),
    path("<int:client>/contacts/<int:pk>/", views.ChangeContact.as_view(), name="change_contact"),
    path("<int:client>/contacts/<int:pk>/enrol/", views.EnrolContact.as_view(), name="enrol_contact"),
    path("<int:client>/contacts/<int:pk>/suspend/", views.SuspendContact.as_view(), name="suspend_contact"),
    path("<int:client>/contacts/<int:pk>/restore/", views.restore_contact, name="restore_contact"),
    path("<int:client>/contacts/<int:pk>/invite/", views.invite_contact, name="invite_contact"),
    path("<int:client>/contacts/<int:pk>/remove/", views.remove_contact, name="remove_contact"),
    path("<int:client>/profile/<slug:key>/", views.section, name="section"),
    path("<int:client>/profile/<slug:key>/new/", views.ProfileLine.as_view(), name="new_line"),
    path("<int:client>/profile/<slug:key>/<int:pk>/", views.ProfileLine.as_view(), name="line"),
    path("<int:client>/profile/<slug:key>/<int:pk>/remove/", views.remove_line, name="remove_line"),
]
