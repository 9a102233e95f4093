from django.urls import path

from ecosteward.survey import views

app_name = "survey"
urlpatterns = [
    path("", views.FindingList.as_view(), name="findings"),
    path("visits/", views.FindingList.as_view(), name="visits"),
]
