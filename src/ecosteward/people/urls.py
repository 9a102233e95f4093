from django.urls import path

from ecosteward.people import views

app_name = "people"
urlpatterns = [
    path("", views.PeopleList.as_view(), name="list"),
    path("new/", views.NewPerson.as_view(), name="new"),
    path("invitation/", views.invitation, name="invitation"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/change/", views.ChangeOrganisation.as_view(), name="change_organisation"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/change/", views.ChangePerson.as_view(), name="change"),
    path("<int:pk>/suspend/", views.Suspend.as_view(), name="suspend"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/invite/", views.invite, name="invite"),
]
