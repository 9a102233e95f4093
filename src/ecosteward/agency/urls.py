from django.urls import path

from ecosteward.agency import views

app_name = "agency"
urlpatterns = [
    path("", views.StaffRecordList.as_view(), name="overview"),
]
