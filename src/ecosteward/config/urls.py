from allauth.account import views as account
from django.urls import include, path

from ecosteward.clients.urls import urlpatterns as clients
from ecosteward.web.views.clients import page as client_page

# A client's page shows what every room knows of it, so it is made on the floor above them.
CLIENTS = ([path("<int:pk>/", client_page, name="page"), *clients], "clients")

# Of allauth's pages only these: people are enrolled by name and get a link, nobody signs up or is written to by mail.
ACCOUNTS = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
]

urlpatterns = [
    path("", include("ecosteward.web.urls")),
    path("accounts/", include(ACCOUNTS)),
    path("standard/", include("ecosteward.standard.urls")),
    path("files/", include("ecosteward.files.urls")),
    path("people/", include("ecosteward.people.urls")),
    path("clients/", include(CLIENTS)),
    path("agency/", include("ecosteward.agency.urls")),
    path("engagements/", include("ecosteward.engagements.urls")),
    path("survey/", include("ecosteward.survey.urls")),
    path("monitoring/", include("ecosteward.monitoring.urls")),
    path("archive/", include("ecosteward.archive.urls")),
    path("evaluation/", include("ecosteward.evaluation.urls")),
    path("deliverables/", include("ecosteward.deliverables.urls")),
]
handler400 = "ecosteward.web.errors.bad_request"
handler403 = "ecosteward.web.errors.refused"
handler404 = "ecosteward.web.errors.missing"
handler500 = "ecosteward.web.errors.broken"
