from django.urls import path

from ecosteward.clients import views

app_name = "clients"
urlpatterns = [
    path("", views.ClientList.as_view(), name="list"),
]
