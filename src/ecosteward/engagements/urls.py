from django.urls import path

from ecosteward.engagements import views

app_name = "engagements"
urlpatterns = [
    path("", views.ContractList.as_view(), name="contracts"),
    path("tasks/", views.ContractList.as_view(), name="tasks"),
]
